"""What the pages of a round without sections are made of: who judges what, how much each has, and why."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cluster_portal.shared.paging import Page, keyset_page
from evaluation.models import Assignment, AssignmentRun, PairRule, PanelMember, ProposedSeat, Round, RoundProposal
from evaluation.panel_words import panel_sentences
from evaluation.panels import panel_problems
from evaluation.queries import pool
from evaluation.states import Appointment, MemberStatus, RunStatus
from projects.models import Proposal
from projects.states import ProposalStatus

NAMED_AT_MOST = 3
AT_ONCE = 500  # proposals of an export


@dataclass(frozen=True, slots=True)
class Seat:
    """One evaluator on one panel, proposed or appointed."""

    member: PanelMember
    suitability: int
    how: str
    reason: str
    is_pinned: bool = False

    @property
    def how_words(self) -> str:
        return str(Appointment(self.how).label)


@dataclass(frozen=True, slots=True)
class PanelRow:
    """One proposal with its evaluators."""

    entry: RoundProposal
    seats: list[Seat]

    @property
    def worth(self) -> int:
        return sum(seat.suitability for seat in self.seats)

    @property
    def others(self) -> int:
        return sum(seat.member.region_id != self.entry.proposal.region_id for seat in self.seats)


def standing(round: Round) -> QuerySet[Assignment]:
    """Assignments that hold now."""
    return Assignment.objects.filter(entry__round=round, ended_at__isnull=True)


def late_proposals(round: Round) -> QuerySet[Proposal]:
    """Of the round's call and region, eligible, and in no round yet."""
    eligible = Proposal.objects.filter(call=round.call_id, region=round.region_id, status=ProposalStatus.ELIGIBLE)
    return eligible.filter(rounds=None).select_related("lead").order_by("ref")


def runs(round: Round) -> list[AssignmentRun]:
    """Newest first. One statement."""
    return list(round.runs.select_related("by", "appointed_by").order_by("-number")[:20])


def panel_page(
    round: Round,
    run: AssignmentRun | None,
    *,
    cursor: str | None = None,
    short_only: bool = False,
    member: PanelMember | None = None,
    size: int = 50,
) -> Page:
    """Proposals with their panels: as a run proposes them, or as they are appointed; those of one `member` alone. Three
    statements."""
    entries = RoundProposal.objects.filter(round=round).select_related("proposal__lead")
    if member is not None:
        own: Any = ProposedSeat.objects.filter(run=run) if run else standing(round)
        entries = entries.filter(pk__in=own.filter(member=member).values("entry"))
    if short_only:
        of_panel: dict[str, Any] = (
            {"filter": Q(proposed_seats__run=run)} if run else {"filter": Q(assignments__ended_at__isnull=True)}
        )
        entries = entries.annotate(filled=Count("proposed_seats" if run else "assignments", **of_panel))
        entries = entries.filter(filled__lt=round.seats_each or 0)
    page = keyset_page(entries, order=("pk",), cursor=cursor, size=size)
    found = seats_of(list(page), run)
    page.items[:] = [PanelRow(entry, found.get(entry.pk, [])) for entry in page.items]
    return page


def seats_of(entries: Iterable[RoundProposal], run: AssignmentRun | None) -> dict[int, list[Seat]]:
    """{entry: seats in the order of members}. One statement."""
    joined = ("member__expert__user", "member__organisation", "member__region")
    rows: Iterable[Any]
    if run:
        rows = ProposedSeat.objects.filter(run=run, entry__in=entries)
    else:
        rows = Assignment.objects.filter(entry__in=entries, ended_at__isnull=True)
    panels = defaultdict(list)
    for row in rows.select_related(*joined).order_by("member__seat"):
        panels[row.entry_id].append(Seat(row.member, row.suitability, row.how, row.reason, getattr(row, "is_pinned", False)))
    return dict(panels)


def panels_of(round: Round, run: AssignmentRun | None) -> Iterator[tuple[RoundProposal, list[Seat]]]:
    """Every proposal with its seats, some hundreds at a time."""
    entries = RoundProposal.objects.filter(round=round).select_related("proposal").order_by("pk")
    rest = entries.iterator(chunk_size=AT_ONCE)
    while some := list(islice(rest, AT_ONCE)):
        found = seats_of(some, run)
        yield from ((entry, found.get(entry.pk, [])) for entry in some)


@dataclass(frozen=True, slots=True)
class Load:
    member: PanelMember
    number: int
    least: int
    most: int

    @property
    def tone(self) -> str:
        return "danger" if self.number > self.most else "warn" if self.number < self.least else "ok"


def loads(round: Round, run: AssignmentRun | None) -> list[Load]:
    """Everybody who accepted, with how many proposals they have. Two statements."""
    from evaluation.queries.assignment_input import assignable, load_of

    rows: Any = run.seats if run else standing(round)
    numbers = dict(rows.values_list("member").annotate(Count("pk")).order_by())
    return [Load(member, numbers.get(member.pk, 0), *load_of(round, member)) for member in assignable(round)]


@dataclass(frozen=True, slots=True)
class Gaps:
    """What the appointed panels lack. Entries by the rule they break."""

    by_rule: Mapping[str, list[RoundProposal]] = field(default_factory=dict)

    @property
    def number(self) -> int:
        return len({entry.pk for entries in self.by_rule.values() for entry in entries})


def gaps(round: Round) -> Gaps:
    """Every panel by itself against the rulebook. Two statements, whatever the number of proposals."""
    rules = pool.panel_rules(round.rules)
    panels = defaultdict(list)
    rows = standing(round).filter(member__status=MemberStatus.ACCEPTED).select_related("member__expert")
    for row in rows:
        panels[row.entry_id].append(row.member.as_seatable())
    found = defaultdict(list)
    for entry in RoundProposal.objects.filter(round=round).select_related("proposal").order_by("pk"):
        for problem in panel_problems(panels[entry.pk], rules, home=entry.proposal.region_id or round.region_id):
            found[problem].append(entry)
    return Gaps(dict(found))


def assignment_problems(round: Round) -> list[str]:
    """Sentences naming the rule and the first proposals it fails for; none when every panel is whole."""
    rules = pool.panel_rules(round.rules)
    sentences = []
    for problem, entries in gaps(round).by_rule.items():
        (words,) = panel_sentences([problem], rules, region=round.region.name, size=round.seats_each or rules.size_min)
        titles = ", ".join(entry.proposal.title for entry in entries[:NAMED_AT_MOST])
        number = ngettext("%(n)d proposal", "%(n)d proposals", len(entries)) % {"n": len(entries)}
        sentences.append(_("%(rule)s Not kept for %(number)s: %(titles)s.") % {"rule": words, "number": number, "titles": titles})
    return sentences


def pair_rules(round: Round) -> QuerySet[PairRule]:
    """Pins and bans that hold, newest first."""
    rules = PairRule.objects.filter(entry__round=round, lifted_at__isnull=True)
    return rules.select_related("entry__proposal", "member__expert__user", "by")


def run_of(round: Round, number: int) -> AssignmentRun:
    """Raises AssignmentRun.DoesNotExist."""
    return round.runs.select_related("round", "by", "appointed_by").get(number=number)


def demand_names(run: AssignmentRun, demands: Iterable[Mapping[str, Any]]) -> tuple[dict[int, str], dict[int, str]]:
    """Titles of the proposals and names of the evaluators that demands speak of. Two statements."""
    demands = list(demands)
    entries = RoundProposal.objects.filter(pk__in=[one["entry"] for one in demands if one["entry"]]).select_related("proposal")
    members = PanelMember.objects.filter(pk__in=[one["member"] for one in demands if one["member"]]).select_related(
        "expert__user"
    )
    return {one.pk: one.proposal.title for one in entries}, {one.pk: one.name for one in members}


def newest_result(round: Round) -> AssignmentRun | None:
    """The latest that can be appointed."""
    return round.runs.filter(status=RunStatus.DONE).order_by("-number").first()
