"""An assignment as a flow: from the pool of loads through evaluators, organisations and sectors to the seats.

    pool → evaluator → (proposal, organisation) → (proposal, sector) → proposal

The groups lie within one another (an organisation has one sector), so a cheapest flow is whole and exact. The strict
network keeps every rule and may be infeasible. The lenient one always has a flow: breaking a rule costs 1, an empty
seat costs more than all rules together, so its cheapest flows are those with the fewest empty seats, then the fewest
breaches. Pins stay even where they are more than a panel has seats or an evaluator may take; only they may be.
"""

from dataclasses import dataclass, replace

import numpy as np

from evaluation.assignment.instance import SECTORS, Flags, Instance, Ints
from evaluation.assignment.rules import Rules


@dataclass(frozen=True, slots=True)
class Network:
    """Arcs that carry from `least` to `most`, and `breach`, the cost of what they break. The first arcs are the pairs,
    in their order; the first nodes are the evaluators, then the pool."""

    tail: Ints
    head: Ints
    least: Ints
    most: Ints
    breach: Ints
    supply: Ints
    pairs: int
    evaluators: int

    def of_pairs(self, values: Ints) -> Ints:
        """A cost per arc from one per pair."""
        costs = np.zeros(len(self.tail), np.int64)
        costs[: self.pairs] = values
        return costs

    def narrowed(self, flow: Ints, free: Flags) -> "Network":
        """Only where it is free may the flow still change."""
        return replace(self, least=np.where(free, self.least, flow), most=np.where(free, self.most, flow))


def network_of(instance: Instance, rules: Rules, *, strict: bool) -> Network:
    """The strict or the lenient network of an instance under its rules (the region rule is no part of it)."""
    return _Builder(instance, rules, strict).network()


class _Builder:
    def __init__(self, instance: Instance, rules: Rules, strict: bool) -> None:
        self.instance, self.rules, self.strict = instance, rules, strict
        self.pool = instance.evaluators
        self.first_proposal = self.pool + 1
        self.first_sector = self.first_proposal + instance.proposals
        self.nodes = self.first_sector + SECTORS * instance.proposals * rules.each_sector
        self.arcs: list[tuple[Ints, Ints, Ints, Ints]] = []
        self.seats = np.minimum(instance.seats, np.diff(instance.starts))  # the others stay empty in any case
        sector = instance.sector[instance.evaluator]
        counted = (sector >= 0) & (sector < SECTORS)
        self.offered = np.zeros((instance.proposals, SECTORS), bool)
        self.offered[instance.proposal[counted], sector[counted]] = True
        # Fewer seats than sectors: as many different ones as there are seats.
        self.few = (self.offered.sum(axis=1) > self.seats) & rules.each_sector

    def network(self) -> Network:
        instance = self.instance
        self._pairs()
        demand = self._seats_and_sectors()
        self._loads()
        supply = np.zeros(self.nodes, np.int64)
        supply[: self.pool] = instance.least
        supply[self.pool] = self.seats.sum() - instance.least.sum()
        supply[self.first_proposal : self.first_proposal + len(demand)] -= demand
        tail, head, most, breach = (np.concatenate(parts) for parts in zip(*self.arcs, strict=True))
        least = np.zeros_like(most)
        least[: len(instance.pinned)] = instance.pinned
        return Network(tail, head, least, most, breach, supply, len(instance.score), instance.evaluators)

    def _add(self, tail: Ints, head: Ints, capacity: Ints | int, breach: Ints | int = 0) -> None:
        most, broken = (np.broadcast_to(np.int64(value), tail.shape).copy() for value in (capacity, breach))
        self.arcs.append((tail, head, most, broken))

    def _pairs(self) -> None:
        """Evaluators to proposals, to their sector there, or to their organisation there where it has several."""
        instance = self.instance
        head = self.first_proposal + instance.proposal
        wasted = np.zeros(len(head), np.int64)  # a seat that could have gone to another sector
        if self.rules.each_sector:
            sector = instance.sector[instance.evaluator]
            counted = (sector >= 0) & (sector < SECTORS)
            head = np.where(counted, self.first_sector + SECTORS * instance.proposal + sector, head)
            wasted = (self.few[instance.proposal] & ~counted).astype(np.int64)
        capacity = 1 - wasted if self.strict else np.ones_like(wasted)
        if not self.rules.one_per_organisation or not len(head):
            self._add(instance.evaluator, head, capacity, wasted)
            return
        organisation = instance.organisation - instance.organisation.min()
        several = (instance.proposal * (organisation.max() + 1) + organisation[instance.evaluator]) * self.nodes + head
        _keys, first, group, sizes = np.unique(several, return_index=True, return_inverse=True, return_counts=True)
        node = np.where(sizes > 1, self.nodes + np.cumsum(sizes > 1) - 1, head[first])
        self._add(instance.evaluator, node[group], capacity, wasted)
        above = head[first][sizes > 1]
        below = node[sizes > 1]
        self._add(below, above, 1)
        if not self.strict:
            self._add(below, above, sizes[sizes > 1] - 1, breach=1)
        self.nodes += len(below)

    def _seats_and_sectors(self) -> Ints:
        """What every proposal, and then each of its sectors, asks for."""
        instance, seats = self.instance, self.seats
        proposals = self.first_proposal + np.arange(instance.proposals)
        pins = np.bincount(instance.proposal[instance.pinned], minlength=instance.proposals)
        if not self.strict:
            everything = int(SECTORS * instance.proposals + instance.least.sum() + seats.sum() + 3 * pins.sum() + 1)
            pool = np.full(instance.proposals, self.pool)
            self._add(pool, proposals, seats, breach=everything + self.few)
            self._add(proposals, pool, np.maximum(pins - seats, 0), breach=1)
        if not self.rules.each_sector:
            return seats
        asked = self.offered & ~self.few[:, None]
        few = np.repeat(self.few, SECTORS)
        nodes = self.first_sector + np.arange(SECTORS * instance.proposals)
        up = np.repeat(proposals, SECTORS)
        self._add(nodes, up, np.where(few, np.minimum(1, np.repeat(seats, SECTORS)), np.repeat(seats, SECTORS)))
        if not self.strict:
            self._add(nodes, up, np.repeat(np.maximum(seats, pins), SECTORS), breach=1)
            self._add(up, nodes, 1, breach=1)
        return np.concatenate([seats - asked.sum(axis=1), asked.ravel().astype(np.int64)])

    def _loads(self) -> None:
        instance = self.instance
        everybody = np.arange(instance.evaluators)
        pool = np.full(instance.evaluators, self.pool)
        self._add(pool, everybody, instance.most - instance.least)
        if not self.strict:
            pins = np.bincount(instance.evaluator[instance.pinned], minlength=instance.evaluators)
            self._add(everybody, pool, instance.least, breach=1)
            self._add(pool, everybody, np.maximum(pins - instance.most, 0), breach=1)
