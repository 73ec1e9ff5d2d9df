"""Choosing a panel: the one function that does it, over plain values.

Everybody free of conflicts is put in one order (fitness, then service so far, then a hash of round and person, so that
no list order decides), and the order is walked: who can still be part of a full panel that keeps every rule is taken.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cluster_portal.shared.canonical import sha256_hex
from cluster_portal.shared.errors import DomainError


@dataclass(frozen=True, slots=True)
class PanelRules:
    """Size of a panel, and how much of it must come from other regions than the round's."""

    size_min: int
    size_target: int
    size_max: int
    other_regions_min_share: Decimal

    def others_needed(self, size: int) -> int:
        return ceil(self.other_regions_min_share * size)


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


class PanelImpossible(DomainError):
    """No panel keeps every rule. `rule` is the one that blocks, `missing` how many experts would cure it, `cure` says so."""

    def __init__(self, rule: str, missing: int, message: str, cure: str) -> None:
        super().__init__(f"{message} {cure}", code="panel-impossible")
        self.rule = rule
        self.missing = missing
        self.cure = cure


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
    taken = {one.key for one in seated}
    pool = [one for one in pool if one.key not in taken]
    free = [one for one in pool if not one.barred]
    target = max(rules.size_target, len(seated))
    for size in [*range(target, max(rules.size_min, len(seated)) - 1, -1), *range(target + 1, rules.size_max + 1)]:
        if _can_fill(free, seated, size, rules, home):
            return _fill(_in_order(free, seed), list(seated), size, rules, home)
    raise _why_not(pool, seated, rules, home, region_name)


def panel_problems(panel: Sequence[Seatable], rules: PanelRules, *, home: str, complete: bool = True) -> list[str]:
    """Codes of the rules a panel breaks: too_small, too_large, other_regions, one_per_organisation, conflict.

    A panel still being put together (`complete=False`, below its smallest size) must leave room for enough members
    from other regions.
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
    organisations = [one.organisation for one in panel if one.organisation is not None]
    if len(set(organisations)) < len(organisations):
        problems.append("one_per_organisation")
    if any(one.barred for one in panel):
        problems.append("conflict")
    return problems


# --- The walk -------------------------------------------------------------------------


def _in_order(free: Iterable[Seatable], seed: str) -> list[Seatable]:
    return sorted(free, key=lambda one: (-one.fitness, one.served, sha256_hex(f"{seed}/{one.key}")))


def _fill(order: list[Seatable], panel: list[Seatable], size: int, rules: PanelRules, home: str) -> list[Seatable]:
    chosen: list[Seatable] = []
    for place, one in enumerate(order):
        if len(panel) == size:
            break
        if _clashes(one, panel):
            continue
        if _can_fill(order[place + 1 :], [*panel, one], size, rules, home):
            panel.append(one)
            chosen.append(one)
    return chosen


def _clashes(one: Seatable, panel: Sequence[Seatable]) -> bool:
    return one.organisation is not None and any(one.organisation == other.organisation for other in panel)


def _can_fill(free: Iterable[Seatable], panel: Sequence[Seatable], size: int, rules: PanelRules, home: str) -> bool:
    """Whether the panel can grow to `size` from `free`, one per organisation and with enough from other regions.

    An organisation gives one seat: to a person of another region if it has one there, to one of the home region
    if it has one here. Counting organisations by which of the two they can give is therefore exact.
    """
    wanted = size - len(panel)
    others_wanted = max(0, rules.others_needed(size) - sum(one.region != home for one in panel))
    at_home, away = _organisations(free, panel, home)
    return wanted >= others_wanted and len(away) >= others_wanted and len(at_home | away) >= wanted


def _organisations(free: Iterable[Seatable], panel: Sequence[Seatable], home: str) -> tuple[set[Any], set[Any]]:
    """Organisations that can still give a member of the home region, and of another one."""
    used = {one.organisation for one in panel if one.organisation is not None}
    at_home: set[Any] = set()
    away: set[Any] = set()
    for one in free:
        if one.organisation not in used:
            own = one.organisation if one.organisation is not None else ("self", one.key)
            (at_home if one.region == home else away).add(own)
    return at_home, away


# --- Why not, in words -----------------------------------------------------------------


def _why_not(
    pool: Sequence[Seatable], seated: Sequence[Seatable], rules: PanelRules, home: str, region_name: str
) -> PanelImpossible:
    """The rule whose absence would make the smallest panel possible, and how many more experts cure it."""
    size = max(rules.size_min, len(seated))
    free = [one for one in pool if not one.barred]
    at_home, away = _organisations(free, seated, home)
    others_wanted = max(0, rules.others_needed(size) - sum(one.region != home for one in seated))
    wanted = size - len(seated)
    barred = len(pool) - len(free)
    missing_away = others_wanted - len(away)
    if missing_away > 0:
        message = _(
            "A panel of %(size)d needs at least %(needed)d members from other regions than %(region)s; "
            "only %(found)d more can be appointed."
        ) % {"size": size, "needed": rules.others_needed(size), "region": region_name or home, "found": len(away)}
        cure = ngettext(
            "%(missing)d more expert of another region and organisation, without a conflict, is needed.",
            "%(missing)d more experts of other regions and organisations, without a conflict, are needed.",
            missing_away,
        ) % {"missing": missing_away}
        return PanelImpossible("other_regions", missing_away, message, cure)
    if others_wanted > wanted:
        message = _("Too many members of the panel are of %(region)s itself.") % {"region": region_name or home}
        cure = ngettext(
            "Replace %(surplus)d of them by an expert of another region.",
            "Replace %(surplus)d of them by experts of other regions.",
            others_wanted - wanted,
        ) % {"surplus": others_wanted - wanted}
        return PanelImpossible("other_regions", others_wanted - wanted, message, cure)
    missing = wanted - len(at_home | away)
    cure = ngettext(
        "%(missing)d more expert of an organisation not yet on the panel is needed.",
        "%(missing)d more experts of organisations not yet on the panel are needed.",
        missing,
    ) % {"missing": missing}
    if len(free) >= wanted:
        message = _("At most one member per organisation: the %(people)d experts left come from only %(found)d organisations.") % {
            "people": len(free), "found": len(at_home | away),
        }  # fmt: skip
        return PanelImpossible("one_per_organisation", missing, message, cure)
    if barred and len(pool) >= wanted:
        message = _("Conflicts and service limits exclude %(barred)d of %(people)d experts; %(size)d members are needed.") % {
            "barred": barred, "people": len(pool), "size": size,
        }  # fmt: skip
        return PanelImpossible("conflict", missing, message, cure)
    message = _("The pool has too few available experts: %(found)d for %(wanted)d seats.") % {
        "found": len(free),
        "wanted": wanted,
    }
    return PanelImpossible("pool", missing, message, cure)
