"""How far the panels of a core can be lifted at the same time: a bound no assignment passes, and what comes near it.

Every panel of the core takes a share of whole panels that reach the target; nobody may be on more than his most. Panels
are added as their price falls below what they are worth (column generation). The prices prove the bound: if even the
cheapest panels of all cost more than everybody's seats are worth, some proposal cannot reach the target. Everything
outside the core and minimum loads are left out, which can only make the bound too high. Whole panels are then chosen among
those that were looked at.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array

from evaluation.assignment.board import Board
from evaluation.assignment.cheapest_panels import cheapest_panels
from evaluation.assignment.instance import Flags, Instance, Ints
from evaluation.assignment.mixture import Mixture
from evaluation.assignment.watch import Effort

ROUNDS = 60
MOST_NODES = 2000
SURE = 1e-4  # of a panel: far more than rounding
RAISES = 200  # of prices, where a core is large
FIRST_MORE = 0.03  # of the core
IDLE = 20  # raises for nothing
LARGE = 800  # proposals: more are too many for a mixture to be found
LOOK = 8e-9  # effort of a look at a candidate,
PIVOT = 2e-7  # of a step of a linear programme, for each proposal,
SEATING = 1e-4  # and of seating whole panels, for each seat of those to choose from


@dataclass(slots=True)
class Configurations:
    """The panels of a core that were looked at, kept from one target to the next."""

    instance: Instance
    board: Board
    core: Ints
    effort: Effort
    owner: list[int] = field(default_factory=list)
    members: list[tuple[int, ...]] = field(default_factory=list)
    reach: list[int] = field(default_factory=list)
    known: set[tuple[int, tuple[int, ...]]] = field(default_factory=set)
    prices: NDArray[np.float64] | None = None
    mixture: Mixture = field(init=False)

    def __post_init__(self) -> None:
        self.mixture = Mixture(self.instance.most)

    @property
    def is_large(self) -> bool:
        return len(self.core) > LARGE

    def join(self, proposals: Ints) -> None:
        """The core grows; what was looked at stays."""
        self.core = np.concatenate([self.core, proposals])

    def reachable(self, target: int, effort: float) -> bool | None:
        """Whether a mixture of panels covers the core at this target; False is proved, None was not found out with so much
        effort."""
        enough = self.effort.seconds + effort
        most = self.instance.most.astype(float)
        prices = self.prices if self.prices is not None else np.zeros(len(most))
        best, best_prices = -np.inf, prices
        if self.is_large:
            best, best_prices = self._raised(prices, target, enough)
            if best > SURE:
                self.prices = best_prices
                return False
            return None
        for _round in range(ROUNDS):
            for tried in (0.5 * prices + 0.5 * best_prices, prices):
                needed, new = self.look(tried, target)
                needed -= float(most @ tried)
                if needed > best:
                    best, best_prices = needed, tried
                if new:
                    break
            if best > SURE:
                self.prices = best_prices
                return False
            if self.effort.seconds > enough or self.effort.over:
                return None
            uncovered, prices = self._mix(target)
            if uncovered < SURE:
                return True
            if not new:
                return None
        return None

    def _raised(self, prices: NDArray[np.float64], target: int, enough: float) -> tuple[float, NDArray[np.float64]]:
        """How much at least must be missed at the target, and the prices that prove it: raised for those whom the cheapest
        panels ask for too often, lowered for the others, in steps towards a little more than was reached (Polyak)."""
        most = self.instance.most.astype(float)
        best, best_prices, more, idle = -np.inf, prices, FIRST_MORE * len(self.core), 0
        for _step in range(RAISES):
            panels, cost = self._cheapest(prices, target)
            needed = float(cost.sum() - most @ prices)
            idle += 1
            if needed > best:
                best, best_prices, idle = needed, prices, 0
            if best > SURE or self.effort.seconds > enough or self.effort.over:
                break
            if idle > IDLE:
                more, idle = more / 2, 0
            asked = self.instance.evaluator[panels[(panels >= 0) & (cost < 1.0)[:, None]]]
            slope = np.bincount(asked, minlength=len(most)) - most
            slope[(prices <= 0) & (slope < 0)] = 0.0
            if not slope.any():
                break
            prices = np.maximum(0.0, prices + (max(best, 0.0) + more - needed) / float(slope @ slope) * slope)
        return best, best_prices

    def _cheapest(self, prices: NDArray[np.float64], target: int) -> tuple[Ints, NDArray[np.float64]]:
        seats = int(self.instance.seats[self.core].max(initial=1))
        panels, cost = np.full((len(self.core), seats), -1, np.int64), np.zeros(len(self.core))
        looks = cheapest_panels(self.board, self.instance.seats, self.core, prices, target, panels, cost)
        self.effort.seconds += LOOK * looks
        return panels, cost

    def look(self, prices: NDArray[np.float64], target: int) -> tuple[float, int]:
        """The cheapest panels at these prices: what they cost together, and how many are new."""
        panels, cost = self._cheapest(prices, target)
        new = 0
        for number in np.flatnonzero(cost < 1.0).tolist():
            members = tuple(sorted(pair for pair in panels[number].tolist() if pair >= 0))
            if members and (number, members) not in self.known:
                self.known.add((number, members))
                self.owner.append(number)
                self.members.append(members)
                self.reach.append(int(self.instance.score[list(members)].sum()))
                new += 1
        return float(cost.sum()), new

    def _usable(self, target: int) -> tuple[Ints, Ints, Ints, Ints]:
        """Of the panels known that reach the target: their proposals, and who sits on them, as (panel, row of evaluator)
        with the evaluators of those rows."""
        usable = np.flatnonzero(np.array(self.reach, np.int64) >= target)
        owner = np.array(self.owner, np.int64)[usable]
        sizes = np.array([len(self.members[i]) for i in usable], np.int64)
        pairs = np.concatenate([np.empty(0, np.int64), *(np.array(self.members[i], np.int64) for i in usable)])
        busy, row = np.unique(self.instance.evaluator[pairs], return_inverse=True)
        return owner, np.repeat(np.arange(len(usable)), sizes), row, busy

    def _mix(self, target: int) -> tuple[float, NDArray[np.float64]]:
        """The best mixture of the panels known: how many proposals it leaves uncovered, and its prices."""
        mixture, known = self.mixture, len(self.mixture.panels)
        mixture.grow(len(self.core), self.owner[known:], [self.instance.evaluator[list(one)] for one in self.members[known:]])
        found = mixture.solve(np.array(self.reach, np.int64) >= target, self.effort.seconds_by_clock)
        self.effort.seconds += PIVOT * mixture.iterations * len(self.core)
        return found or (float(len(self.core)), np.zeros(self.instance.evaluators))

    def seats(self, target: int) -> Flags:
        """Pairs of whole panels that reach the target, for as many proposals of the core as are found."""
        owner, panel, row, busy = self._usable(target)
        panels, cores = len(owner), len(self.core)
        seated = np.zeros(len(self.instance.score), bool)
        if not panels:
            return seated
        usable = [self.members[i] for i in np.flatnonzero(np.array(self.reach, np.int64) >= target)]
        rows = np.concatenate([owner, cores + row])
        columns = np.concatenate([np.arange(panels), panel])
        limits = np.concatenate([np.ones(cores), self.instance.most[busy]])
        taken = csc_array((np.ones(len(rows)), (rows, columns)), shape=(cores + len(busy), panels))
        worth = np.array([self.instance.score[list(members)].sum() for members in usable])
        chosen = milp(
            -(1.0 + worth / (worth.max() + 1.0) / (2.0 * cores)),  # as many as possible, then the higher total
            constraints=LinearConstraint(taken, -np.inf, limits),
            integrality=np.ones(panels),
            bounds=Bounds(0, 1),
            options={"mip_rel_gap": 1e-4, "node_limit": MOST_NODES, "time_limit": self.effort.seconds_by_clock},
        )
        self.effort.seconds += SEATING * len(rows)
        if chosen.x is not None:
            for number in np.flatnonzero(chosen.x > 0.5):
                seated[list(usable[number])] = True
        return seated
