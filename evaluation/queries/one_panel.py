"""One proposal's panel and why it is this one: points of each, the best possible, who is kept out by what, who could come."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from evaluation.assignment.best_panels import best_panels
from evaluation.assignment.rules import Rules
from evaluation.assignment_words import BINDING
from evaluation.models import AssignmentRun, PairRule, PanelMember, ProposedSeat, Round, RoundProposal
from evaluation.queries import pool
from evaluation.queries.assignment_input import RoundInput, round_input, rules_of
from evaluation.queries.assignments import Seat, seats_of, standing
from evaluation.replacement import Panel, breaks
from evaluation.states import PairKind
from evaluation.suitability import Reasons

RESERVES = 5


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody on the panel, and where their points come from."""

    seat: Seat
    reasons: Reasons
    load: int
    most: int


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who could come: what the panel gains or loses, and the rules that would be broken."""

    member: PanelMember
    suitability: int
    gain: int
    load: int
    most: int
    broken: tuple[str, ...]

    @property
    def may_come(self) -> bool:
        return not BINDING & set(self.broken)


@dataclass(frozen=True, slots=True)
class KeptOut:
    """Somebody who cannot judge this proposal, and by what."""

    member: PanelMember
    why: str


@dataclass(frozen=True)
class OnePanel:
    entry: RoundProposal
    sitting: list[Sitting]
    best: int  # of the best panel, as if this proposal were alone
    newcomers: list[Newcomer]  # best first
    kept_out: list[KeptOut]
    rules: list[PairRule]

    @property
    def worth(self) -> int:
        return sum(one.seat.suitability for one in self.sitting)

    @property
    def reserves(self) -> list[Newcomer]:
        """Who would be the next to take a free seat."""
        return [one for one in self.newcomers if one.may_come][:RESERVES]


@dataclass(frozen=True)
class Table:
    """One panel with the loads of everybody, ready to be asked what a change would mean."""

    given: RoundInput
    rules: Rules
    panel: tuple[int, ...]  # places of members
    loads: list[int]

    def newcomer(self, place: int, leaving: int | None) -> Newcomer:
        member, scores = self.given.members[place], self._scores
        panel = Panel(self.given.instance, self.rules, 0, self.panel)
        panel = panel if leaving is None else panel.without(leaving)
        broken = breaks(panel, place)
        if len(panel.members) >= int(self.given.instance.seats[0]):
            broken.insert(0, "seats")
        if self.loads[place] >= self.given.most[place]:
            broken.insert(0, "most")
        if self.given.forbidden[0, place]:
            broken.insert(0, "candidate")
        gain = int(scores[place]) - (int(scores[leaving]) if leaving is not None else 0)
        return Newcomer(member, int(scores[place]), gain, self.loads[place], self.given.most[place], tuple(broken))

    @property
    def _scores(self) -> Sequence[int]:
        scores: Sequence[int] = self.given.suitability.scores(0, 1)[0].tolist()
        return scores


def table(round: Round, entry: RoundProposal, run: AssignmentRun | None) -> Table:
    """Over the panel as the run proposes it, or as it is appointed."""
    given = round_input(round, entries=[entry.pk])
    rows = ProposedSeat.objects.filter(run=run) if run else standing(round)
    pairs = list(rows.values_list("entry", "member"))
    loads = Counter(member for _entry, member in pairs)
    panel = [given.member_places[member] for row, member in pairs if row == entry.pk and member in given.member_places]
    return Table(given, rules_of_panels(round, run), tuple(sorted(panel)), [loads[member.pk] for member in given.members])


def rules_of_panels(round: Round, run: AssignmentRun | None) -> Rules:
    """Those of the computation, or of the one that was appointed last."""
    last = run or round.runs.exclude(appointed_at=None).order_by("-appointed_at").first()
    return rules_of(round, each_sector=last is None or last.each_sector)


def one_panel(round: Round, entry: RoundProposal, run: AssignmentRun | None, *, leaving: int | None = None) -> OnePanel:
    """`leaving`: the id of the member in whose place somebody could come; none of the panel: a free seat."""
    found = table(round, entry, run)
    given = found.given
    seats = seats_of([entry], run).get(entry.pk, [])
    out = given.member_places.get(leaving) if leaving is not None else None
    out = out if out in found.panel else None
    by_hand = list(PairRule.objects.filter(entry=entry, lifted_at__isnull=True).select_related("member__expert__user", "by"))
    banned = {one.member_id: one.reason for one in by_hand if one.kind == PairKind.BANNED}
    tied = pool.who_may_not(round, [member.expert for member in given.members]).by_expert()
    again = pool.judged_before(round, [member.expert for member in given.members])
    newcomers, kept_out = [], []
    for place, member in enumerate(given.members):
        if place in found.panel:
            continue
        if given.forbidden[0, place]:
            hits = [hit for hit in tied.get(member.expert_id, []) if hit.proposal == entry.proposal_id]
            lately = entry.proposal_id in again.get(member.expert_id, ())
            kept_out.append(
                KeptOut(member, banned.get(member.pk) or pool.conflict_sentence(hits, round) or _other_reason(lately))
            )
        else:
            newcomers.append(found.newcomer(place, out))
    newcomers.sort(key=lambda one: (not one.may_come, -one.gain, one.load, one.member.seat))
    best = int(best_panels(given.instance, found.rules, given.instance.score).worth[0])
    sitting = [
        Sitting(seat, given.suitability.reasons(0, given.member_places[seat.member.pk]), *_load(found, seat.member.pk))
        for seat in seats
        if seat.member.pk in given.member_places
    ]
    return OnePanel(entry, sitting, max(best, sum(one.seat.suitability for one in sitting)), newcomers, kept_out, by_hand)


def _other_reason(judged_lately: bool) -> str:
    return _("judged the same applicant too lately") if judged_lately else _("gave this proposal back")


def _load(found: Table, member: int) -> tuple[int, int]:
    place = found.given.member_places[member]
    return found.loads[place], found.given.most[place]
