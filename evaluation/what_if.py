"""What if there were more money, a lower line, room for more joint projects? The list walked under other assumptions.

Pure functions over plain values; the only thing imported is the solver of the knapsack. Nothing here decides: the official
selection is selection.py's.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

Key = TypeVar("Key", int, str)
STOP, SKIP_FILL, KNAPSACK = "stop", "skip_fill", "knapsack"
KNAPSACK_SECONDS = 5.0
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Assumption:
    """`joint`: none, first (joint projects before all others) or required. `joint_share`: percent of the budget kept for joint
    projects before the list is walked. `projects_max` and `per_lead_max`: quotas, None for none."""

    budget_krw: int
    mode: str  # stop | skip_fill | knapsack
    pass_line: Decimal
    joint: str = "none"
    joint_share: int = 0
    projects_max: int | None = None
    per_lead_max: int | None = None


@dataclass(frozen=True, slots=True)
class Option(Generic[Key]):
    """A ranked proposal with a result; `position` settles who comes first among equals. `amount_krw` is what it would get."""

    key: Key
    position: int
    total: Decimal
    amount_krw: int
    joint: bool = False
    lead: int | str = ""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Key]):
    """`overtaken`: how many above the line get nothing although somebody behind them on the list gets money. `proved`: a
    knapsack was solved to the end, not cut off by its time limit."""

    chosen: tuple[Key, ...]
    spent_krw: int
    left_krw: int
    overtaken: int
    proved: bool = True


def what_if(options: Iterable[Option[Key]], assumption: Assumption) -> Outcome[Key]:
    """Raises ValueError for a negative budget, a share that is no percentage, or an unknown mode."""
    if assumption.budget_krw < 0 or not 0 <= assumption.joint_share <= 100:
        raise ValueError("a budget is not negative, and a share lies between 0 and 100")
    listed = sorted(options, key=_order(assumption))
    fundable = [one for one in listed if one.total >= assumption.pass_line and (one.joint or assumption.joint != "required")]
    proved = True
    match assumption.mode:
        case "stop" | "skip_fill":
            chosen = _walked(fundable, assumption)
        case "knapsack":
            chosen, proved = _packed(fundable, assumption)
        case unknown:
            raise ValueError(f"unknown way of selecting {unknown!r}")
    spent = sum(one.amount_krw for one in fundable if one.key in chosen)
    last = max((number for number, one in enumerate(fundable) if one.key in chosen), default=-1)
    overtaken = sum(one.key not in chosen for one in fundable[: last + 1])
    order = tuple(one.key for one in fundable if one.key in chosen)
    return Outcome(order, spent, assumption.budget_krw - spent, overtaken, proved)


def _order(assumption: Assumption) -> Callable[[Option], tuple[bool, int]]:
    return lambda one: (assumption.joint == "first" and not one.joint, one.position)


def _walked(fundable: Sequence[Option[Key]], assumption: Assumption) -> set[Key]:
    """First the money kept for joint projects, then all that is left for everybody, each down the list."""
    walk: _Walk[Key] = _Walk(assumption)
    if assumption.joint_share:
        walk.down([one for one in fundable if one.joint], assumption.budget_krw * assumption.joint_share // 100)
    walk.down(fundable, assumption.budget_krw)
    return walk.chosen


class _Walk(Generic[Key]):
    def __init__(self, assumption: Assumption) -> None:
        self.assumption = assumption
        self.chosen: set[Key] = set()
        self.spent = 0
        self.of_lead: Counter[int | str] = Counter()

    def down(self, fundable: Sequence[Option[Key]], limit_krw: int) -> None:
        """Take what fits within `limit_krw` of all that is spent; who is over a quota is passed over in either mode."""
        assumption = self.assumption
        for one in fundable:
            if assumption.projects_max is not None and len(self.chosen) >= assumption.projects_max:
                return
            if one.key in self.chosen:
                continue
            if assumption.per_lead_max is not None and self.of_lead[one.lead] >= assumption.per_lead_max:
                continue
            if self.spent + one.amount_krw > limit_krw:
                if assumption.mode == STOP:
                    return
                continue
            self.chosen.add(one.key)
            self.spent += one.amount_krw
            self.of_lead[one.lead] += 1


def _packed(fundable: Sequence[Option[Key]], assumption: Assumption) -> tuple[set[Key], bool]:
    """The highest sum of scores that the money can buy, whatever the order of the list."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array, vstack

    if not fundable:
        return set(), True
    amounts = np.array([one.amount_krw / MILLION for one in fundable])
    rows, lowest, highest = [amounts], [-np.inf], [assumption.budget_krw / MILLION]
    if assumption.projects_max is not None:
        rows.append(np.ones(len(fundable)))
        lowest.append(-np.inf)
        highest.append(float(assumption.projects_max))
    if assumption.joint_share:
        # As much as is there: joint projects alone may not need their whole share.
        wanted = min(assumption.budget_krw * assumption.joint_share / 100, _most_of(fundable, assumption.budget_krw))
        rows.append(amounts * np.array([one.joint for one in fundable]))
        lowest.append(wanted / MILLION)
        highest.append(np.inf)
    matrix = csr_array(np.array(rows))
    if assumption.per_lead_max is not None:
        leads = {lead: number for number, lead in enumerate(dict.fromkeys(one.lead for one in fundable))}
        of = [leads[one.lead] for one in fundable]
        limits = csr_array((np.ones(len(fundable)), (of, range(len(fundable)))), shape=(len(leads), len(fundable)))
        matrix = vstack([matrix, limits], format="csr")
        lowest += [-np.inf] * len(leads)
        highest += [float(assumption.per_lead_max)] * len(leads)
    found = milp(
        -np.array([float(one.total) for one in fundable]),
        constraints=LinearConstraint(matrix, lowest, highest),
        bounds=Bounds(0, 1),
        integrality=np.ones(len(fundable)),
        options={"time_limit": KNAPSACK_SECONDS, "mip_rel_gap": 0.0},
    )
    if found.x is None:
        return set(), False
    chosen = [one for one, taken in zip(fundable, found.x, strict=True) if taken > 0.5]
    if sum(one.amount_krw for one in chosen) > assumption.budget_krw:  # by a hair, which a solver in floats allows itself
        chosen.remove(min(chosen, key=lambda one: one.total))
    return {one.key for one in chosen}, found.status == 0


def _most_of(fundable: Sequence[Option], budget_krw: int) -> int:
    """What joint projects take when the list is walked for them alone: a share that can be kept."""
    spent = 0
    for one in fundable:
        if one.joint and spent + one.amount_krw <= budget_krw:
            spent += one.amount_krw
    return spent
