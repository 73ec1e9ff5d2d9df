"""The cheapest flow through a network, and what it leaves open to the next objective.

Objectives are met one after the other. Prices tell what the first leaves open: in the residual graph of a cheapest flow
an arc with a reduced cost carries the same in every other cheapest flow too (complementary slackness), and so does an
arc on no cycle of free ones. The rest is a much smaller network.
"""

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from evaluation.assignment.instance import Flags, Ints
from evaluation.assignment.network import Network


def cheapest_flow(network: Network, cost: Ints) -> Ints | None:
    """The flow on every arc, None if the supplies cannot flow.

    What must flow on an arc is taken from its ends' supplies; only arcs with a choice enter the solver.
    """
    if (network.least > network.most).any():
        return None
    supply = network.supply.copy()
    np.subtract.at(supply, network.tail, network.least)
    np.add.at(supply, network.head, network.least)
    free = np.flatnonzero(network.most > network.least)
    solver = SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        network.tail[free].astype(np.int32),
        network.head[free].astype(np.int32),
        (network.most - network.least)[free],
        cost[free],
    )
    nodes = np.arange(len(supply), dtype=np.int32)
    solver.set_nodes_supplies(nodes, supply)
    if solver.solve() != solver.OPTIMAL:
        return None
    flow = network.least.copy()
    flow[free] += solver.flows(np.arange(len(free), dtype=np.int32))
    return flow


def left_open(network: Network, cost: Ints, flow: Ints, price: Ints) -> Flags:
    """Arcs whose flow can change and the whole still cost the least, by the prices of that cheapest flow."""
    tight = (cost + price[network.tail] - price[network.head] == 0) & (network.most > network.least)
    tail, head = network.tail[tight], network.head[tight]
    onward, back = (flow < network.most)[tight], (flow > network.least)[tight]
    sources, targets = np.concatenate([tail[onward], head[back]]), np.concatenate([head[onward], tail[back]])
    graph = coo_array((np.ones(len(sources), np.int8), (sources, targets)), shape=(len(price), len(price)))
    _number, component = connected_components(graph, directed=True, connection="strong")
    free = np.zeros(len(flow), bool)
    free[tight] = component[tail] == component[head]
    return free


def prices(network: Network, cost: Ints, flow: Ints) -> Ints:
    """Prices of the nodes under which no residual arc of a cheapest flow has a negative reduced cost.

    Shortest distances from everywhere in the residual graph, by sweeps over the arcs behind what changed last.
    """
    onward, back = flow < network.most, flow > network.least
    tail = np.concatenate([network.tail[onward], network.head[back]])
    head = np.concatenate([network.head[onward], network.tail[back]])
    length = np.concatenate([cost[onward], -cost[back]])
    order = np.argsort(tail, kind="stable")
    head, length = head[order], length[order]
    starts = np.searchsorted(tail[order], np.arange(len(network.supply) + 1))
    price = np.zeros(len(network.supply), np.int64)
    changed = np.arange(len(price))
    while len(changed):
        arcs, sizes = _spans(starts[changed], starts[changed + 1])
        reached, distance = head[arcs], np.repeat(price[changed], sizes) + length[arcs]
        nearer = distance < price[reached]
        reached, distance = reached[nearer], distance[nearer]
        np.minimum.at(price, reached, distance)
        changed = np.unique(reached)
    return price


def _spans(first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """All indices from first to before last, span after span, and the length of each."""
    sizes = last - first
    offsets = np.repeat(first - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes)
    return offsets + np.arange(sizes.sum()), sizes
