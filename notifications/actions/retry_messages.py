from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from audit.record import record_many
from cluster_portal.shared.errors import require
from notifications import access
from notifications.models import Message
from notifications.person import Person
from notifications.states import MailStatus


@transaction.atomic
def retry_messages(ids: Collection[int], *, by: Person) -> int:
    """Give each of these dead letters a fresh set of tries. Returns how many were still dead."""
    require(access.may_retry(by))
    dead = Message.objects.select_for_update(no_key=True).filter(pk__in=ids, mail_status=MailStatus.DEAD)
    revived = list(dead.order_by("pk").values_list("pk", flat=True))
    Message.objects.filter(pk__in=revived).update(
        mail_status=MailStatus.QUEUED, attempts=0, due_at=timezone.now(), claimed_at=None
    )
    record_many([{"stream": f"message/{pk}"} for pk in revived], verb="retried", by=by)
    return len(revived)
