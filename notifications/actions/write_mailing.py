from django.db import transaction
from django.utils import timezone

from notifications.mailings import write_letters
from notifications.models import Mailing


@transaction.atomic
def write_mailing(mailing_id: int) -> bool:
    """Write the letters of one mailing into the outbox, all or none; returns whether this call did.

    Who comes second, or while another worker is at it, finds nothing to do. A worker that dies leaves it unwritten; the sweeper
    asks again.
    """
    waiting = Mailing.objects.select_for_update(no_key=True, skip_locked=True, of=("self",)).select_related("event")
    mailing = waiting.filter(pk=mailing_id, written_at=None).first()
    if mailing is None:
        return False
    write_letters(mailing)
    mailing.written_at = timezone.now()
    mailing.save(update_fields=["written_at"])
    return True
