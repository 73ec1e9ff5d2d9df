import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, require
from evaluation import access
from evaluation.actions.assigning import Duty, give, require_kept, take
from evaluation.actions.seating import require_staffing
from evaluation.actions.start_assignment import require_individual
from evaluation.messages import assignment as messages
from evaluation.models import Assignment, AssignmentRun, PairRule, Round
from evaluation.queries.assignment_input import round_input
from evaluation.states import MemberStatus, PairKind, RunStatus


@transaction.atomic
def appoint_assignment(run: AssignmentRun, *, by: User, at: dt.datetime | None = None) -> AssignmentRun:
    """Give every proposal the evaluators that a computation proposes, as the HQ may have changed them.

    Everything is checked again over the facts as they stand now. Who had a proposal and keeps it is not disturbed; what
    ends, ends with its open sheet. Everybody concerned gets one letter. Of two at once one wins.

    Raises:
        DomainError: code "not-computed"; "already-appointed" by somebody else; "outdated" when another one was appointed,
            or people left, since it was computed; "rule-…" naming the rule that would be broken; "has-sealed".
    """
    at = at or timezone.now()
    round = Round.objects.locked(run.round)
    require(access.may_run_round(by, round))
    require_individual(round)
    require_staffing(round, at)
    run = AssignmentRun.objects.select_for_update(no_key=True, of=("self",)).get(pk=run.pk)
    if run.is_appointed and run.appointed_by_id == by.pk:
        return run
    _require_current(round, run)
    seats = list(run.seats.order_by("entry", "member"))
    pairs = [(seat.entry_id, seat.member_id) for seat in seats]
    given = round_input(round, chosen=pairs)
    require_kept(given, pairs, size_min=round.rules.panel.size_min.value)
    standing = {
        (one.entry_id, one.member_id): one
        for one in Assignment.objects.filter(entry__round=round, ended_at__isnull=True).select_related("entry")
    }
    wanted = set(pairs)
    ended = [one for pair, one in standing.items() if pair not in wanted]
    take(round, ended, at=at)
    pinned = _pinned(round)
    new = give(
        round,
        [
            Duty(
                seat.entry_id, seat.member_id, seat.suitability, seat.how, seat.reason, (seat.entry_id, seat.member_id) in pinned
            )
            for seat in seats
            if (seat.entry_id, seat.member_id) not in standing
        ],
        at=at,
    )
    run.become(RunStatus.APPOINTED)
    run.appointed_at, run.appointed_by = at, by
    run.save(update_fields=["status", "appointed_at", "appointed_by"])
    event = record(
        stream=round.stream, verb="assignment-appointed", by=by, at=at,
        data={"run": run.number, "result_sha256": run.result_digest, "seats": len(seats), "new": len(new), "ended": len(ended)},
    )  # fmt: skip
    messages.duties_changed(event, round, given=[one.member_id for one in new], taken=[one.member_id for one in ended])
    return run


def _require_current(round: Round, run: AssignmentRun) -> None:
    if run.is_appointed:
        raise DomainError(_("This assignment has been appointed already."), code="already-appointed")
    if run.status != RunStatus.DONE:
        raise DomainError(_("This assignment has not been computed."), code="not-computed")
    later = round.runs.filter(status=RunStatus.APPOINTED, appointed_at__gte=run.started_at).exists()
    gone = run.seats.exclude(member__status=MemberStatus.ACCEPTED).exists()
    if later or gone:
        raise DomainError(_("The panel has changed since this was computed. Compute the assignment again."), code="outdated")


def _pinned(round: Round) -> set[tuple[int, int]]:
    pins = PairRule.objects.filter(entry__round=round, kind=PairKind.PINNED, lifted_at__isnull=True)
    return set(pins.values_list("entry", "member"))
