"""Which proposals a panel should talk about first: where its sealed sheets are far apart, or on both sides of the pass line.

Pure: no database, no clock. It decides nothing and stands beside the sheets, never in a total.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

WIDE = Decimal(15)  # points between the highest and the lowest sheet: the portal's choice


class Group(StrEnum):
    FIRST = "first"
    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Triaged:
    key: int
    mean: Decimal
    low: Decimal
    high: Decimal
    group: Group

    @property
    def spread(self) -> Decimal:
        return self.high - self.low


def triage(rows: Iterable[tuple[int, Sequence[Decimal]]], *, pass_line: Decimal) -> list[Triaged]:
    """Rows of key and totals, the ones to discuss first in front, then those the panel agrees on; in each the widest first.
    A proposal without a total is left out."""
    found = [_one(key, totals, pass_line) for key, totals in rows if totals]
    order = list(Group)
    return sorted(found, key=lambda one: (order.index(one.group), -one.spread, -one.mean, one.key))


def _one(key: int, totals: Sequence[Decimal], pass_line: Decimal) -> Triaged:
    low, high = min(totals), max(totals)
    agreed = Group.ABOVE if low >= pass_line else Group.BELOW
    is_open = high - low >= WIDE or low < pass_line <= high
    return Triaged(key, sum(totals, Decimal(0)) / len(totals), low, high, Group.FIRST if is_open else agreed)
