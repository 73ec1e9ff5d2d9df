from typing import Any

from django.db import transaction
from django.utils import timezone

from audit.record import record
from cluster_portal.shared.errors import require
from notifications.models import Message
from notifications.states import MailStatus


@transaction.atomic
def retry_message(message: Message, *, by: Any) -> bool:
    """A dead letter gets a fresh set of tries. Returns False when it was not dead (any more)."""
    require(by.has_role("central", "admin"))
    revived = Message.objects.filter(pk=message.pk, mail_status=MailStatus.DEAD).update(
        mail_status=MailStatus.QUEUED, attempts=0, due_at=timezone.now(), claimed_at=None
    )
    if revived:
        record(stream=f"message/{message.pk}", verb="retried", by=by)
    return bool(revived)
