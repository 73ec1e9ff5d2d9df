"""An evaluator's own scores so far, side by side: no database, no clock, nobody else's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH = 10  # points of a bar
HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Own:
    """One's own total on one proposal."""

    ref: str
    title: str
    total: Decimal
    is_sealed: bool
    is_here: bool = False  # the sheet one is looking at


@dataclass(frozen=True, slots=True)
class Bar:
    """How many totals lie from `low` to below `high`; the last one takes 100 in. `height` in percent of the tallest."""

    low: int
    high: int
    count: int
    height: int
    is_here: bool


@dataclass(frozen=True, slots=True)
class OwnScores:
    """Highest first; equal totals by reference."""

    scores: list[Own]
    bars: list[Bar]
    mean: Decimal | None
    lowest: Decimal | None
    highest: Decimal | None


def compare(scores: Iterable[Own]) -> OwnScores:
    ordered = sorted(scores, key=lambda one: (-one.total, one.ref))
    totals = [one.total for one in ordered]
    if not totals:
        return OwnScores([], [], None, None, None)
    mean = (sum(totals, Decimal(0)) / len(totals)).quantize(Decimal("0.01"))
    return OwnScores(ordered, _bars(ordered), mean, totals[-1], totals[0])


def _bars(scores: Sequence[Own]) -> list[Bar]:
    places = [min(int(one.total) // WIDTH, HUNDRED // WIDTH - 1) for one in scores]
    here = {place for place, one in zip(places, scores, strict=True) if one.is_here}
    tallest = max(places.count(place) for place in places)
    return [
        Bar(place * WIDTH, (place + 1) * WIDTH, count, count * 100 // tallest, place in here)
        for place in range(min(places), max(places) + 1)
        for count in [places.count(place)]
    ]
