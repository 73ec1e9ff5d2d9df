"""What runs by itself; when, is in cluster_portal/celery.py."""

from celery import shared_task

from accounts.actions import publish_chain_heads as publishing


@shared_task(name="accounts.publish_chain_heads")
def publish_chain_heads() -> None:
    """Every ten minutes: the first after midnight publishes."""
    publishing.publish_chain_heads()
