import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import require
from evaluation import access, ranking, scoring
from evaluation.actions.declaring_again import require_declared_again
from evaluation.models import Adjustment, Round, Sheet, Standing
from evaluation.rulebook_rules import scoring_rules, shared_tie_break_chain
from evaluation.states import AdjustmentKind, RoundStatus, SheetStatus
from projects.models import Proposal

AT_ONCE = 2000  # rows per statement
FOUR_PLACES = Decimal("0.0001")


@transaction.atomic
def tally_round(round: Round, *, by: User, at: dt.datetime | None = None) -> Round:
    """Make sealed sheets into scores and scores into places, by the rulebook alone.

    One pass over the sheets in the order of their proposals; every number on the way is kept in the standing's trace.
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
    proposals = {proposal.pk: proposal for proposal in _proposals(round)}
    traces = _traces(round, proposals)
    places = _places(round, proposals, traces)
    listed = [*places, *(pk for pk, trace in traces.items() if trace.total is None)]
    Standing.objects.write_list(
        round, [_row(proposals[pk], traces[pk], places.get(pk), position) for position, pk in enumerate(listed, start=1)]
    )
    round.tallied_at = at
    round.save(update_fields=["status", "tallied_at"])
    record(
        stream=round.stream, verb="tallied", by=by, at=at,
        data={
            "proposals": len(traces), "sheets": round.sealed_count,
            "passed": sum(trace.passed for trace in traces.values()),
            "without_result": sum(trace.total is None for trace in traces.values()),
        },
    )  # fmt: skip
    return round


def _proposals(round: Round) -> Iterable[Proposal]:
    columns = ("ref", "track", "requested_krw", "partner_count", "region_count", "submitted_at")
    return Proposal.objects.filter(rounds__round=round).only(*columns)


def _traces(round: Round, proposals: dict[int, Proposal]) -> dict[int, scoring.Trace]:
    """{proposal id: how its score is made}, in the order of the ids; also for those without a sheet."""
    rules = {track: scoring_rules(round.rules, track) for track in {one.track for one in proposals.values()}}
    bonuses, penalties = _adjustments(round)

    def tally(pk: int, sheets: Sequence[scoring.Sheet]) -> scoring.Trace:
        own = {"bonuses": bonuses.get(pk, ()), "penalties": penalties.get(pk, ())}
        return scoring.tally(sheets, rules[proposals[pk].track], **own)

    made = {pk: tally(pk, sheets) for pk, sheets in _sheets_by_proposal(round)}
    return {pk: made.get(pk) or tally(pk, ()) for pk in sorted(proposals)}


def _sheets_by_proposal(round: Round) -> Iterator[tuple[int, list[scoring.Sheet]]]:
    """Streamed from a server-side cursor, in order, so that no more than a proposal's sheets are held at a time."""
    number = cache(Decimal)  # there are few different points
    rows = (
        Sheet.objects.filter(round=round, status=SheetStatus.SEALED)
        .order_by("proposal", "member__seat")
        .values_list("proposal", "member__seat", "points")
        .iterator(chunk_size=AT_ONCE)
    )
    for proposal, group in groupby(rows, key=itemgetter(0)):
        yield (
            proposal,
            [
                scoring.Sheet(f"seat-{seat}", {code: number(points) for code, points in given.items()})
                for _proposal, seat, given in group
            ],
        )


def _adjustments(round: Round) -> tuple[dict[int, list], dict[int, list]]:
    found: dict[str, dict[int, list]] = {kind: defaultdict(list) for kind in AdjustmentKind.values}
    for one in Adjustment.objects.filter(entry__round=round).select_related("entry").order_by("entry", "kind", "code"):
        found[one.kind][one.entry.proposal_id].append(scoring.Adjustment(one.code, one.points, one.evidence))
    return found[AdjustmentKind.BONUS], found[AdjustmentKind.PENALTY]


def _places(round: Round, proposals: dict[int, Proposal], traces: dict[int, scoring.Trace]) -> dict[int, ranking.Standing[int]]:
    """In the order of the list. Proposals without a result have no place."""
    entries = [
        ranking.Entry(
            key=pk,
            total=trace.total,
            criterion_means=trace.criterion_means,
            joint=proposals[pk].is_joint,
            cross_region=proposals[pk].is_cross_region,
            plain_mean=trace.plain_mean or Decimal(0),
            submitted_at=proposals[pk].submitted_at,
        )
        for pk, trace in traces.items()
        if trace.total is not None
    ]
    chain = shared_tie_break_chain(round.rules, {proposal.track for proposal in proposals.values()})
    return {standing.key: standing for standing in ranking.rank(entries, chain)}


def _row(proposal: Proposal, trace: scoring.Trace, place: ranking.Standing | None, position: int) -> dict[str, Any]:
    """The fields of a standing."""
    return {
        "proposal_id": proposal.pk,
        "position": position,
        "place": place.place if place else None,
        "total": trace.total,
        "mean": _kept(trace.mean),
        "plain_mean": _kept(trace.plain_mean),
        "bonus": trace.bonus,
        "penalty": trace.penalty,
        "outcome": trace.outcome,
        "trace": trace.as_json(),
        "tie": place.as_json() if place and place.tied_total else {},
        "asked_krw": proposal.requested_krw,
    }


def _kept(mean: Decimal | None) -> Decimal | None:
    """For lists; the trace keeps every digit."""
    return None if mean is None else mean.quantize(FOUR_PLACES)
