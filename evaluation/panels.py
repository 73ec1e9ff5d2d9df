"""Choosing a panel: the one function that does it, over plain values.

Everybody free of conflicts is put in one order (fitness, then service so far, then a hash of round and person, so that
no list order decides), and the order is walked: who can still be part of a full panel that keeps every rule is taken,
as in a public draw (draws/walk.py).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from cluster_portal.shared.canonical import sha256_hex
from evaluation.draws.seats import House, Person, Seats
from evaluation.draws.walk import pick
from evaluation.panel_shortage import PanelImpossible, Shortage, why_not

__all__ = ["PanelImpossible", "PanelRules", "Seatable", "choose_panel", "panel_problems", "recommended"]


@dataclass(frozen=True, slots=True)
class PanelRules:
    """Size of a panel, how much of it must come from other regions than the round's, and sectors that each send somebody."""

    size_min: int
    size_target: int
    size_max: int
    other_regions_min_share: Decimal
    sectors: tuple[str, ...] = ()

    def others_needed(self, size: int) -> int:
        return ceil(self.other_regions_min_share * size)

    def seats(self, size: int) -> Seats:
        return Seats(size, self.others_needed(size), self.sectors)


@dataclass(frozen=True, slots=True)
class Seatable:
    """Somebody who could sit: `organisation` None is an organisation of their own. `barred` says why not, as a code
    (conflict, yearly_cap, declined, removed)."""

    key: int
    region: str
    organisation: int | None = None
    fitness: int = 0  # higher first
    served: int = 0  # rounds this year; fewer first
    barred: str = ""
    sector: str = ""

    def as_person(self) -> Person:
        organisation = "" if self.organisation is None else str(self.organisation)
        return Person(str(self.key), self.sector, self.region, organisation)


def choose_panel(
    pool: Iterable[Seatable],
    rules: PanelRules,
    *,
    home: str,
    seed: str,
    seated: Sequence[Seatable] = (),
    region_name: str = "",
) -> list[Seatable]:
    """Who should take the free seats beside those `seated`, best first; empty when the panel is full.

    The panel gets `size_target` members, or as many as can be had down to `size_min`; more, up to `size_max`, only where
    those already seated leave no other way to enough members from other regions.

    Raises:
        PanelImpossible: naming the rule that blocks and what would cure it.
    """
    taken, house = {one.key for one in seated}, House(home)
    pool = [one for one in pool if one.key not in taken]
    target, smallest = max(rules.size_target, len(seated)), max(rules.size_min, len(seated))
    tried = [rules.seats(size) for size in [*range(target, smallest - 1, -1), *range(target + 1, rules.size_max + 1)]]
    by_id = {str(one.key): one for one in pool}
    line = [one.as_person() for one in _in_order((one for one in pool if not one.barred), seed)]
    found = pick(line, tried, house, panel=[one.as_person() for one in seated])
    if found.seats is not None:
        return [by_id[one.id] for one in found.taken]
    raise why_not(
        Shortage(
            free=tuple(line),
            barred=tuple(one.as_person() for one in pool if one.barred),
            panel=tuple(one.as_person() for one in seated),
            seats=rules.seats(smallest),
            house=house,
        ),
        region_name or home,
    )


def recommended(pool: Iterable[Seatable], rules: PanelRules, *, home: str, seed: str, times: int) -> list[Seatable]:
    """`times` as many people as a panel has seats, best first, for a person to pick the panel from (추천 배수).

    Among them are `times` as many from other regions, and of each sector that must send somebody, as the rules ask for:
    whoever picks by the rules does not run out of them. Fewer where the pool has no more.
    """
    line = _in_order((one for one in pool if not one.barred), seed)
    away = [one for one in line if one.region != home][: times * rules.others_needed(rules.size_target)]
    sectors = [[one for one in line if one.sector == sector][:times] for sector in rules.sectors]
    asked_for = {one.key for group in [away, *sectors] for one in group}
    rest = [one.key for one in line if one.key not in asked_for]
    chosen = asked_for | set(rest[: max(0, times * rules.size_target - len(asked_for))])
    return [one for one in line if one.key in chosen]


def panel_problems(panel: Sequence[Seatable], rules: PanelRules, *, home: str, complete: bool = True) -> list[str]:
    """Codes of the rules a panel breaks: too_small, too_large, other_regions, sector_mix, one_per_organisation, conflict.

    A panel still being put together (`complete=False`, below its smallest size) must leave room for enough members
    from other regions and for one of each sector that must send somebody.
    """
    problems = []
    small = len(panel) < rules.size_min
    if complete and small:
        problems.append("too_small")
    if len(panel) > rules.size_max:
        problems.append("too_large")
    others = sum(one.region != home for one in panel)
    size = rules.size_target if small and not complete else len(panel)
    if len(panel) - others > size - rules.others_needed(size):
        problems.append("other_regions")
    missing = set(rules.sectors) - {one.sector for one in panel}
    if len(missing) > max(0, size - len(panel)):
        problems.append("sector_mix")
    organisations = [one.organisation for one in panel if one.organisation is not None]
    if len(set(organisations)) < len(organisations):
        problems.append("one_per_organisation")
    if any(one.barred for one in panel):
        problems.append("conflict")
    return problems


def _in_order(free: Iterable[Seatable], seed: str) -> list[Seatable]:
    return sorted(free, key=lambda one: (-one.fitness, one.served, sha256_hex(f"{seed}/{one.key}")))
