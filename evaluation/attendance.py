"""Who was in the room when, and whether enough were. Pure: no database, no clock."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

QuorumRule = Literal["smallest_panel", "two_thirds", "majority"]


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when somebody was there; not left yet without an end."""

    seat: int
    came_at: dt.datetime
    left_at: dt.datetime | None = None

    def covers(self, at: dt.datetime) -> bool:
        return self.came_at <= at and (self.left_at is None or at < self.left_at)


@dataclass(frozen=True, slots=True)
class Quorum:
    """Of `seats` on the panel, `present` are there and `needed` must be."""

    seats: int
    needed: int
    present: int

    @property
    def is_reached(self) -> bool:
        return self.present >= self.needed


def present_at(spans: Iterable[Span], at: dt.datetime) -> set[int]:
    """The seats that are taken at a moment."""
    return {span.seat for span in spans if span.covers(at)}


def quorum_needed(rule: QuorumRule, *, seats: int, smallest: int) -> int:
    """How many of `seats` must be there. Fractions are rounded up; a panel smaller than the smallest one needs all it
    should have, and so never has a quorum by that rule."""
    match rule:
        case "smallest_panel":
            return smallest
        case "two_thirds":
            return max(1, -(-2 * seats // 3))
        case "majority":
            return seats // 2 + 1


def quorum(rule: QuorumRule, *, seats: Collection[int], present: Collection[int], smallest: int) -> Quorum:
    """Over those who sit on the panel; anybody else in the room does not count."""
    sitting = set(seats)
    return Quorum(len(sitting), quorum_needed(rule, seats=len(sitting), smallest=smallest), len(sitting & set(present)))
