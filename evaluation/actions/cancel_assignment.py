import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import require
from evaluation import access
from evaluation.models import AssignmentRun, Round
from evaluation.states import RunStatus


@transaction.atomic
def cancel_assignment(run: AssignmentRun, *, by: User, at: dt.datetime | None = None) -> AssignmentRun:
    """Stop a computation: its worker notices at its next sign of life. One that has ended stays as it is."""
    at = at or timezone.now()
    round = Round.objects.locked(run.round)
    require(access.may_run_round(by, round))
    run = AssignmentRun.objects.select_for_update(no_key=True, of=("self",)).get(pk=run.pk)
    if not run.is_under_way:
        return run
    run.become(RunStatus.CANCELLED)
    run.claim, run.ended_at = "", at
    run.save(update_fields=["status", "claim", "ended_at"])
    record(stream=round.stream, verb="assignment-cancelled", by=by, at=at, data={"run": run.number})
    return run
