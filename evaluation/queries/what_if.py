"""What the what-if board walks, and what it compares with."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from cluster_portal.shared.errors import DomainError
from evaluation.models import Round, Standing, WhatIf
from evaluation.queries.ranking import available_budget, preview_selection, recommended, shared_selection_rules
from evaluation.states import Decision, RoundStatus
from evaluation.what_if import Assumption, Option
from projects.models import Proposal

LATEST = 20


def options(round: Round) -> list[Option[int]]:
    """Every proposal with a result, in the order of the list, but for those that a pass-or-fail question went against: no line
    and no money changes that. Few statements, and no model for each of twenty thousand."""
    caps = {track.code: track.grant_cap_krw.value for track in round.rules.tracks}
    cuts = recommended(round)
    failed_check = Q(outcome="failed", total__gte=round.rules.scoring.pass_line.value)
    rows = Standing.objects.filter(round=round, total__isnull=False).exclude(failed_check).order_by("position")
    columns = ("proposal", "position", "total", "asked_krw", "proposal__track", "proposal__partner_count", "proposal__lead")
    return [
        Option(pk, position, total, min(asked, caps[track], cuts.get(pk, asked)), partners > 1, lead)
        for pk, position, total, asked, track, partners, lead in rows.values_list(*columns)
    ]


def official_assumption(round: Round) -> Assumption:
    """What the rulebook says, with the budget of the confirmation or of now."""
    tracks = list(Proposal.objects.filter(rounds__round=round).order_by("track").values_list("track", flat=True).distinct())
    rules = shared_selection_rules(round, tracks)
    return Assumption(
        budget_krw=_budget(round),
        mode=rules.mode,
        pass_line=Decimal(round.rules.scoring.pass_line.value),
        joint=rules.joint if rules.joint in ("first", "required") else "none",
    )


def _budget(round: Round) -> int:
    if round.budget_krw is not None:
        return round.budget_krw
    try:
        return available_budget(round)
    except DomainError:
        return 0  # none set yet: the board still answers


def officially_selected(round: Round) -> set[int]:
    """Ids of the selected: as confirmed, or as confirming would decide now."""
    if round.status != RoundStatus.TALLIED:
        return set(round.standings.filter(decision=Decision.SELECTED).values_list("proposal", flat=True))
    try:
        return {decision.key for decision in preview_selection(round).recommended}
    except DomainError:
        return set()


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of the list: how many stay in, move in, move out, stay out."""

    first: int
    last: int
    counts: tuple[int, int, int, int]


def bands(listed: list[Option[int]], official: Collection[int], chosen: Collection[int], *, number: int = 20) -> list[Band]:
    """The list in at most `number` stretches of equal length, for a picture that fits any round."""
    size = max(1, -(-len(listed) // number))
    found = []
    for begin in range(0, len(listed), size):
        part = listed[begin : begin + size]
        counts = [0, 0, 0, 0]
        for one in part:
            was, now = one.key in official, one.key in chosen
            counts[(0 if was else 1) if now else (2 if was else 3)] += 1
        found.append(Band(begin + 1, begin + len(part), (counts[0], counts[1], counts[2], counts[3])))
    return found


def latest(round: Round) -> list[WhatIf]:
    return list(WhatIf.objects.filter(round=round).select_related("by").order_by("-pk")[:LATEST])


def moved(round: Round, proposals: Collection[int]) -> list[Standing]:
    """Those who move, in the order of the list, with what a page shows of them."""
    found = Standing.objects.filter(round=round, proposal__in=proposals).select_related("proposal__lead").order_by("position")
    return list(
        found.only(
            "place",
            "position",
            "total",
            "asked_krw",
            "proposal__ref",
            "proposal__title",
            "proposal__lead__name_ko",
            "proposal__lead__name_en",
        )
    )
