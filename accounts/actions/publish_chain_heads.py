import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Grant, Role, User
from audit.actions.publish_heads import publish_heads
from audit.models import DailyHeads
from audit.record import record
from notifications.outbox import queue_messages

STREAM = "audit/heads"


@transaction.atomic
def publish_chain_heads(*, at: dt.datetime | None = None) -> DailyHeads | None:
    """Publish the heads of the audit log's chains for today (Korean time), and mail their digest to every auditor.

    A mail lies outside the portal: with it, a log bent later can be told. Once a day; asked again, it does nothing.
    """
    at = at or timezone.now()
    published = publish_heads(timezone.localdate(at), at=at)
    if published is None:
        return None
    event = record(
        stream=STREAM, verb="heads-published", by=User.objects.system(), at=at,
        data={"day": published.day, "streams": published.streams, "moved": published.moved, "sha256": published.sha256},
    )  # fmt: skip
    auditors = Grant.objects.filter(role=Role.AUDITOR, ended_at__isnull=True).values("user")
    context = {
        "day": published.day,
        "streams": published.streams,
        "moved": published.moved,
        "sha256": published.sha256,
        "previous": published.previous,
        "link": reverse("dashboards:audit-heads-day", args=[published.day]),
    }
    people = User.objects.filter(is_active=True, pk__in=auditors).order_by("pk")
    queue_messages("accounts/chain-heads", list(people), about=event, context=context)
    return published
