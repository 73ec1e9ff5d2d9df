"""The ranking and the selection: where the numbers of the pure functions come from, and pages over the list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from audit.models import Event
from cluster_portal.shared.errors import DomainError
from cluster_portal.shared.paging import Page, keyset_page
from evaluation.models import PanelCut, Round, Sheet, Standing
from evaluation.rulebook_rules import selection_rules
from evaluation.selection import Candidate, Selection, SelectionRules, select
from evaluation.states import Decision, RoundStatus, SheetStatus
from programme.models import RegionalBudget


def lock_budget(round: Round) -> int:
    """What the region can still grant in the call's year, in won; the budget row is held by this transaction.

    What other rounds confirmed and did not release yet is taken off.

    Raises:
        DomainError: code "no-budget".
    """
    budget = RegionalBudget.objects.select_for_update(no_key=True).filter(year=round.call.year_id, region=round.region_id).first()
    return available_budget(round, budget)


def available_budget(round: Round, budget: RegionalBudget | None = None) -> int:
    budget = budget or RegionalBudget.objects.filter(year=round.call.year_id, region=round.region_id).first()
    if budget is None:
        raise DomainError(_("This region has no budget for the year."), code="no-budget")
    promised = (
        Standing.objects.filter(
            round__status=RoundStatus.CONFIRMED, round__call__year=round.call.year_id, round__region=round.region_id
        )
        .exclude(round=round)
        .aggregate(sum=Sum("granted_krw"))["sum"]
        or 0
    )
    return max(0, budget.left_krw - promised)


def to_choose_from(round: Round) -> QuerySet[Standing]:
    """The tallied list with what a selection looks at, and no more: the making of a score is long."""
    return round.standings.select_related("proposal").only(*CHOSEN_BY)


def choose(round: Round, standings: Iterable[Standing], budget_krw: int, among_equals: Mapping[int, int]) -> Selection[int]:
    """The rulebook's selection over `to_choose_from`."""
    document = round.rules
    standings = list(standings)
    caps = {track: document.track(track).grant_cap_krw.value for track in {one.proposal.track for one in standings}}
    cuts = recommended(round)
    candidates = [
        Candidate(
            key=one.proposal_id,
            place=one.place,
            passed=one.passed,
            amount_krw=one.asked_krw,
            joint=one.proposal.is_joint,
            recommended_krw=cuts.get(one.proposal_id),
            grant_cap_krw=caps[one.proposal.track],
            among_equals=among_equals.get(one.proposal_id, 0),
            failed_check=one.failed_check(document.scoring.pass_line.value),
        )
        for one in standings
    ]
    return select(candidates, budget_krw, shared_selection_rules(round, list(caps)))


def order_among_equals(round: Round) -> dict[int, int]:
    """{proposal id: 1, 2 …}: the order people gave to equals at the line, as the history keeps it."""
    event = Event.objects.filter(stream=round.stream, verb="confirmed").order_by("-seq").first()
    return {int(pk): order for pk, order in event.data.get("among_equals", {}).items()} if event else {}


def recommended(round: Round) -> dict[int, int]:
    """{proposal id: the grant to which the panel cut it, in won}."""
    cuts = PanelCut.objects.filter(entry__round=round, recommended_krw__isnull=False)
    rows = cuts.values_list("entry__proposal", "recommended_krw")
    return {proposal: krw for proposal, krw in rows if krw is not None}


def shared_selection_rules(round: Round, tracks: list[str]) -> SelectionRules:
    """One list over several tracks prefers joint projects only where all of them do."""
    rules = [selection_rules(round.rules, track) for track in sorted(tracks)]
    joint = {one.joint for one in rules}
    return SelectionRules(
        mode=round.rules.choosing.mode.value,
        joint=joint.pop() if len(joint) == 1 else "none",
        reserve_max=round.rules.choosing.reserve_max.value,
    )


def preview_selection(round: Round, among_equals: Mapping[int, int] | None = None) -> Selection:
    """What confirming would decide now. Changes nothing."""
    return choose(round, to_choose_from(round), available_budget(round), among_equals or {})


def ranking_page(user: Any, round: Round, cursor: str | None = None, *, decision: str = "", size: int = 50) -> Page:
    """The list in the order of places, with what it shows of proposal and lead; those without a result last."""
    rows = Standing.objects.visible_to(user).filter(round=round).select_related("proposal__lead").only(*LIST_COLUMNS)
    if decision:
        rows = rows.filter(decision=decision)
    return keyset_page(rows, order=("position",), cursor=cursor, size=size)


CHOSEN_BY = ("round", "place", "total", "outcome", "asked_krw", "proposal__track", "proposal__partner_count")
LIST_COLUMNS = (
    "place", "position", "total", "mean", "bonus", "penalty", "outcome", "tie", "asked_krw", "decision", "decision_reason", "order",
    "reserve_number", "granted_krw", "budget_left_krw",
    "proposal__ref", "proposal__title", "proposal__lead__name_ko", "proposal__lead__name_en",
)  # fmt: skip


def standings_of(user: Any, round: Round) -> QuerySet[Standing]:
    return Standing.objects.visible_to(user).filter(round=round).select_related("proposal__lead")


@dataclass(frozen=True, slots=True)
class Totals:
    """The list in numbers; won where it says so."""

    proposals: int
    passed: int
    without_result: int
    by_decision: dict[str, int]
    asked_krw: int
    granted_krw: int
    last_selected: int | None  # its position: the budget's line is drawn under it


def totals(round: Round) -> Totals:
    """One statement over the kept standings."""
    rows = round.standings.values("outcome", "decision").annotate(
        n=Count("pk"), asked=Sum("asked_krw"), granted=Sum("granted_krw"), last=Max("position")
    )
    found = list(rows.order_by())
    return Totals(
        proposals=sum(row["n"] for row in found),
        passed=sum(row["n"] for row in found if row["outcome"] == "passed"),
        without_result=sum(row["n"] for row in found if row["outcome"] == "no_result"),
        by_decision={decision: sum(row["n"] for row in found if row["decision"] == decision) for decision in Decision.values},
        asked_krw=sum(row["asked"] or 0 for row in found),
        granted_krw=sum(row["granted"] or 0 for row in found),
        last_selected=max((row["last"] for row in found if row["decision"] == Decision.SELECTED), default=None),
    )


@dataclass(frozen=True, slots=True)
class TraceView:
    """The making of one number: kept trace, the sheets it was made of by seat, tie and selection."""

    standing: Standing
    trace: dict[str, Any]
    sheets: list[Sheet]
    neighbours: list[Standing]  # with the same total, in order of place


def trace(standing: Standing) -> TraceView:
    """Three statements. Only for who may see scores; the caller fetched the standing through `visible_to`."""
    sheets = (
        Sheet.objects.filter(round=standing.round_id, proposal=standing.proposal_id)
        .exclude(status__in=[SheetStatus.OPEN, SheetStatus.DRAFT])
        .select_related("member__expert__user", "member__organisation")
        .order_by("member__seat")
    )
    neighbours = (
        Standing.objects.filter(round=standing.round_id, total=standing.total).select_related("proposal").order_by("position")
        if standing.tie
        else Standing.objects.none()
    )
    return TraceView(standing, standing.trace, list(sheets), list(neighbours))
