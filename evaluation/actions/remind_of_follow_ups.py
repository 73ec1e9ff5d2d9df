import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.record import record
from evaluation.messages import follow_up as messages
from evaluation.models import CoachingNote, RevisedPlan

AHEAD = dt.timedelta(days=3)


def remind_of_follow_ups(*, at: dt.datetime | None = None) -> int:
    """Once, three days ahead: the applicant of a revised plan, the writer of advice. Returns how many were reminded."""
    at = at or timezone.now()
    soon = {"due_at__gt": at, "due_at__lte": at + AHEAD, "reminded_at": None}
    plans = RevisedPlan.objects.filter(handed_in_at=None, **soon).values_list("pk", flat=True)
    notes = CoachingNote.objects.filter(written_at=None, member__isnull=False, **soon).values_list("pk", flat=True)
    return sum(_remind(RevisedPlan, pk, at) for pk in list(plans)) + sum(_remind(CoachingNote, pk, at) for pk in list(notes))


@transaction.atomic
def _remind(model: type[RevisedPlan] | type[CoachingNote], pk: int, at: dt.datetime) -> bool:
    """Whoever claims the row first reminds."""
    if not model.objects.filter(pk=pk, reminded_at=None).update(reminded_at=at):
        return False
    one = model.objects.get(pk=pk)
    verb = "revised-plan-due" if isinstance(one, RevisedPlan) else "advice-due"
    event = record(stream=one.proposal.stream, verb=verb, by=User.objects.system(), at=at, data={"due_at": one.due_at})
    if isinstance(one, RevisedPlan):
        messages.plan_due(event, one)
    else:
        messages.advice_due(event, one)
    return True
