import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import InvalidInput, require
from evaluation import access
from evaluation.actions.assigning import AT_ONCE
from evaluation.actions.compute_assignment import digest_of_pairs
from evaluation.actions.seating import require_staffing
from evaluation.actions.start_assignment import require_individual
from evaluation.assignment_files import Lines
from evaluation.models import AssignmentRun, ProposedSeat, Round
from evaluation.queries.assignment_files import checked
from evaluation.states import Appointment, RunStatus


@transaction.atomic
def keep_assignment_file(round: Round, lines: Lines, *, name: str, by: User, at: dt.datetime | None = None) -> AssignmentRun:
    """Keep a table of who judges what as a proposal beside the computed ones. Nobody is appointed and nobody is told.

    Rules it breaks are kept with it, as with a computation; `appoint_assignment` does not let the binding ones pass.

    Raises:
        InvalidInput: where a line names no proposal or no evaluator of the round.
        DomainError: code "in-sections", "panel-closed".
    """
    at = at or timezone.now()
    round = Round.objects.locked(round)
    require(access.may_run_round(by, round))
    require_individual(round)
    require_staffing(round, at)
    found = checked(round, lines)
    if not found.can_be_kept:
        raise InvalidInput({"file": _("Some lines cannot be followed. Nothing was kept.")})
    given, instance = found.given, found.given.instance
    number = (round.runs.aggregate(last=Max("number"))["last"] or 0) + 1
    places = given.places_of(found.pairs)
    run = AssignmentRun.objects.create(
        round=round, number=number, status=RunStatus.DONE, file_name=name[:200], by=by, is_fair=False, queued_at=at,
        started_at=at, ended_at=at, share=100, proposals=instance.proposals, evaluators=instance.evaluators,
        pairs=len(instance.score), total=found.found.total, worst=found.found.worst, bound_total=found.bound_total,
        bound_worst=found.bound_worst, unfilled=[given.entries[place].pk for place in found.found.unfilled],
        breaches=[
            {
                "rule": one.rule, "size": one.size,
                "entry": None if one.proposal is None else given.entries[one.proposal].pk,
                "member": None if one.evaluator is None else given.members[one.evaluator].pk,
            }
            for one in found.found.breaches
        ],
        input_digest=given.digest,
        result_digest=digest_of_pairs([(instance.proposal_keys[row], instance.evaluator_keys[column]) for row, column in places]),
    )  # fmt: skip
    ProposedSeat.objects.bulk_create(
        [
            ProposedSeat(
                run=run, entry_id=entry, member_id=member, how=Appointment.MANUAL, reason=name[:300],
                suitability=int(given.suitability.reasons(row, column).total),
            )
            for (entry, member), (row, column) in zip(found.pairs, places, strict=True)
        ],
        batch_size=AT_ONCE,
    )  # fmt: skip
    record(
        stream=round.stream, verb="assignment-read", by=by, at=at,
        data={
            "run": number, "file": name[:200], "seats": len(found.pairs), "unfilled": len(run.unfilled),
            "result_sha256": run.result_digest,
        },
    )  # fmt: skip
    return run
