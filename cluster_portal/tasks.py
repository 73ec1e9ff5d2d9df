"""The heartbeat: proof, for /readyz, that beat beats and a worker works."""

import time

from celery import shared_task
from django.core.cache import cache

HEARTBEAT = "heartbeat"
ALIVE_FOR = 60  # seconds


@shared_task(name="cluster_portal.heartbeat", ignore_result=True)
def heartbeat() -> None:
    cache.set(HEARTBEAT, time.time(), ALIVE_FOR * 10)
