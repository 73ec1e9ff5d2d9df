"""The walk down a list of any length, over arrays: what selection.py decides, without an object for each proposal.

selection.py says what a selection is; a property test holds this to it, decision for decision.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation import selection
from evaluation.selection import NOWHERE, SelectionRules

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
OUTCOMES = (selection.RECOMMENDED, selection.RESERVE, selection.NOT_RECOMMENDED)
RECOMMENDED, RESERVE, NOT_RECOMMENDED = range(3)
REASONS = (
    "within_budget", "budget_exhausted", "skipped_too_large", "tied_at_the_line", "after_the_tie", "below_pass_line", "no_result",
    "not_joint", "beyond_reserve", "check_failed",
)  # fmt: skip
WITHIN, EXHAUSTED, TOO_LARGE, TIED, AFTER_THE_TIE, BELOW, NO_RESULT, NOT_JOINT, BEYOND, CHECK_FAILED = range(len(REASONS))


@dataclass(frozen=True, slots=True)
class Candidates:
    """A line each: key, place (NOWHERE without a result), passed, what it would be granted, joint, order people gave, above the
    pass line and yet not passed."""

    key: Ints
    place: Ints
    passed: Flags
    amount_krw: Ints
    joint: Flags
    among_equals: Ints
    failed_check: Flags


@dataclass(frozen=True, slots=True)
class Chosen:
    """In the order in which the list was walked: which candidate, its outcome and reason, the money around it."""

    candidate: Ints
    outcome: Ints
    reason: Ints
    left_before_krw: Ints
    left_after_krw: Ints
    reserve_number: Ints  # 0 for none
    spent_krw: int

    @property
    def needs_a_decision(self) -> bool:
        return bool((self.reason == TIED).any())


def select(given: Candidates, budget_krw: int, rules: SelectionRules) -> Chosen:
    """As `selection.select`; the caps are in the amounts already. Raises ValueError for the same."""
    if budget_krw < 0:
        raise ValueError("a budget cannot be negative")
    if rules.mode not in ("stop", "skip_fill"):
        raise ValueError(f"unknown way of selecting {rules.mode!r}")
    barred = _barred(given, rules)
    after_joint = ~given.joint if rules.joint == "first" else np.zeros(len(given.key), bool)
    order = np.lexsort((given.key, given.among_equals, given.place, after_joint, barred >= 0))
    fundable = int((barred < 0).sum())
    walked = order[:fundable]
    outcome = np.full(len(order), NOT_RECOMMENDED)
    reason = np.full(len(order), WITHIN)
    reason[fundable:] = barred[order[fundable:]]
    before, after = np.zeros((2, len(order)), np.int64)
    left = budget_krw
    for begin, end, fits, why, rest in _steps(given, walked, after_joint, budget_krw, rules):
        reason[begin:end] = why
        before[begin:end] = after[begin:end] = left
        if fits:
            outcome[begin:end] = RECOMMENDED
            amounts = given.amount_krw[walked[begin:end]]
            after[begin:end] = left - np.cumsum(amounts)
            before[begin:end] = after[begin:end] + amounts
        left = rest
    before[fundable:] = after[fundable:] = left
    numbers = _reserve(outcome[:fundable], reason[:fundable], rules)
    return Chosen(
        order, outcome, reason, before, after, np.append(numbers, np.zeros(len(order) - fundable, np.int64)), budget_krw - left
    )


def _barred(given: Candidates, rules: SelectionRules) -> Ints:
    """Why a proposal can never be recommended; -1 when it can."""
    found = np.full(len(given.key), -1)
    if rules.joint == "required":
        found[~given.joint] = NOT_JOINT
    found[~given.passed] = BELOW
    found[~given.passed & given.failed_check] = CHECK_FAILED
    found[given.place == NOWHERE] = NO_RESULT
    return found


def _steps(
    given: Candidates, walked: Ints, after_joint: Flags, budget_krw: int, rules: SelectionRules
) -> Iterator[tuple[int, int, bool, int, int]]:
    """Stretches of the walk with one reason: (from, to, whether they fit, reason, what is left after)."""
    if not len(walked):
        return
    keys = (after_joint[walked], given.place[walked], given.among_equals[walked])
    begins = np.ones(len(walked), bool)
    begins[1:] = np.logical_or.reduce([key[1:] != key[:-1] for key in keys])
    first = np.flatnonzero(begins)
    ends = np.append(first[1:], len(walked))
    amounts = given.amount_krw[walked]
    sums = np.add.reduceat(amounts, first)
    group, left = 0, budget_krw
    while group < len(first):
        # As far as all fits, in one step.
        fitting = int(np.searchsorted(np.cumsum(sums[group:]), left, side="right"))
        if fitting:
            begin, end = int(first[group]), int(ends[group + fitting - 1])
            left -= int(sums[group : group + fitting].sum())
            yield begin, end, True, WITHIN, left
            group += fitting
            if group == len(first):
                return
        begin, end = int(first[group]), int(ends[group])
        if end - begin > 1 and int(amounts[begin:end].min()) <= left:
            yield begin, end, False, TIED, left
            yield end, len(walked), False, AFTER_THE_TIE, left
            return
        if rules.mode == "stop":
            yield begin, len(walked), False, EXHAUSTED, left
            return
        # Pass over all that is too large, up to the next group that fits or needs people.
        least = np.minimum.reduceat(amounts, first[group:])
        stops = (sums[group:] <= left) | ((ends[group:] - first[group:] > 1) & (least <= left))
        skipped = int(np.argmax(stops)) if stops.any() else len(first) - group
        yield begin, int(ends[group + skipped - 1]), False, TOO_LARGE, left
        group += skipped


def _reserve(outcome: Ints, reason: Ints, rules: SelectionRules) -> Ints:
    """Number who waits, as many as may; marks the others as beyond the list."""
    waits = outcome != RECOMMENDED
    numbers = np.where(waits, np.cumsum(waits), 0)
    kept = waits if rules.reserve_max is None else waits & (numbers <= rules.reserve_max)
    outcome[kept] = RESERVE
    reason[waits & ~kept] = BEYOND
    return np.where(kept, numbers, 0)
