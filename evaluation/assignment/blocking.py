"""Why not everything can be kept at once: a smallest set of demands that no assignment meets together.

A demand is one rule at one place: the seats of a proposal, one evaluator's limit, one sector on one panel. Conflicts and
bans are facts here: put one back into the instance and ask again.

Any set that blocks shares a demand with every set of demands that, given up, makes the rest possible. So the smallest
choice that shares one with all of these that are known is tried; if it blocks it is the answer, if not, it shows another.
"""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, eye_array, hstack, vstack

from evaluation.assignment.check import SECTOR_NAMES
from evaluation.assignment.instance import SECTORS, Flags, Instance, Ints
from evaluation.assignment.rules import Rules, at_home
from evaluation.assignment.shortage import Circulation
from evaluation.assignment.watch import Watch

FEW = 150  # demands: so many are searched as a whole, of more of them only those that a linear programme runs into
SURE = 1e-6


@dataclass(frozen=True, slots=True)
class Demand:
    """`rule`: seats, most, least, pin, sector, organisation, region. `number`: seats, or the limit, or the sector."""

    rule: str
    proposal: int | None = None
    evaluator: int | None = None
    number: int = 0

    @property
    def units(self) -> int:
        """How much is missed at most where it is not met; 0 for what is no least number."""
        return {"seats": self.number, "least": self.number, "sector": 1, "pin": 1}.get(self.rule, 0)

    @property
    def text(self) -> str:
        match self.rule:
            case "seats":
                return f"proposal {self.proposal} has {self.number} seats to fill"
            case "sector":
                return f"proposal {self.proposal} asks for somebody from {SECTOR_NAMES[self.number]}"
            case "organisation":
                return f"proposal {self.proposal} takes at most one from each organisation"
            case "region":
                return f"proposal {self.proposal} takes enough from other blocs"
            case "most":
                return f"evaluator {self.evaluator} takes at most {self.number}"
            case "least":
                return f"evaluator {self.evaluator} takes at least {self.number}"
        return f"evaluator {self.evaluator} is pinned to proposal {self.proposal}"


@dataclass(frozen=True, slots=True)
class Blocking:
    """Demands that cannot all be met. `irreducible`: without any one of them the others can. `smallest`: no smaller set
    blocks. Both are false only where time ran out."""

    demands: tuple[Demand, ...]
    irreducible: bool
    smallest: bool

    @property
    def counted(self) -> dict[tuple[str, int | None], int]:
        """How many there are of each (rule, sector), for a set too long to be read out."""
        return dict(Counter((one.rule, one.number if one.rule == "sector" else None) for one in self.demands))


def blocking(instance: Instance, rules: Rules, watch: Watch | None = None) -> Blocking | None:
    """The smallest set that blocks, or a small one where the watch runs out; None if everything can be kept, or if that
    was not found out in time. (`obstacles` counts what is short over all; this names the very demands.)"""
    watch = watch or Watch(time_limit=20.0)
    system = _System(instance, rules)
    alone = next((one for one in system.demands if _impossible(instance, one)), None)
    if alone is not None:
        return Blocking((alone,), irreducible=True, smallest=True)
    every = np.arange(len(system.demands))
    universe, irreducible = (every, False) if len(every) <= FEW else _short(system, every, watch)
    if not len(universe):
        return None
    if not irreducible or len(universe) <= FEW:
        found = _smallest(system, universe, watch) if len(universe) <= FEW else None
        if found is not None:
            smallest = len(universe) == len(every) or len(found) <= 2
            return Blocking(system.named(found), irreducible=True, smallest=smallest) if len(found) else None
        universe, irreducible = _reduced(system, universe, watch)
    return Blocking(system.named(universe), irreducible=irreducible, smallest=False) if len(universe) else None


def _impossible(instance: Instance, demand: Demand) -> bool:
    """Nobody could meet it even if nothing else were asked."""
    if demand.evaluator is None or demand.proposal is not None:
        assert demand.proposal is not None
        first, last = instance.starts[[demand.proposal, demand.proposal + 1]]
        if demand.rule == "seats":
            return bool(last - first < demand.number)
        if demand.rule == "sector":
            return not (instance.sector[instance.evaluator[first:last]] == demand.number).any()
        return demand.rule == "pin" and not instance.seats[demand.proposal]
    offered = (instance.evaluator == demand.evaluator) & (instance.seats[instance.proposal] > 0)
    return demand.rule == "least" and bool(offered.sum() < demand.number)


def _short(system: "_System", every: Ints, watch: Watch) -> tuple[Ints, bool]:
    """Demands of many that cannot all be met: as few as flows prove, else those a linear programme runs into; and whether
    each of them is needed."""
    circulation = system.circulation
    missed = circulation.missed(every)
    if not missed.number and circulation.is_exact and all(one.rule != "region" for one in system.demands):
        return every[:0], True
    if not missed.number:
        return system.run_into(every, watch), False
    while watch.left(60.0) > 0:
        watch.at("blocking", 0.0)
        proof = missed.proof
        units = np.array([system.demands[number].units for number in proof.tolist()])
        spare = (units > 0) & (np.cumsum(units) < missed.number)  # without them one unit is still missed
        unneeded = np.flatnonzero(~np.isin(proof, missed.needed))
        if spare.any():
            missed = circulation.missed(proof[~spare])
        elif missed.number == 1 and not len(unneeded):
            return proof, circulation.is_exact
        else:
            fewer = circulation.missed(np.delete(proof, unneeded[:1]))
            if not fewer.number:
                return proof, False
            missed = fewer
    return missed.proof, False


def _smallest(system: "_System", universe: Ints, watch: Watch) -> Ints | None:
    """None if time ran out; nobody's demands if the universe does not block."""
    given_up: list[Flags] = []
    chosen = np.zeros(0, np.int64)
    while watch.left(60.0) > 0:
        watch.at("blocking", 0.0)
        missing = system.given_up(chosen, universe, watch)
        if missing is None:
            return chosen
        if not missing.any():
            return np.zeros(0, np.int64)
        given_up.append(missing)
        hit = milp(
            np.ones(len(universe)),
            constraints=LinearConstraint(np.array(given_up, float), 1, np.inf),
            integrality=np.ones(len(universe)),
            bounds=Bounds(0, 1),
            options={"time_limit": max(0.1, watch.left(60.0))},
        )
        if hit.status != 0:
            return None
        chosen = universe[hit.x > 0.5]
    return None


def _reduced(system: "_System", universe: Ints, watch: Watch) -> tuple[Ints, bool]:
    """Many at once, then fewer, then one after the other are left out where the rest still blocks; whether all were tried."""
    if system.given_up(universe, universe, watch) is not None:
        return universe[:0], False
    size = max(1, len(universe) // 4)
    while True:
        place = 0
        while place < len(universe):
            if watch.left(60.0) <= 0:
                return universe, False
            watch.at("blocking", place / len(universe))
            rest = np.delete(universe, slice(place, place + size))
            if system.given_up(rest, rest, watch) is None:
                universe = rest
            else:
                place += size
        if size == 1:
            return universe, True
        size = max(1, size // 3)


@dataclass
class _System:
    """All demands as rows over the pairs: a demand is met if each of its rows adds up to no less than its limit."""

    instance: Instance
    rules: Rules
    demands: list[Demand] = field(default_factory=list)
    rows: list[tuple[int, Ints, Ints, int]] = field(default_factory=list)  # demand, pairs, factors, limit

    def __post_init__(self) -> None:
        instance, rules = self.instance, self.rules
        starts = instance.starts.tolist()
        home = at_home(instance, rules)
        for proposal in range(instance.proposals):
            pairs = np.arange(starts[proposal], starts[proposal + 1])
            self._of_panel(proposal, pairs, home[pairs])
        by_evaluator = np.argsort(instance.evaluator, kind="stable")
        ends = np.searchsorted(instance.evaluator[by_evaluator], np.arange(instance.evaluators + 1)).tolist()
        for evaluator in range(instance.evaluators):
            pairs = by_evaluator[ends[evaluator] : ends[evaluator + 1]]
            least, most = int(instance.least[evaluator]), int(instance.most[evaluator])
            if least:
                self._ask(Demand("least", evaluator=evaluator, number=least), [(pairs, 1, least)])
            if most < len(pairs):
                self._ask(Demand("most", evaluator=evaluator, number=most), [(pairs, -1, -most)])

    def _of_panel(self, proposal: int, pairs: Ints, home: Flags) -> None:
        instance, rules = self.instance, self.rules
        seats = int(instance.seats[proposal])
        for pair in pairs[instance.pinned[pairs]]:
            self._ask(Demand("pin", proposal, int(instance.evaluator[pair])), [(np.array([pair]), 1, 1)])
        if not seats:
            return
        self._ask(Demand("seats", proposal, number=seats), [(pairs, 1, seats)])
        if rules.each_sector:
            sector = instance.sector[instance.evaluator[pairs]]
            for number in range(SECTORS):
                self._ask(Demand("sector", proposal, number=number), [(pairs[sector == number], 1, 1)])
        if rules.one_per_organisation:
            organisation = instance.organisation[instance.evaluator[pairs]]
            several = [one for one, number in Counter(organisation.tolist()).items() if number > 1]
            if several:
                self._ask(Demand("organisation", proposal), [(pairs[organisation == one], -1, -1) for one in several])
        share = rules.elsewhere
        if home.any():
            self._ask(Demand("region", proposal), [(pairs, share.denominator * ~home - share.numerator, 0)])

    def _ask(self, demand: Demand, rows: list[tuple[Ints, Ints | int, int]]) -> None:
        number = len(self.demands)
        self.demands.append(demand)
        self.rows += [(number, pairs, np.broadcast_to(np.int64(factor), pairs.shape), limit) for pairs, factor, limit in rows]

    @cached_property
    def circulation(self) -> Circulation:
        places = {(one.rule, one.proposal, one.evaluator, one.number): number for number, one in enumerate(self.demands)}
        return Circulation(self.instance, places)

    def named(self, demands: Ints) -> tuple[Demand, ...]:
        return tuple(self.demands[number] for number in demands.tolist())

    def _matrix(self, demands: Ints) -> tuple[csr_array, Ints, Ints]:
        """The rows of these demands and below them each panel's seats as an upper limit; limits; the demand of each row.
        A column for each pair that a demand looks at."""
        wanted = set(demands.tolist())
        rows = [row for row in self.rows if row[0] in wanted]
        sizes = [len(pairs) for _demand, pairs, _factors, _limit in rows]
        nothing = np.zeros(0, np.int64)
        columns = np.concatenate([nothing, *(pairs for _demand, pairs, _factors, _limit in rows)])
        factors = np.concatenate([nothing, *(factors for _demand, _pairs, factors, _limit in rows)])
        used, columns = np.unique(columns, return_inverse=True)
        proposals, panel = np.unique(self.instance.proposal[used], return_inverse=True)
        asked = csr_array((factors, (np.repeat(np.arange(len(rows)), sizes), columns)), shape=(len(rows), len(used)))
        panels = csr_array((np.full(len(used), -1), (panel, np.arange(len(used)))), shape=(len(proposals), len(used)))
        limits = np.concatenate([np.array([limit for *_row, limit in rows], np.int64), -self.instance.seats[proposals]])
        return vstack([asked, panels]), limits, np.array([row[0] for row in rows], np.int64)

    def given_up(self, held: Ints, universe: Ints, watch: Watch) -> Flags | None:
        """With these demands held, which others of the universe to give up so that the rest is met; None if they block."""
        if not len(universe):
            return np.zeros(0, bool)
        matrix, limits, owner = self._matrix(universe)
        rows = len(owner)
        panels, pairs = matrix.shape[0] - rows, matrix.shape[1]
        slack = vstack([eye_array(rows), csr_array((panels, rows))])
        found = milp(
            np.concatenate([np.zeros(pairs), np.ones(rows)]),
            constraints=LinearConstraint(hstack([matrix, slack]), limits, np.inf),
            integrality=np.concatenate([np.ones(pairs), np.zeros(rows)]),
            bounds=Bounds(0, np.concatenate([np.ones(pairs), np.where(np.isin(owner, held), 0, np.inf)])),
            options={"time_limit": max(0.1, watch.left(60.0))},
        )
        if found.status == 2:
            return None
        if found.x is None:
            return np.isin(universe, held, invert=True)  # time ran out: all others, which tells nothing
        missing: Flags = np.isin(universe, owner[found.x[pairs:] > SURE])
        return missing

    def run_into(self, universe: Ints, watch: Watch) -> Ints:
        """Demands that carry the proof that not all can be met, by the prices of a linear programme; all where seats
        cannot be shared out whole, none if everything can be met or time ran out."""
        matrix, limits, owner = self._matrix(universe)
        rows = len(owner)
        panels, pairs = matrix.shape[0] - rows, matrix.shape[1]
        slack = vstack([eye_array(rows), csr_array((panels, rows))])
        found = linprog(
            np.concatenate([np.zeros(pairs), np.ones(rows)]),
            A_ub=-hstack([matrix, slack]),
            b_ub=-limits,
            bounds=np.stack([np.zeros(pairs + rows), np.concatenate([np.ones(pairs), np.full(rows, np.inf)])], axis=1),
            method="highs",
            options={"time_limit": max(0.1, watch.left(60.0))},
        )
        if found.x is None:
            return universe[:0]
        if found.fun > SURE:
            return np.unique(owner[np.abs(found.ineqlin.marginals[:rows]) > SURE])
        missing = self.given_up(universe[:0], universe, watch)
        return universe if missing is not None and missing.any() else universe[:0]
