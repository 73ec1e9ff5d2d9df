"""Each proposal's own best panel, as if it were alone in the round: the ceiling no assignment can lift it above."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.assignment.instance import SECTORS, Flags, Instance, Ints
from evaluation.assignment.rules import Rules


@dataclass(frozen=True, slots=True)
class BestPanels:
    """The members of all of them, as a mark on pairs, and the worth of each proposal's."""

    members: Flags
    worth: NDArray[np.float64] | Ints


def best_panels(instance: Instance, rules: Rules, worth: NDArray[np.float64] | Ints) -> BestPanels:
    """The panels of the highest worth (given per pair), seats filled as far as there are candidates.

    Exact where an organisation lies in one sector: the best of every organisation, then the best of every sector, then
    the best of the rest. A rule that a proposal cannot keep is left out for it, and organisations that cross sectors
    count once in each, and the region rule is not looked at: the worth is never too low.
    """
    order = np.lexsort((-worth, instance.proposal))
    pins = np.bincount(instance.proposal[instance.pinned], minlength=instance.proposals)
    seats = np.minimum(np.maximum(instance.seats, pins), np.diff(instance.starts))
    if rules.one_per_organisation:
        order = _first_of_each(order, instance, instance.organisation[instance.evaluator])
        short = np.bincount(instance.proposal[order], minlength=instance.proposals) < seats
        if short.any():
            order = _refilled(order, instance, worth, short)
    chosen = np.zeros(len(worth), bool)
    if rules.each_sector:
        sector = instance.sector[instance.evaluator]
        counted = order[(sector[order] >= 0) & (sector[order] < SECTORS)]
        leaders = _first(counted, instance.proposal * SECTORS + sector)
        offered = np.bincount(instance.proposal[leaders], minlength=instance.proposals)
        leaders = leaders[np.lexsort((-worth[leaders], instance.proposal[leaders]))]
        # With fewer seats than sectors, everybody is of another sector.
        chosen[leaders[rank_in_group(instance.proposal[leaders]) < seats[instance.proposal[leaders]]]] = True
        seats = seats - np.minimum(offered, seats)
    rest = order[~chosen[order]]
    chosen[rest[rank_in_group(instance.proposal[rest]) < seats[instance.proposal[rest]]]] = True
    return BestPanels(chosen, np.bincount(instance.proposal[chosen], weights=worth[chosen], minlength=instance.proposals))


def _first(order: Ints, key: Ints) -> Ints:
    """Of the pairs in this order, the first with each key; in the same order."""
    _keys, first = np.unique(key[order], return_index=True)
    return order[np.sort(first)]


def _first_of_each(order: Ints, instance: Instance, organisation: Ints) -> Ints:
    sector = instance.sector[instance.evaluator]
    spread = int(organisation.max(initial=0) - organisation.min(initial=0)) + 1
    sectors = int(sector.max(initial=0) - sector.min(initial=0)) + 1
    return _first(order, (instance.proposal * spread + organisation - organisation.min(initial=0)) * sectors + sector)


def _refilled(order: Ints, instance: Instance, worth: NDArray[np.float64] | Ints, short: Flags) -> Ints:
    """Proposals with fewer organisations than seats take all their candidates: seats come before rules."""
    taken = np.zeros(len(worth), bool)
    taken[order] = True
    everybody = np.lexsort((-worth, instance.proposal))
    return everybody[taken[everybody] | short[instance.proposal[everybody]]]


def rank_in_group(group: Ints) -> Ints:
    """The place of each within its group, from 0; groups stand together."""
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    return np.arange(len(group)) - np.repeat(starts, np.diff(np.append(starts, len(group))))
