"""What becomes of a released list: who moves up from the reserve list, and whom a central pool carries.

Pure functions over plain values; nothing of ours is imported. The rule is that of the selection: stop at the first that the
money cannot carry, or skip it and take the next.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal on a reserve list. `list_key` names the list it is on, `mode` that list's rule: stop or skip_fill.
    `turn` orders those of one number: whom an upheld appeal put there comes before whom the release did."""

    key: int
    list_key: int
    number: int
    amount_krw: int
    mode: str
    total: Decimal = Decimal(0)
    turn: int = 0

    @property
    def order(self) -> tuple[int, int, int]:
        return self.number, self.turn, self.key


def next_up(waiting: Iterable[Waiting], left_krw: int) -> Waiting | None:
    """Who moves up on one list with so much money left; None if nobody does."""
    for one in sorted(waiting, key=lambda one: one.order):
        if one.amount_krw <= left_krw:
            return one
        if one.mode == "stop":
            return None
    return None


def carried(waiting: Iterable[Waiting], left_krw: int) -> list[Waiting]:
    """Whom a pool carries over several lists: each list keeps its own order, and of the first of every list the one with the
    highest score comes next; of equals the one with the lower number, then the older proposal. A list that stops, stops alone."""
    lists: dict[int, list[Waiting]] = {}
    for one in sorted(waiting, key=lambda one: one.order):
        lists.setdefault(one.list_key, []).append(one)
    found = []
    while lists:
        first = min((own[0] for own in lists.values()), key=lambda one: (-one.total, *one.order))
        own = lists[first.list_key]
        own.pop(0)
        if first.amount_krw <= left_krw:
            left_krw -= first.amount_krw
            found.append(first)
        elif first.mode == "stop":
            own.clear()
        if not own:
            del lists[first.list_key]
    return found
