"""Who sits where, and what a change by hand would cost: asked again and again while somebody tries swaps on a page.

Only the panels and people that a change touches are counted anew.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evaluation.assignment.check import Breach, breaches_of_load, breaches_of_panel
from evaluation.assignment.instance import Instance
from evaluation.assignment.rules import Rules

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Effect:
    """Of a change: what the total gains (below 0: loses), the new sum of each panel touched, the lowest sum of all panels
    after it, which breaches it adds, and which it mends. An empty seat is no breach: `empty` is how many more there are."""

    leaving: tuple[Pair, ...]
    entering: tuple[Pair, ...]
    gain: int
    sums: dict[int, int]
    worst: int
    broken: tuple[Breach, ...]
    mended: tuple[Breach, ...]
    empty: int


class Sitting:
    """Pairs are (proposal, evaluator), as everywhere."""

    def __init__(self, instance: Instance, rules: Rules, pairs: Iterable[Pair]) -> None:
        self.instance, self.rules = instance, rules
        self._starts = instance.starts.tolist()
        self.panels: list[list[int]] = [[] for _ in range(instance.proposals)]
        self.duties: list[list[int]] = [[] for _ in range(instance.evaluators)]
        self.sums = [0] * instance.proposals
        for proposal, evaluator in pairs:
            self.panels[proposal].append(evaluator)
            self.duties[evaluator].append(proposal)
            self.sums[proposal] += self.score(proposal, evaluator) or 0
        asked = [proposal for proposal in range(instance.proposals) if instance.seats[proposal]]
        self._lowest = sorted(asked, key=lambda proposal: self.sums[proposal])

    def score(self, proposal: int, evaluator: int) -> int | None:
        """The suitability of a pair, None if it may not be."""
        pair = self.instance.pair_of(proposal, evaluator)
        return None if pair is None else int(self.instance.score[pair])

    def effect(self, *, leaving: Iterable[Pair] = (), entering: Iterable[Pair] = ()) -> Effect:
        """Of these leaving and those entering at the same time. Who does not sit cannot leave, who sits cannot enter."""
        leaving, entering = tuple(leaving), tuple(entering)
        panels: dict[int, list[int]] = {}
        loads: dict[int, int] = {}
        gain = 0
        sums: dict[int, int] = {}
        forbidden: list[Breach] = []
        freed: list[Breach] = []
        for pairs, way in ((leaving, -1), (entering, 1)):
            for proposal, evaluator in pairs:
                panel = panels.setdefault(proposal, list(self.panels[proposal]))
                (panel.remove if way < 0 else panel.append)(evaluator)
                loads[evaluator] = loads.get(evaluator, len(self.duties[evaluator])) + way
                score = self.score(proposal, evaluator)
                if score is None:
                    text = f"proposal {proposal}: evaluator {evaluator} is no candidate"
                    (freed if way < 0 else forbidden).append(Breach("candidate", text, proposal, evaluator))
                gain += way * (score or 0)
                sums[proposal] = sums.get(proposal, self.sums[proposal]) + way * (score or 0)
        stood = {proposal: self.panels[proposal] for proposal in panels}, {one: len(self.duties[one]) for one in loads}
        before = [*freed, *self._breaches(*stood)]
        after = [*forbidden, *self._breaches(panels, loads)]
        seats = self.instance.seats
        empty = sum(
            max(0, int(seats[p]) - len(panel)) - max(0, int(seats[p]) - len(self.panels[p])) for p, panel in panels.items()
        )
        return Effect(
            leaving, entering, gain, sums, self._worst(sums), tuple(_more(after, before)), tuple(_more(before, after)), empty
        )

    def entrants(self, proposal: int, *, leaving: int | None = None) -> list[Effect]:
        """Every candidate who does not sit there, entering for `leaving` (or a free seat): first those who break nothing,
        then by what the total gains."""
        out = [] if leaving is None else [(proposal, leaving)]
        effects = [
            self.effect(leaving=out, entering=[(proposal, evaluator)])
            for evaluator in self.candidates(proposal)
            if evaluator not in self.panels[proposal]
        ]
        return sorted(effects, key=_best_first)

    def exchanges(self, proposal: int, leaving: int, *, most: int = 20) -> list[Effect]:
        """Two people change places, so that nobody's load changes: the best of them that break nothing."""
        found = []
        for evaluator in self.candidates(proposal):
            if evaluator in self.panels[proposal]:
                continue
            for other in self.duties[evaluator]:
                if leaving not in self.panels[other] and self.score(other, leaving) is not None:
                    effect = self.effect(
                        leaving=[(proposal, leaving), (other, evaluator)], entering=[(proposal, evaluator), (other, leaving)]
                    )
                    if not effect.broken:
                        found.append(effect)
        return sorted(found, key=_best_first)[:most]

    def candidates(self, proposal: int) -> list[int]:
        candidates: list[int] = self.instance.evaluator[self._pairs_of(proposal)].tolist()
        return candidates

    def _pairs_of(self, proposal: int) -> slice:
        return slice(self._starts[proposal], self._starts[proposal + 1])

    def _breaches(self, panels: dict[int, list[int]], loads: dict[int, int]) -> list[Breach]:
        instance = self.instance
        found = [
            breach for proposal, panel in panels.items() for breach in breaches_of_panel(instance, self.rules, proposal, panel)
        ]
        found += [breach for evaluator, load in loads.items() for breach in breaches_of_load(instance, evaluator, load)]
        for proposal, panel in panels.items():
            offered = self._pairs_of(proposal)
            pinned = instance.evaluator[offered][instance.pinned[offered]].tolist()
            found += [
                Breach("pin", f"proposal {proposal}: evaluator {one} is pinned but not seated", proposal, one)
                for one in pinned
                if one not in panel
            ]
        return found

    def _worst(self, sums: dict[int, int]) -> int:
        touched = [total for proposal, total in sums.items() if self.instance.seats[proposal]]
        untouched = next((self.sums[proposal] for proposal in self._lowest if proposal not in sums), None)
        return min([*touched, *([] if untouched is None else [untouched])], default=0)


def _more(now: list[Breach], then: list[Breach]) -> Iterator[Breach]:
    """Breaches that are new, or larger than they were."""
    sizes = {_place(breach): breach.size for breach in then}
    return (breach for breach in now if breach.size > sizes.get(_place(breach), 0))


def _place(breach: Breach) -> tuple[str, int | None, int | None, str]:
    named = breach.text.rsplit(" ", 1)[1] if breach.rule in ("sector", "organisation") else ""
    return breach.rule, breach.proposal, breach.evaluator, named


def _best_first(effect: Effect) -> tuple[bool, int, tuple[Pair, ...]]:
    return bool(effect.broken), -effect.gain, effect.entering
