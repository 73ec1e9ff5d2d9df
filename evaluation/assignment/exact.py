"""The highest total: all seats filled, the rules kept, then the score, then the seed."""

from dataclasses import dataclass

import numpy as np

from evaluation.assignment.best_panels import best_panels
from evaluation.assignment.flow import cheapest_flow, left_open, prices
from evaluation.assignment.instance import Flags, Instance, Ints
from evaluation.assignment.network import network_of
from evaluation.assignment.rules import Rules
from evaluation.assignment.tiebreak import tie_values

PINNED = 1 << 40  # more than any panel is worth


@dataclass(frozen=True, slots=True)
class HighestTotal:
    """`seated` marks pairs. `possible`: all rules can be kept; then `prices` of evaluators prove the bound."""

    seated: Flags
    bound: int
    possible: bool
    prices: Ints


def highest_total(instance: Instance, rules: Rules, seed: str, *, kept: Flags | None = None) -> HighestTotal:
    """Exact for all rules but the region rule, which is not looked at: for that one the total is a bound.

    Where the rules cannot all be kept: the fewest empty seats, then the fewest breaches, then the highest total. With
    `kept`, as many of those pairs as possible come before the total.
    """
    network = network_of(instance, rules, strict=True)
    objectives = [network.of_pairs(-instance.score)]
    if kept is not None:
        objectives.insert(0, network.of_pairs(-kept.astype(np.int64)))
    flow = cheapest_flow(network, objectives[0])
    possible = flow is not None
    if flow is None:
        network = network_of(instance, rules, strict=False)
        objectives = [network.breach, *(network.of_pairs(cost[: network.pairs]) for cost in objectives)]
        flow = cheapest_flow(network, network.breach)
    for turn, cost in enumerate(objectives):
        flow = cheapest_flow(network, cost) if turn else flow
        if flow is None:
            raise AssertionError("the lenient network always has a flow")
        price = prices(network, cost, flow)
        network = network.narrowed(flow, left_open(network, cost, flow, price))
    open_pairs = np.flatnonzero((network.most > network.least)[: network.pairs])
    worth = np.zeros(len(instance.score), np.int64)
    worth[open_pairs] = tie_values(instance, seed, open_pairs.tolist())
    chosen = cheapest_flow(network, network.of_pairs(-worth))
    assert chosen is not None
    seated = chosen[: network.pairs] > 0
    of_evaluators = price[: instance.evaluators] - price[instance.evaluators]
    proved = possible and kept is None
    bound = bound_by_prices(instance, rules, of_evaluators) if proved else int(instance.score[seated].sum())
    return HighestTotal(seated, bound, possible, of_evaluators)


def bound_by_prices(instance: Instance, rules: Rules, price: Ints) -> int:
    """No assignment that keeps the rules has a higher total, whatever the prices: each proposal takes its best panel at
    scores less prices, and each evaluator sells as much as the sign of the price makes worth while."""
    worth = instance.score - price[instance.evaluator] + PINNED * instance.pinned
    panels = best_panels(instance, rules, worth)
    sold = np.where(price > 0, instance.most, instance.least) * price
    return int(worth[panels.members].sum() - PINNED * instance.pinned.sum() + sold.sum())
