"""The portal's settings, routes and schedule."""

from cluster_portal.celery import app as celery_app

__all__ = ["celery_app"]
