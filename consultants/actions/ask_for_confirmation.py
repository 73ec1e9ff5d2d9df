import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from audit.record import record_many
from consultants import messages
from consultants.models import Expert

ASKED_AGAIN_AFTER = dt.timedelta(days=30)
AT_ONCE = 500  # letters of one sweep


@transaction.atomic
def ask_for_confirmation(*, at: dt.datetime | None = None) -> list[int]:
    """Ask experts whose profile was not confirmed for a year to look through it; again every thirty days.

    Safe to run from several workers: each claims its rows. Returns the experts asked by this call.
    """
    at = at or timezone.now()
    waiting = Expert.objects.ready().not_confirmed(at)
    waiting = waiting.filter(Q(asked_to_confirm_at__isnull=True) | Q(asked_to_confirm_at__lte=at - ASKED_AGAIN_AFTER))
    claimed = waiting.select_for_update(no_key=True, skip_locked=True, of=("self",)).select_related("user")
    experts = {expert.stream: expert for expert in claimed.order_by("pk")[:AT_ONCE]}
    if not experts:
        return []
    Expert.objects.filter(pk__in=[expert.pk for expert in experts.values()]).update(asked_to_confirm_at=at)
    events = record_many([{"stream": stream} for stream in experts], verb="asked-to-confirm", by=User.objects.system(), at=at)
    messages.profiles_due([(experts[event.stream], event) for event in events])
    return [expert.pk for expert in experts.values()]
