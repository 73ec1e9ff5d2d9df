"""Two questions a machine asks: are you alive, and are you ready?"""

import datetime as dt
import time

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from cluster_portal.shared.audience import for_audience
from cluster_portal.tasks import ALIVE_FOR, HEARTBEAT
from notifications.models import Mailing, Message
from notifications.states import MailStatus

OUTBOX_LAG_LIMIT = dt.timedelta(minutes=5)


@never_cache
@for_audience("public")
def alive(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "alive"})


@never_cache
@for_audience("public")
def ready(request: HttpRequest) -> JsonResponse:
    """200 when every part answers; else 503 naming those that do not."""
    checks = {"database": _database, "broker": _broker, "worker and beat": _heartbeat, "outbox": _outbox}
    trouble = {name: reason for name, check in checks.items() if (reason := _run(check))}
    body = {"status": "ready" if not trouble else "not ready", "trouble": trouble}
    return JsonResponse(body, status=503 if trouble else 200)


def _run(check) -> str:
    try:
        return check()
    except Exception as error:  # any fault of the part asked is the answer
        return type(error).__name__


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _broker() -> str:
    from cluster_portal.celery import app

    with app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=0, timeout=2)
    return ""


def _heartbeat() -> str:
    beat = cache.get(HEARTBEAT)
    if beat is None:
        return "no heartbeat yet"
    age = time.time() - beat
    return "" if age < ALIVE_FOR else f"last heartbeat {age:.0f} s ago"


def _outbox() -> str:
    oldest = Message.objects.filter(mail_status=MailStatus.QUEUED).order_by("due_at").values_list("due_at", flat=True).first()
    unwritten = Mailing.objects.filter(written_at=None).order_by("queued_at").values_list("queued_at", flat=True).first()
    late = max((timezone.now() - since for since in (oldest, unwritten) if since), default=dt.timedelta())
    return "" if late < OUTBOX_LAG_LIMIT else f"oldest message waits {late.total_seconds():.0f} s"
