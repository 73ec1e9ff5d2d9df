import datetime as dt

from django.utils import timezone

from notifications.models import Message
from notifications.states import CLAIM_LASTS, MailStatus


def sweep_outbox(*, at: dt.datetime | None = None, limit: int = 2000) -> list[int]:
    """Free the claims of dead workers and return the ids of messages that are due, oldest first."""
    now = at or timezone.now()
    Message.objects.filter(mail_status=MailStatus.SENDING, claimed_at__lt=now - CLAIM_LASTS).update(
        mail_status=MailStatus.QUEUED, claimed_at=None, due_at=now
    )
    due = Message.objects.filter(mail_status=MailStatus.QUEUED, due_at__lte=now)
    return list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:limit])
