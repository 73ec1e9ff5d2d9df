"""A share of every panel from other blocs: a rule across sectors, which no flow can carry.

Every proposal that takes too many at home pays a price for each of them (Lagrange); a flow at such prices is a bound on
the total. The few that still have too many keep their best, and a last flow may choose from no others.
"""

from dataclasses import replace
from fractions import Fraction

import numpy as np

from evaluation.assignment.best_panels import rank_in_group
from evaluation.assignment.check import check
from evaluation.assignment.exact import HighestTotal, highest_total
from evaluation.assignment.flow import cheapest_flow
from evaluation.assignment.instance import Flags, Instance, Ints
from evaluation.assignment.network import Network, network_of
from evaluation.assignment.rules import Rules, at_home, home_most
from evaluation.assignment.watch import FLOW, Effort, Watch

FIRST_STEP = 60.0  # points of score
STEP_FALLS = 0.72
TURNS = 14
GOOD_ENOUGH = 2e-5  # of the bound


def highest_total_by_region(
    instance: Instance, rules: Rules, seed: str, watch: Watch, limit: float, until: float
) -> HighestTotal:
    """A total near the highest with no panel too much at home, and a bound on it. As many turns as so much effort buys, broken
    off where the clock says so."""
    home = at_home(instance, rules)
    network = network_of(instance, rules, strict=True)
    prices = np.zeros(instance.proposals, np.int64)
    best: HighestTotal | None = None
    bound: int | None = None
    effort = Effort(watch, limit, until)
    longest = 0.0  # turn so far, in seconds
    for turn in range(TURNS):
        watch.at("region", turn / TURNS)
        began = watch.seconds
        seated = _at_prices(network, instance, home, prices)
        if seated is None:
            break
        over = np.bincount(instance.proposal[seated & home], minlength=instance.proposals) - _allowed(instance, rules)
        total = int(instance.score[seated].sum()) - int((prices * over).sum())
        bound = total if bound is None else min(bound, total)
        effort.seconds += FLOW * len(instance.score)
        late = effort.over or watch.gone + 2 * longest > until
        if turn >= TURNS // 2 or not (over > 0).any() or late:
            found = _rounded(instance, rules, seated, seed)
            effort.seconds += FLOW * len(instance.score)
            if best is None or (found.possible, found.bound) > (best.possible, best.bound):
                best = found
            if best.possible and bound - best.bound <= GOOD_ENOUGH * bound:
                break
        longest = max(longest, watch.seconds - began)
        if late:
            break
        step = FIRST_STEP * STEP_FALLS**turn
        prices = np.maximum(0, prices + np.rint(step * over).astype(np.int64))
    if best is None or bound is None or not best.possible or (_allowed(instance, rules) > home_most(rules, instance.seats)).any():
        return _as_far_as_possible(instance, rules, seed)
    return replace(best, bound=bound)


def _as_far_as_possible(instance: Instance, rules: Rules, seed: str) -> HighestTotal:
    """Where the rules cannot all be kept: the better of looking at the region rule and not.

    Where no more is broken than without the region rule, the highest total without it is a bound; else that of no rules."""
    plain = highest_total(instance, rules, seed)
    tried = (plain, _rounded(instance, rules, plain.seated, seed))
    best = min(tried, key=lambda each: broken_by(instance, rules, each.seated))
    without = broken_by(instance, replace(rules, elsewhere=Fraction(0)), plain.seated)
    if broken_by(instance, rules, best.seated)[:2] == without[:2]:
        return replace(best, possible=False, bound=plain.bound)
    bound = highest_total(replace(instance, least=np.zeros_like(instance.least)), Rules(), seed).bound
    return replace(best, possible=False, bound=bound)


def broken_by(instance: Instance, rules: Rules, seated: Flags) -> tuple[int, int, int]:
    """Empty seats, breaches, and the total below zero: less is better."""
    found = check(instance, rules, zip(instance.proposal[seated].tolist(), instance.evaluator[seated].tolist(), strict=True))
    return len(found.unfilled), found.broken, -found.total


def forbidden_at_home(instance: Instance, rules: Rules, favoured: Flags) -> Flags:
    """Pairs to leave out so that no panel can have too many at home; pinned ones are kept first, then those favoured, then
    by score."""
    home = np.flatnonzero(at_home(instance, rules))
    order = home[np.lexsort((-instance.score[home], ~favoured[home], ~instance.pinned[home], instance.proposal[home]))]
    forbidden = np.zeros(len(instance.score), bool)
    proposals = instance.proposal[order]
    forbidden[order[rank_in_group(proposals) >= _allowed(instance, rules)[proposals]]] = True
    return forbidden & ~instance.pinned


def _allowed(instance: Instance, rules: Rules) -> Ints:
    """How many of each panel may be at home: what its size leaves, or as many as there are seats that nobody else can take."""
    candidates = np.diff(instance.starts)
    seats = np.minimum(instance.seats, candidates)
    at_home_only = np.bincount(instance.proposal[at_home(instance, rules)], minlength=instance.proposals)
    return np.maximum(home_most(rules, seats), seats - (candidates - at_home_only))


def _at_prices(network: Network, instance: Instance, home: Flags, prices: Ints) -> Flags | None:
    flow = cheapest_flow(network, network.of_pairs(prices[instance.proposal] * home - instance.score))
    return None if flow is None else flow[: network.pairs] > 0


def _rounded(instance: Instance, rules: Rules, seated: Flags, seed: str) -> HighestTotal:
    allowed = ~forbidden_at_home(instance, rules, seated)
    found = highest_total(instance.without(~allowed), rules, seed)
    whole = np.zeros(len(allowed), bool)
    whole[np.flatnonzero(allowed)[found.seated]] = True
    return replace(found, seated=whole)
