import datetime as dt

from django.utils import timezone

from notifications.models import Message
from notifications.states import CLAIM_LASTS, RETRY_AFTER, MailStatus


def sweep_outbox(*, at: dt.datetime | None = None, limit: int = 2000) -> list[int]:
    """Free the claims of dead workers and return the ids of messages that are due, oldest first.

    A claim that ran out was a try: a letter that kills every worker is given up like any other.
    """
    now = at or timezone.now()
    left = Message.objects.filter(mail_status=MailStatus.SENDING, claimed_at__lt=now - CLAIM_LASTS)
    left.filter(attempts__gt=len(RETRY_AFTER)).update(
        mail_status=MailStatus.DEAD, claimed_at=None, due_at=now, last_error="WorkerLost: it stopped while sending"
    )
    left.update(mail_status=MailStatus.QUEUED, claimed_at=None, due_at=now)
    due = Message.objects.filter(mail_status=MailStatus.QUEUED, due_at__lte=now)
    return list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:limit])
