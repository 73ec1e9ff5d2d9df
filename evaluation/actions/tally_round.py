import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import require
from evaluation import access
from evaluation.actions.declaring_again import require_declared_again
from evaluation.models import Round, Standing
from evaluation.queries.tallied import tallied
from evaluation.states import RoundStatus


@transaction.atomic
def tally_round(round: Round, *, by: User, at: dt.datetime | None = None) -> Round:
    """Make sealed sheets into scores and scores into places, by the rulebook alone.

    Every number on the way is kept in the standing's trace.
    Pressed twice it does nothing. A round killed in between is as closed as before.

    Raises:
        NotReady: while evaluators have not declared conflicts again, where the rulebook asks for it.
        DomainError: code "illegal-move" before the close or after the confirmation.
    """
    at = at or timezone.now()
    round = Round.objects.locked(round)
    require(access.may_run_round(by, round))
    if round.status == RoundStatus.TALLIED:
        return round
    if round.may_become(RoundStatus.TALLIED):
        require_declared_again(round)
    round.become(RoundStatus.TALLIED)
    rows = tallied(round)
    Standing.objects.write_list(round, rows)
    round.tallied_at = at
    round.save(update_fields=["status", "tallied_at"])
    record(
        stream=round.stream, verb="tallied", by=by, at=at,
        data={
            "proposals": len(rows), "sheets": round.sealed_count,
            "passed": sum(row.outcome == "passed" for row in rows), "without_result": sum(row.outcome == "no_result" for row in rows),
        },
    )  # fmt: skip
    return round
