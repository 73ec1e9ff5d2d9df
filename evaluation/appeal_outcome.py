"""What an upheld appeal changes: the released list is walked once more with the new score, and what follows from it.

Pure functions over plain values. The released list itself stays, and nobody who was selected loses anything.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from evaluation.ranking import Entry, TieBreaker, rank
from evaluation.selection import RECOMMENDED, Candidate, SelectionRules, select

SELECTED, RESERVE, REJECTED = "selected", "reserve", "rejected"
STAYS, FUNDED, NOT_FUNDED, WAITS = "stays", "funded", "not_funded", "waits"


@dataclass(frozen=True, slots=True)
class Listed:
    """A proposal of the released list."""

    key: int
    total: Decimal | None
    place: int | None


@dataclass(frozen=True, slots=True)
class Deserved:
    """What the list with the new score would have given. `reserve_number` where the proposal would wait."""

    selected: bool
    reserve_number: int | None = None


@dataclass(frozen=True, slots=True)
class Consequence:
    """`why`: funded (selected out of the region's rest) · not_funded (it would have been selected, but the rest does not carry
    it: first on the reserve list) · waits (on the reserve list, where its score puts it) · stays (the decision is the same)."""

    decision: str
    why: str
    granted_krw: int | None = None
    reserve_number: int | None = None


def places_with(
    own: Entry[int], others: Iterable[Listed], equals: Sequence[Entry[int]], chain: Sequence[TieBreaker]
) -> dict[int, int]:
    """{key: place} of the list with `own` score put in; `others` without it, `equals` those of them with the same total.

    The places of the others among themselves are those released: only `own` moves through them.
    """
    ranked = {one.key: one.place for one in rank([own, *equals], chain)}
    placed = {one.key: (one.total, one.place) for one in others if one.total is not None and one.place is not None}
    ahead = {
        key for key, (total, _place) in placed.items() if total > own.total or (key in ranked and ranked[key] < ranked[own.key])
    }
    beside = {key for key in ranked if key != own.key and ranked[key] == ranked[own.key]}
    old = sorted(place for _total, place in placed.values())
    first = {place: number for number, place in reversed(list(enumerate(old, start=1)))}  # places closed up over the gap
    found = {key: first[place] + (key not in ahead and key not in beside) for key, (_total, place) in placed.items()}
    return found | {own.key: len(ahead) + 1}


def deserved(
    key: int, candidates: Iterable[Candidate[int]], selected: Iterable[int], budget_krw: int, rules: SelectionRules
) -> Deserved:
    """Walk the list with the new place within the budget of its confirmation. `selected` are those the release selected: who
    stands beside or above one of them, where the money parted equals, would have been selected, too."""
    candidates = list(candidates)
    own = next(one for one in select(candidates, budget_krw, rules).decisions if one.key == key)
    if own.outcome == RECOMMENDED:
        return Deserved(True)
    places = {one.key: one.place for one in candidates}
    if own.reason in ("tied_at_the_line", "after_the_tie") and own.place is not None:
        beaten = (places.get(other) for other in selected if other != key)
        if any(place is not None and place >= own.place for place in beaten):
            return Deserved(True)
    return Deserved(False, own.reserve_number)


def consequence(fair: Deserved, *, before: str, before_number: int | None, amount_krw: int, left_krw: int) -> Consequence:
    """Never worse than `before`: an appeal cannot harm who appeals, and takes nothing from anybody else."""
    if before == SELECTED:
        return Consequence(SELECTED, STAYS)
    if fair.selected and 0 < amount_krw <= left_krw:
        return Consequence(SELECTED, FUNDED, granted_krw=amount_krw)
    number = 1 if fair.selected else fair.reserve_number
    why = NOT_FUNDED if fair.selected else WAITS
    if number is not None and not (before == RESERVE and before_number is not None and before_number <= number):
        return Consequence(RESERVE, why, reserve_number=number)
    if fair.selected:  # waits first already
        return Consequence(RESERVE, NOT_FUNDED, reserve_number=before_number)
    return Consequence(before, STAYS, reserve_number=before_number if before == RESERVE else None)


def is_better(total: Decimal | None, before: Decimal | None) -> bool:
    return total is not None and (before is None or total > before)
