"""The clock closes what is over."""

import datetime as dt

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import User
from audit.record import record
from projects.messages import calls as messages
from projects.models import Call
from projects.states import HANDED_IN, CallStatus, ProposalStatus


def close_due_calls(*, at: dt.datetime | None = None) -> list[Call]:
    """Close every call whose closing second is over; safe with any number of workers and any number of times.

    Closing shows; it does not decide. Whether a proposal came in time is told by its arrival and the closing time
    (`Call.is_open`). Returns the calls that this run closed.
    """
    at = at or timezone.now()
    due = list(Call.objects.filter(status=CallStatus.PUBLISHED, closes_at__lt=at).values_list("pk", flat=True))
    return [call for pk in due if (call := _close(pk, at))]


@transaction.atomic
def _close(pk: int, at: dt.datetime) -> Call | None:
    """One call in one transaction; None when another worker has it or it was extended meanwhile.

    The regional HQs concerned are told how many proposals came in and how many drafts did not.
    """
    still_due = Call.objects.filter(pk=pk, status=CallStatus.PUBLISHED, closes_at__lt=at)
    call = still_due.select_for_update(no_key=True, skip_locked=True).first()
    if call is None:
        return None
    call.become(CallStatus.CLOSED)
    call.closed_at = at
    call.save(update_fields=["status", "closed_at"])
    counts = call.proposals.aggregate(
        submitted=Count("pk", filter=Q(status__in=HANDED_IN)), drafts=Count("pk", filter=Q(status=ProposalStatus.DRAFT))
    )
    event = record(
        stream=call.stream, verb="closed", by=User.objects.system(), at=at, data={"closes_at": call.closes_at, **counts}
    )
    messages.call_closed(event, call, **counts)
    return call
