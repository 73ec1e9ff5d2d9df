"""Whom to ask where every proposal has its own evaluators: how many, and who, by rule, over plain values.

Seats are shared out by field (division of industry) in proportion to the proposals, scarce fields first. Within a field
the sector with the fewest so far goes first, then fitness, then service so far, then a hash of round and person.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from cluster_portal.shared.canonical import sha256_hex

DIVISION = 2  # digits of an industry code
MARGIN = Decimal("1.2")  # asked beyond the smallest number: some decline, some are tied


@dataclass(frozen=True, slots=True)
class Need:
    """How many people the loads ask for: at least so that all seats can be filled, at most so that all get their minimum."""

    seats: int
    least: int
    most: int | None

    @property
    def asked(self) -> int:
        """How many to ask: with a margin, but not more than the minimum load allows."""
        wanted = ceil(self.least * MARGIN)
        return wanted if self.most is None else max(self.least, min(wanted, self.most))


def need(proposals: int, seats_each: int, load_min: int, load_max: int) -> Need:
    seats = proposals * seats_each
    least = max(seats_each, -(-seats // load_max)) if load_max else seats
    return Need(seats, least, seats // load_min if load_min else None)


def usual_loads(proposals: int, seats_each: int, people: int | None = None) -> tuple[int, int]:
    """Loads to begin with: at most 15 proposals, or all of a small round; at least a third of that."""
    most = max(1, min(15, proposals))
    if people:
        most = max(1, min(proposals, max(most, -(-proposals * seats_each // people))))
    return max(1, most // 3), most


@dataclass(frozen=True, slots=True)
class Askable:
    """Somebody who could be asked. `divisions` are the fields known; `barred` says why not."""

    key: int
    region: str
    sector: str
    divisions: frozenset[str] = frozenset()
    fitness: int = 0
    served: int = 0
    barred: str = ""


def choose_pool(
    candidates: Iterable[Askable],
    demand: Mapping[str, int],
    *,
    size: int,
    home: str,
    others_share: Decimal,
    seed: str,
    seated: Sequence[Askable] = (),
) -> list[Askable]:
    """Whom to ask beside those `seated`, up to `size` people together; fewer where the pool has no more.

    Not more of the home region than leaves the share of other regions, so that every panel can keep it.
    """
    taken = {one.key for one in seated}
    order = sorted(
        (one for one in candidates if not one.barred and one.key not in taken),
        key=lambda one: (-one.fitness, one.served, sha256_hex(f"{seed}/{one.key}")),
    )
    walk = _Walk(order, list(seated), size, home, size - ceil(others_share * size))
    quotas = _quotas(demand, size)
    for one in seated:
        known = [field for field in sorted(one.divisions) if quotas.get(field, 0) > 0]
        if known:
            quotas[max(known, key=lambda field: quotas[field])] -= 1
    knowing = Counter(field for one in order for field in one.divisions)
    for field in sorted((field for field, number in quotas.items() if number > 0), key=lambda field: (knowing[field], field)):
        walk.take(quotas[field], field)
    walk.take(size, None)
    return walk.chosen


class _Walk:
    def __init__(self, order: list[Askable], seated: list[Askable], size: int, home: str, home_most: int) -> None:
        self.order, self.size, self.home = order, size, home
        self.chosen: list[Askable] = []
        self.count = len(seated)
        self.home_left = home_most - sum(one.region == home for one in seated)
        self.sectors = Counter(one.sector for one in seated)

    def take(self, number: int, field: str | None) -> None:
        for _turn in range(number):
            if self.count >= self.size:
                return
            open_to = [one for one in self.order if field is None or field in one.divisions]
            if self.home_left <= 0:
                open_to = [one for one in open_to if one.region != self.home]
            if not open_to:
                return
            one = min(open_to, key=lambda one: self.sectors[one.sector])  # the first of them in order
            self.order.remove(one)
            self.chosen.append(one)
            self.count += 1
            self.home_left -= one.region == self.home
            self.sectors[one.sector] += 1


def _quotas(demand: Mapping[str, int], size: int) -> dict[str, int]:
    """Shares of `size` in proportion, largest remainders first."""
    total = sum(demand.values())
    if not total:
        return {}
    quotas = {field: size * number // total for field, number in demand.items()}
    left = size - sum(quotas.values())
    for field in sorted(demand, key=lambda field: (-(size * demand[field] % total), field))[:left]:
        quotas[field] += 1
    return quotas
