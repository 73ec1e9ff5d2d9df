"""Two evaluators change places between two panels, so that nobody's load changes: what each such swap would cost."""

from collections.abc import Sequence
from dataclasses import dataclass

from evaluation.assignment.sitting import Effect
from evaluation.assignment.sitting import Sitting as Sittings
from evaluation.assignment_words import BINDING
from evaluation.models import AssignmentRun, PanelMember, ProposedSeat, Round, RoundProposal
from evaluation.queries.assignment_input import RoundInput, round_input
from evaluation.queries.assignments import standing
from evaluation.queries.one_panel import rules_of_panels

ASKED = 300  # seats elsewhere that are looked at
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Exchange:
    """`coming` leaves the panel of `elsewhere` to the one who leaves here. What both panels gain, or lose (below 0)."""

    elsewhere: RoundProposal
    coming: PanelMember
    here: int
    there: int
    scores: dict[int, int]  # of both in their new places, by member id
    broken: tuple[str, ...] = ()

    @property
    def gain(self) -> int:
        return self.here + self.there

    @property
    def key(self) -> str:
        return f"{self.elsewhere.pk}-{self.coming.pk}"


@dataclass(frozen=True)
class _Both:
    """The panels concerned, ready to be asked."""

    given: RoundInput
    sittings: Sittings

    def exchange(self, effect: Effect) -> Exchange:
        (here, _out), (there, coming) = effect.leaving
        sums, members = self.sittings.sums, self.given.members
        return Exchange(
            self.given.entries[there], members[coming], effect.sums[here] - sums[here], effect.sums[there] - sums[there],
            {members[one].pk: self.sittings.score(proposal, one) or 0 for proposal, one in effect.entering},
            tuple(one.rule for one in effect.broken if one.rule in BINDING | {"pin"}),
        )  # fmt: skip


def exchanges(
    round: Round, entry: RoundProposal, run: AssignmentRun | None, leaving: PanelMember, people: Sequence[PanelMember]
) -> list[Exchange]:
    """Swaps of somebody on the panel with one of these people that break no rule, the best first; as the run proposes it,
    or as it is appointed."""
    rows = _rows(run, round).filter(member__in=people).exclude(entry=entry).order_by("member", "entry")
    seats = list(rows.values_list("entry", "member")[:ASKED])
    found = _both(round, entry, run, leaving, seats)
    effects = found.sittings.exchanges(found.given.entry_places[entry.pk], found.given.member_places[leaving.pk], most=SHOWN)
    return [found.exchange(effect) for effect in effects]


def exchange(
    round: Round, entry: RoundProposal, run: AssignmentRun | None, leaving: PanelMember, other: RoundProposal, coming: PanelMember
) -> Exchange | None:
    """One swap, with the rules it would break; None if they do not sit where they would leave, or sit where they would come."""
    found = _both(round, entry, run, leaving, [(other.pk, coming.pk)])
    if not {leaving.pk, coming.pk} <= found.given.member_places.keys():
        return None
    (here, out), (there, into) = found.given.places_of([(entry.pk, leaving.pk), (other.pk, coming.pk)])
    panels = found.sittings.panels
    if out not in panels[here] or into not in panels[there] or into in panels[here] or out in panels[there]:
        return None
    return found.exchange(found.sittings.effect(leaving=[(here, out), (there, into)], entering=[(here, into), (there, out)]))


def _rows(run: AssignmentRun | None, round: Round):  # type: ignore[no-untyped-def]
    return ProposedSeat.objects.filter(run=run) if run else standing(round)


def _both(
    round: Round, entry: RoundProposal, run: AssignmentRun | None, leaving: PanelMember, seats: Sequence[tuple[int, int]]
) -> _Both:
    entries = {entry.pk, *(elsewhere for elsewhere, _member in seats)}
    pairs = list(_rows(run, round).filter(entry__in=entries).values_list("entry", "member"))
    wished = [pair for elsewhere, member in seats for pair in ((entry.pk, member), (elsewhere, leaving.pk))]
    given = round_input(round, entries=sorted(entries), chosen=[*pairs, *wished])
    return _Both(given, Sittings(given.instance, rules_of_panels(round, run), given.places_of(pairs)))
