"""The highest possible worst panel, then as high a total as is found without lowering it."""

from dataclasses import dataclass

import numpy as np

from evaluation.assignment.best_panels import best_panels
from evaluation.assignment.board import NEVER_SHORT, Board, Seating, aim, board_of, seated_on, seating_of, with_sizes
from evaluation.assignment.configurations import Configurations
from evaluation.assignment.exact import highest_total
from evaluation.assignment.instance import Flags, Instance, Ints
from evaluation.assignment.region import broken_by, forbidden_at_home
from evaluation.assignment.repair import repair
from evaluation.assignment.rules import Rules
from evaluation.assignment.watch import FLOW, Effort, Watch

DICE = 88172645463325253
CHUNK = 50  # steps between two looks at the clock
PATIENCE = 500  # steps, and half as many as panels are short, without fewer of them
IMPATIENCE = 200  # the same while climbing, and a quarter
HURRY = 0.4  # of the effort: from then on the first target that seems possible is tried
QUESTION_SHARE = 0.4  # of the effort that is left
FINEST = 0.01  # step of the climb, of the bound: what is left is the core's
CLIMB_SHARE = 0.4  # of the effort of the search
CLOSE = 0.003  # of the bound
NEAR = 1.04  # times what is reached: the first question
ATTEMPTS = 20
GROWTHS = 4  # of the core before the target is lowered
POLISHES = 8
SEARCH_SHARE = 0.85  # of the time that is left; the rest is for a higher total
EFFORT_SHARE = 0.6  # of the time limit is the search's effort: on an ordinary machine it ends before the clock breaks it off
LOOK = 3e-7  # effort of a look at a replacement


@dataclass(frozen=True, slots=True)
class Fairest:
    """`bound`: no assignment that keeps the rules has a higher worst panel."""

    seated: Flags
    bound: int


def fairest(instance: Instance, rules: Rules, start: Flags, *, possible: bool, seed: str, watch: Watch, limit: float) -> Fairest:
    """Raise the worst panel above that of a start that keeps the rules; `limit` in seconds of the watch.

    What is tried, and for how long, goes by effort and not by the clock: the same list comes out of every run, unless the
    clock breaks it off.

    Chains of replacements first, as high as they climb. Where they fail, too many panels compete for the same people:
    these are the core. How far it can be lifted is bounded, it is seated alone, everybody else around it by a flow, and
    what falls short then is lifted by chains or joins the core.
    """
    search = _Search(instance, rules, start, seed, watch, limit)
    asked = rules if possible else Rules()
    idle = instance.unseatable
    bound = int(best_panels(instance, asked, instance.score).worth[~idle].min())
    short = search.sums < bound
    if not short.any() or search.lift(start, bound):
        return Fairest(search.polished(limit), bound)
    core = short | search.ever_short.astype(bool)  # a larger one is the sooner proved unable to reach too much
    search.climb(bound, finest=int(FINEST * bound) if possible else 1)
    if possible:
        bound = search.by_core(core | search.ever_short.astype(bool) | (search.sums < bound), bound)
    return Fairest(search.polished(limit), bound)


class _Search:
    """The best found so far, and the ways to better it."""

    def __init__(self, instance: Instance, rules: Rules, start: Flags, seed: str, watch: Watch, limit: float) -> None:
        self.instance, self.rules, self.seed, self.watch = instance, rules, seed, watch
        self.effort = Effort(watch, EFFORT_SHARE * limit, watch.gone + SEARCH_SHARE * (limit - watch.gone))
        self.board: Board = board_of(instance, rules)
        if rules.elsewhere:  # a share of those who sit, where seats stay empty
            self.board = with_sizes(self.board, rules, np.bincount(instance.proposal[start], minlength=instance.proposals))
        self.fewest = broken_by(instance, rules, start)[:2]
        self.ever_short = np.zeros(instance.proposals, np.int8)
        self.plain = self._sums(start)  # what every panel adds up to where nobody looks at fairness
        self.best, self.sums, self.worst = start, self.plain, int(self.plain.min())
        self.flow_seconds = 0.0  # of the last flow around fixed seats: none is begun that would end too late

    def _sums(self, seated: Flags) -> Ints:
        pairs = np.flatnonzero(seated)
        sums = np.where(self.instance.unseatable, NEVER_SHORT, 0)
        np.add.at(sums, self.instance.proposal[pairs], self.instance.score[pairs])
        return sums

    def keep(self, seated: Flags) -> None:
        sums = self._sums(seated)
        if (sums.min(), sums.sum()) > (self.worst, self.sums.sum()):
            self.best, self.sums, self.worst = seated, sums, int(sums.min())

    def climb(self, bound: int, *, finest: int, share: float = CLIMB_SHARE) -> None:
        """As far towards the bound as chains of replacements come soon: half of the way, then as far again, or half as far."""
        most = self.effort.seconds + share * self.effort.left
        step = (bound - self.worst + 1) // 2
        for impatient in (True, False):  # the patient take the last steps
            while step >= max(1, finest) and self.worst < bound and self.effort.seconds < most:
                self.ever_short[:] = 0  # of the last one alone: those that keep a target from being reached
                if not self.lift(self.best, min(bound, self.worst + step), impatient=impatient):
                    step //= 2
            step = 2 * finest

    def lift(self, seated: Flags, target: int, *, impatient: bool = False) -> bool:
        """Whether chains of replacements bring all panels to the target; the result is kept if it is the best."""
        seating: Seating = seating_of(self.instance, self.board, seated, DICE)
        aim(seating, target)
        fewest, since, looks = int(seating.count[0]), 0, 0
        while seating.count[0] and not self.effort.over:
            if since > (IMPATIENCE + fewest // 4 if impatient else PATIENCE + fewest // 2):
                break
            repair(self.board, seating, target, CHUNK, self.ever_short)
            self.effort.seconds += LOOK * int(seating.count[2] - looks)
            looks = seating.count[2]
            self.watch.at("fair", self.effort.share)
            since += CHUNK
            if seating.count[0] < fewest:
                fewest, since = int(seating.count[0]), 0
        self.keep(seated_on(seating))
        self.ever_short[seating.short[: seating.count[0]]] = 1
        return not seating.count[0]

    def by_core(self, core: Flags, bound: int) -> int:
        """Seat those that compete before the others, as high as that is possible; returns the bound."""
        mixtures = Configurations(self.instance, self.board, np.flatnonzero(core), self.effort)
        closeness, growths, down = int(CLOSE * bound), 0, CLOSE
        ceiling = bound  # above it seating failed, which proves nothing
        for _attempt in range(ATTEMPTS):
            target, bound = self._aim(mixtures, bound, ceiling, closeness)
            if self.effort.over or (target <= self.worst and closeness == 0):
                break
            if target <= self.worst and mixtures.is_large:
                self.climb(bound, finest=int(CLOSE * bound), share=1.0)
                break
            if target <= self.worst:
                closeness = 0
                continue
            around = self._around(mixtures.seats(target))
            reached = around is not None and self.lift(around, target)
            if reached:
                closeness, growths = 0, 0
                continue
            joining = np.flatnonzero(self.ever_short.astype(bool) & ~core)
            core[joining] = True
            mixtures.join(joining)
            growths += 1
            if not len(joining) or growths > GROWTHS:
                ceiling = max(int(target - down * bound), (self.worst + target) // 2)
                growths, down = 0, 2 * down
                if target - self.worst <= CLOSE * bound:
                    break
        return bound

    def _aim(self, mixtures: Configurations, bound: int, ceiling: int, closeness: int) -> tuple[int, int]:
        """A target that the core is not proved unable to reach, at most the ceiling, and the bound, no more than so far above
        (or above the ceiling)."""
        low, high = self.worst, min(bound, ceiling)
        asked = low  # above it is asked
        target = (low + high + 1) // 2 if mixtures.is_large else min(high, int(low * NEAR))
        while asked < high and not self.effort.over:
            verdict = mixtures.reachable(target, QUESTION_SHARE * self.effort.left)
            if verdict:
                low = asked = target
            elif verdict is None and mixtures.is_large:
                asked = target
            else:
                high = target - 1
                bound = min(bound, high) if verdict is False else bound
            if mixtures.is_large and high - asked <= closeness:
                break
            if low > self.worst and (high - low <= closeness or self.effort.seconds > HURRY * self.effort.most):
                break
            target = (asked + high + 1) // 2
        return low, bound

    def _around(self, seats: Flags) -> Flags | None:
        """Everybody else's seats by a flow around those of the core, if there is one and there is time."""
        began = self.watch.gone
        self.effort.seconds += FLOW * len(self.instance.score)
        if self.effort.over or began + self.flow_seconds > self.effort.until:
            return None
        self.watch.at("fair", self.effort.share)
        around = self.instance.with_pins(seats)
        allowed = np.flatnonzero(~forbidden_at_home(around, self.rules, self.best))
        found = highest_total(around.only(allowed), self.rules, self.seed)
        self.flow_seconds = self.watch.gone - began
        seated = np.zeros(len(self.instance.score), bool)
        seated[allowed[found.seated]] = True
        kept = found.possible or broken_by(self.instance, self.rules, seated)[:2] <= self.fewest
        return seated if kept else None

    def polished(self, limit: float) -> Flags:
        """A higher total with no lower worst panel: a flow around those that need what they have."""
        fixed = self.plain < self.worst
        self.effort.until, self.effort.most = limit, np.inf
        for _turn in range(POLISHES):
            if self.effort.over:
                break
            around = self._around(self.best & fixed[self.instance.proposal])
            if around is None:
                break
            fallen = self._sums(around) < self.worst
            if not fallen.any():
                self.keep(around)
                break
            fixed |= fallen
        return self.best
