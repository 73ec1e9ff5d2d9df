"""What runs by itself; when, is in cluster_portal/celery.py."""

from celery import shared_task

from consultants.actions import ask_for_confirmation as asking


@shared_task(name="consultants.ask_for_confirmation")
def ask_for_confirmation() -> None:
    """Every hour, a few hundred letters at most."""
    asking.ask_for_confirmation()
