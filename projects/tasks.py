"""What runs by itself; when, is in cluster_portal/celery.py."""

from celery import shared_task

from projects.actions import close_due_calls as closing
from projects.actions import find_recusals as finding
from projects.actions import refresh_figures as figures


@shared_task(name="projects.close_due_calls")
def close_due_calls() -> None:
    """Every second."""
    closing.close_due_calls()


@shared_task(name="projects.refresh_figures")
def refresh_figures() -> None:
    """Every minute."""
    figures.refresh_figures()


@shared_task(name="projects.find_recusals")
def find_recusals() -> None:
    """Every hour."""
    finding.find_recusals()
