"""Down the ranked list within the region's budget: who is recommended, who waits, what is left.

Pure functions over plain values; nothing of ours is imported. People confirm the result: this only
says what the rulebook says.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, TypeVar

Key = TypeVar("Key", int, str)
RECOMMENDED, RESERVE, NOT_RECOMMENDED = "recommended", "reserve", "not_recommended"
NOWHERE = sys.maxsize  # a proposal without a place comes last


@dataclass(frozen=True, slots=True)
class SelectionRules:
    """`mode`: stop at the first project the budget cannot carry, or skip it and fill with the next (skip_fill).
    `joint`: none, first (joint projects above the line before all others), required (only joint ones), bonus
    (already in the score). `reserve_max`: None keeps every one that passed."""

    mode: str
    joint: str = "none"
    reserve_max: int | None = None
    grant_cap_krw: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate(Generic[Key]):
    """A ranked proposal. `amount_krw` is the grant asked for; `recommended_krw` what the panel cut it to, if it did.
    `place` is None for a proposal without a result. `among_equals` is the order people gave to proposals that
    share a place (1 first); 0 where they gave none."""

    key: Key
    place: int | None
    passed: bool
    amount_krw: int
    joint: bool = False
    recommended_krw: int | None = None
    grant_cap_krw: int | None = None  # of its track, where tracks differ; else the rules' cap
    among_equals: int = 0
    failed_check: bool = False  # above the pass line, and yet not passed

    def grant(self, cap_krw: int | None) -> int:
        wanted = self.amount_krw if self.recommended_krw is None else min(self.amount_krw, self.recommended_krw)
        own_cap = cap_krw if self.grant_cap_krw is None else self.grant_cap_krw
        return wanted if own_cap is None else min(wanted, own_cap)


@dataclass(frozen=True, slots=True)
class Decision(Generic[Key]):
    """One proposal's outcome with its reason and the budget around it, in won.

    Reasons: within_budget · budget_exhausted (stop: the first that did not fit, and all after it) · skipped_too_large
    (skip_fill) · tied_at_the_line (the budget carries some but not all of one place: people must decide) ·
    after_the_tie (waits for that decision) · below_pass_line · check_failed · no_result · not_joint · beyond_reserve.
    """

    key: Key
    place: int | None
    order: int  # in which the list was walked, from 1
    outcome: str  # recommended | reserve | not_recommended
    reason: str
    amount_krw: int  # granted if recommended, else what it would have been
    left_before_krw: int
    left_after_krw: int
    reserve_number: int | None = None


@dataclass(frozen=True, slots=True)
class Selection(Generic[Key]):
    decisions: tuple[Decision[Key], ...]
    budget_krw: int
    spent_krw: int

    @property
    def left_krw(self) -> int:
        return self.budget_krw - self.spent_krw

    @property
    def recommended(self) -> list[Decision[Key]]:
        return [decision for decision in self.decisions if decision.outcome == RECOMMENDED]

    @property
    def reserve(self) -> list[Decision[Key]]:
        """In the order in which they would be promoted."""
        return [decision for decision in self.decisions if decision.outcome == RESERVE]

    @property
    def needs_a_decision(self) -> bool:
        """Equal proposals stand at the line and the money carries only some of them."""
        return any(decision.reason == "tied_at_the_line" for decision in self.decisions)


def select(candidates: Iterable[Candidate[Key]], budget_krw: int, rules: SelectionRules) -> Selection[Key]:
    """Walk the list and recommend what the budget carries; the rest that passed waits in the same order.

    Proposals that share a place are taken together or not at all, so that no accident of order decides. When only
    some would fit, they and all below them wait: people must put them in order (`among_equals`), and the list is
    walked again. Below the pass line nobody is ever recommended.

    Raises:
        ValueError: for a negative budget, an unknown mode, or two candidates with one key.
    """
    candidates = list(candidates)
    if budget_krw < 0:
        raise ValueError("a budget cannot be negative")
    if rules.mode not in ("stop", "skip_fill"):
        raise ValueError(f"unknown way of selecting {rules.mode!r}")
    if len({candidate.key for candidate in candidates}) != len(candidates):
        raise ValueError("a proposal stands on the list twice")
    fundable = [candidate for candidate in candidates if not _barred(candidate, rules)]
    barred = [candidate for candidate in candidates if _barred(candidate, rules)]
    decisions = list(_walk(fundable, budget_krw, rules))
    spent = sum(decision.amount_krw for decision in decisions if decision.outcome == RECOMMENDED)
    left = budget_krw - spent
    for candidate in sorted(barred, key=_walking_order(rules)):
        amount = candidate.grant(rules.grant_cap_krw)
        why = _barred(candidate, rules)
        order = len(decisions) + 1
        decisions.append(Decision(candidate.key, candidate.place, order, NOT_RECOMMENDED, why, amount, left, left))
    return Selection(tuple(decisions), budget_krw, spent)


def _walk(fundable: list[Candidate[Key]], budget_krw: int, rules: SelectionRules) -> Iterator[Decision[Key]]:
    left, order, waiting, halted_by = budget_krw, 0, 0, ""
    walking_order = _walking_order(rules)
    for _, group in groupby(sorted(fundable, key=walking_order), key=lambda candidate: walking_order(candidate)[:3]):
        sharing = list(group)
        amounts = [candidate.grant(rules.grant_cap_krw) for candidate in sharing]
        fits = not halted_by and sum(amounts) <= left
        if fits:
            reason = "within_budget"
        elif halted_by:
            reason = halted_by
        elif len(sharing) > 1 and min(amounts) <= left:
            reason, halted_by = "tied_at_the_line", "after_the_tie"
        elif rules.mode == "stop":
            reason = halted_by = "budget_exhausted"
        else:
            reason = "skipped_too_large"
        for candidate, amount in zip(sharing, amounts, strict=True):
            order += 1
            before = left
            if fits:
                left -= amount
                yield Decision(candidate.key, candidate.place, order, RECOMMENDED, reason, amount, before, left)
            elif rules.reserve_max is None or waiting < rules.reserve_max:
                waiting += 1
                yield Decision(candidate.key, candidate.place, order, RESERVE, reason, amount, left, left, waiting)
            else:
                yield Decision(candidate.key, candidate.place, order, NOT_RECOMMENDED, "beyond_reserve", amount, left, left)


def _barred(candidate: Candidate, rules: SelectionRules) -> str:
    """Why the proposal can never be recommended; empty when it can."""
    if candidate.place is None:
        return "no_result"
    if not candidate.passed:
        return "check_failed" if candidate.failed_check else "below_pass_line"
    if rules.joint == "required" and not candidate.joint:
        return "not_joint"
    return ""


WalkingOrder = tuple[bool, int, int, tuple[int, int, str]]


def _walking_order(rules: SelectionRules) -> Callable[[Candidate], WalkingOrder]:
    """Joint projects first if so ruled, then by place, then as people ordered equals, then by key."""

    def order(candidate: Candidate) -> WalkingOrder:
        after_joint = rules.joint == "first" and not candidate.joint
        place = NOWHERE if candidate.place is None else candidate.place
        key = (0, candidate.key, "") if isinstance(candidate.key, int) else (1, 0, candidate.key)
        return after_joint, place, candidate.among_equals, key

    return order
