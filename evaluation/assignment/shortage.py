"""Demands that a flow alone shows cannot all be met: seats, loads, pins, sectors and organisations, in rounds of any size.

Everything runs round: pool → evaluator → (proposal, organisation) → (proposal, sector) → proposal → pool. A demand is a
bound on one arc, and missing it costs 1 for each unit. The prices of the cheapest circulation prove how much is missed in
any case, and the demands that carry the proof block by themselves. (The region rule fits no flow and is left out.)
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from evaluation.assignment.flow import cheapest_flow, left_open, prices
from evaluation.assignment.instance import SECTORS, Instance, Ints
from evaluation.assignment.network import Network

NOBODYS = -1
KINDS = SECTORS + 1  # with that of somebody of no sector


@dataclass(frozen=True, slots=True)
class Missed:
    """`number` of units missed in any case; the demands that prove it; and those without which nothing would be missed (only
    told where it is a single unit)."""

    number: int
    proof: Ints
    needed: Ints


class Circulation:
    """One arc each for pairs, organisations on a panel, sectors on a panel, panels, and evaluators, with who asks for how
    much on it at least and at most. `asked` gives the number of a demand by (rule, proposal, evaluator, number)."""

    def __init__(self, instance: Instance, asked: dict[tuple[str, int | None, int | None, int], int]) -> None:
        proposals, evaluators = instance.proposals, instance.evaluators
        self.evaluators = evaluators
        pool, first_proposal = evaluators, evaluators + 1
        first_kind = first_proposal + proposals
        sector = instance.sector[instance.evaluator]
        kind = instance.proposal * KINDS + np.where((sector >= 0) & (sector < SECTORS), sector, SECTORS)
        organisation = instance.organisation - instance.organisation.min(initial=0)
        both = np.unique(np.stack([instance.proposal, organisation[instance.evaluator], kind]), axis=1)
        self.is_exact = len(np.unique(both[:2], axis=1).T) == both.shape[1]  # no organisation of a panel in two sectors
        together = kind * (organisation.max(initial=0) + 1) + organisation[instance.evaluator]
        _keys, first, group, sizes = np.unique(together, return_index=True, return_inverse=True, return_counts=True)
        first_group = first_kind + KINDS * proposals
        self.nodes = first_group + len(first)

        def of(rule: str, places: list[tuple[int | None, int | None, int]]) -> Ints:
            return np.array([asked.get((rule, *place), NOBODYS) for place in places], np.int64)

        every_kind, everybody, every = np.arange(KINDS * proposals), np.arange(evaluators), np.arange(proposals)
        seats, least, most = instance.seats, instance.least, instance.most
        pins = list(zip(instance.proposal.tolist(), instance.evaluator.tolist(), strict=True))
        organisations = of("organisation", [(p, None, 0) for p in instance.proposal[first].tolist()])
        none = np.full(len(pins), NOBODYS)
        arcs: list[tuple[Any, ...]] = [  # tail, head, how many there can be, who asks for at least, how many, who for at most, how many
            (instance.evaluator, first_group + group, np.ones(len(pins), np.int64),
             of("pin", [(p, e, 0) for p, e in pins]) if instance.pinned.any() else none, 1, none, 1),
            (first_group + np.arange(len(first)), first_kind + kind[first], sizes, none[: len(first)], 0,
             np.where(sizes > 1, organisations, NOBODYS), 1),
            (first_kind + every_kind, first_proposal + every_kind // KINDS, np.repeat(seats, KINDS),
             of("sector", [(i // KINDS, None, i % KINDS) for i in every_kind.tolist()]), 1, np.full(len(every_kind), NOBODYS), 0),
            (first_proposal + every, np.full(proposals, pool), seats,
             of("seats", [(p, None, int(seats[p])) for p in every.tolist()]), seats, np.full(proposals, NOBODYS), 0),
            (np.full(evaluators, pool), everybody, np.bincount(instance.evaluator, minlength=evaluators),
             of("least", [(None, e, int(least[e])) for e in everybody.tolist()]), least,
             of("most", [(None, e, int(most[e])) for e in everybody.tolist()]), most),
        ]  # fmt: skip
        parts = [np.concatenate([np.broadcast_to(np.int64(arc[i]), arc[0].shape) for arc in arcs]) for i in range(7)]
        self.tail, self.head, self.there, self.least_by, self.least, self.most_by, self.most = parts

    def missed(self, held: Ints) -> Missed:
        """Where these demands alone are asked."""
        least = np.where(np.isin(self.least_by, held) & (self.least_by >= 0), self.least, 0)
        limited = np.isin(self.most_by, held) & (self.most_by >= 0)
        most = np.where(limited, self.most, self.there)
        families = [(least, -1), (np.maximum(most - least, 0), 0), (np.where(limited, self.there, 0), 1)]
        cost = np.concatenate([np.full(len(self.tail), price, np.int64) for _capacity, price in families])
        capacity = np.concatenate([capacity for capacity, _price in families])
        tail, head, supply = np.tile(self.tail, 3), np.tile(self.head, 3), np.zeros(self.nodes, np.int64)
        network = Network(tail, head, np.zeros_like(capacity), capacity, cost, supply, 0, self.evaluators)
        flow = cheapest_flow(network, cost)
        if flow is None:
            raise AssertionError("nothing at all is a circulation")
        price = prices(network, cost, flow)
        rise = price[self.tail] - price[self.head]
        proof = np.concatenate([self.least_by[(rise > 0) & (least > 0)], self.most_by[(rise < 0) & limited]])
        number = int(least.sum() + (cost * flow).sum())
        served, _between, over = np.split(flow, 3)
        can_be_less, _open, can_be_over = np.split(left_open(network, cost, flow, price), 3)
        needed = np.concatenate([self.least_by[(served < least) | can_be_less], self.most_by[(over > 0) | can_be_over]])
        return Missed(number, np.unique(proof), np.unique(needed) if number == 1 else needed[:0])
