"""Decision support of a round: where its numbers come from. What they mean is said on its page."""

import datetime as dt
import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, Q

from cluster_portal.shared.errors import DomainError
from evaluation import access
from evaluation.models import PanelMember, Round, RoundProposal, Section, Sheet, Standing
from evaluation.queries.blind import as_known
from evaluation.queries.ranking import preview_selection, shared_selection_rules
from evaluation.rulebook_rules import scoring_rules
from evaluation.states import AFTER_TALLY, Decision, RoundStatus, SheetStatus
from evaluation.support.line import Line, Rule
from evaluation.support.report import Support, support
from evaluation.support.scores import Scores
from projects.models import Proposal

KEPT_FOR = 3600  # seconds: a report depends on nothing that its key does not name
YEAR = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Report:
    """`found` counts proposals, evaluators and panels from 0; these are who they are."""

    found: Support
    proposals: list[int]  # ids
    members: list[PanelMember]
    sections: list[Section]
    ranked: bool  # there is an official list to compare with
    funded: int | None  # proposals within the money; None where the pass line alone draws the line


def report(round: Round, *, proposals: Collection[int] | None = None) -> Report | None:
    """Of the whole round beside its list, or of some proposals by themselves; None without a sealed sheet.

    Computed once for the same sheets, list and line, and kept for an hour.
    """
    sheets = Sheet.objects.filter(round=round, status=SheetStatus.SEALED)
    if proposals is not None:
        sheets = sheets.filter(proposal__in=proposals)
    ranked = proposals is None and round.status in AFTER_TALLY
    funded = _funded(round) if ranked else None
    key = hashlib.sha256(repr((round.merkle_root, round.tallied_at, funded, proposals)).encode()).hexdigest()
    kept = cache.get(f"support/{round.pk}/{key}")
    if kept is None:
        rows = list(sheets.values_list("proposal", "member", "total"))
        if not rows:
            return None
        kept = _computed(round, rows, ranked=ranked, funded=funded)
        cache.set(f"support/{round.pk}/{key}", kept, KEPT_FOR)
    found, judged, members, panels = kept
    seats = PanelMember.objects.joined().in_bulk(members)
    named = Section.objects.in_bulk([pk for pk in panels if pk is not None])
    return Report(found, judged, [seats[pk] for pk in members], [named[pk] for pk in panels if pk is not None], ranked, funded)


def _funded(round: Round) -> int | None:
    """How many stand above the budget's line; None where everybody who passed does, or no budget is known."""
    if round.status != RoundStatus.TALLIED:
        decided = round.standings.values_list("decision").annotate(n=Count("pk"), good=Count("pk", filter=Q(outcome="passed")))
        number = {decision: n for decision, n, _good in decided}
        selected, passed = number.get(Decision.SELECTED, 0), sum(good for _decision, _n, good in decided)
    else:
        try:
            selection = preview_selection(round)
        except DomainError:
            return None  # no budget yet
        selected = len(selection.recommended)
        passed = round.standings.filter(outcome="passed").count()
    return selected if selected < passed else None


def _computed(
    round: Round, rows: list[tuple], *, ranked: bool, funded: int | None
) -> tuple[Support, list[int], list[int], list[int | None]]:
    proposals = sorted({proposal for proposal, _member, _total in rows})
    members = sorted({member for _proposal, member, _total in rows})
    place = {pk: number for number, pk in enumerate(proposals)}
    seat = {pk: number for number, pk in enumerate(members)}
    scores = Scores.of(
        ((place[proposal], seat[member], float(total)) for proposal, member, total in rows),
        proposals=len(proposals),
        evaluators=len(members),
    )
    added, position = np.zeros(len(proposals)), np.arange(len(proposals))
    if ranked:
        listed = Standing.objects.filter(round=round, proposal__in=proposals) if len(proposals) < 1000 else round.standings.all()
        for proposal, bonus, penalty, number in listed.values_list("proposal", "bonus", "penalty", "position"):
            if proposal in place:
                added[place[proposal]], position[place[proposal]] = bonus - penalty, number
    entries = RoundProposal.objects.filter(round=round).order_by("section__number", "proposal")
    of_panel: dict[int | None, list[int]] = {}
    for section, proposal in entries.values_list("section", "proposal"):
        if proposal in place:
            of_panel.setdefault(section, []).append(place[proposal])
    behind = _behind(round, proposals) if ranked else np.zeros(len(proposals), np.int64)
    found = support(
        scores,
        _rule(round),
        Line(len(proposals) if funded is None else funded, behind, position),
        added=added,
        panels=[np.array(panel) for panel in of_panel.values()],
        seed=bytes.fromhex(round.merkle_root) if round.merkle_root else hashlib.sha256(round.ref.encode()).digest(),
    )
    return found, proposals, members, list(of_panel)


def _rule(round: Round) -> Rule:
    rules = scoring_rules(round.rules, round.rules.tracks[0].code)  # what is asked here is one for all tracks
    return Rule(
        drop_highest=rules.drop_highest,
        drop_lowest=rules.drop_lowest,
        trim_from=rules.trim_from,
        sheets_min=rules.sheets_min,
        places=rules.places,
        pass_line=float(rules.pass_line),
        plain_when_fewer=rules.when_fewer == "plain_mean",
    )


def _behind(round: Round, proposals: list[int]) -> np.ndarray:
    """1 for proposals that are not joint, where joint projects come before all others."""
    found = list(Proposal.objects.filter(rounds__round=round).only("track", "partner_count"))
    if shared_selection_rules(round, list({one.track for one in found})).joint not in ("first", "required"):
        return np.zeros(len(proposals), np.int64)
    joint = {one.pk for one in found if one.is_joint}
    return np.array([0 if pk in joint else 1 for pk in proposals])


def titles(round: Round, reader: Any, proposals: Collection[int]) -> dict[int, Proposal]:
    """What a page shows of some proposals. One statement, two where names are hidden from the reader."""
    found = Proposal.objects.filter(pk__in=proposals).select_related("lead")
    shown = {one.pk: one for one in found.only("ref", "title", "lead__name_ko", "lead__name_en")}
    return as_known(round, list(shown.values())) if access.names_are_hidden(reader, round) else shown


def places(round: Round, proposals: Collection[int]) -> dict[int, Standing]:
    """Official places of some proposals. One statement."""
    found = Standing.objects.filter(round=round, proposal__in=proposals).only("proposal", "place", "total", "decision")
    return {one.proposal_id: one for one in found}


@dataclass(frozen=True, slots=True)
class Service:
    """How often an evaluator served in the year up to this round's close, and how many of the sheets here are on an applicant
    they judged before."""

    rounds: int
    met_before: int


def service(round: Round, members: Collection[PanelMember]) -> dict[int, Service]:
    """{member id: the service of the person}. Two statements."""
    until = round.closed_at or round.scoring_closes_at
    experts = [member.expert_id for member in members]
    served = PanelMember.objects.filter(
        expert__in=experts, sealed_count__gt=0, round__closed_at__lte=until, round__closed_at__gt=until - YEAR
    )
    rounds = dict(served.values_list("expert").annotate(n=Count("round", distinct=True)))
    earlier = Sheet.objects.filter(
        member__expert=OuterRef("member__expert"), proposal__lead=OuterRef("proposal__lead"), status=SheetStatus.SEALED,
        round__closed_at__lte=until,
    ).exclude(round=round)  # fmt: skip
    own = Sheet.objects.filter(round=round, status=SheetStatus.SEALED, member__in=members)
    met = dict(own.filter(Exists(earlier)).values_list("member").annotate(n=Count("pk")))
    return {one.pk: Service(rounds.get(one.expert_id, 0), met.get(one.pk, 0)) for one in members}
