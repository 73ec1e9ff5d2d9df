"""The walk over arrays decides as selection.py does, decision for decision."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation import fast_selection, selection
from evaluation.fast_selection import OUTCOMES, REASONS, Candidates
from evaluation.selection import NOWHERE, Candidate, SelectionRules, select

candidates = st.lists(
    st.builds(
        dict,
        place=st.one_of(st.none(), st.integers(1, 6)), passed=st.booleans(), amount_krw=st.integers(1, 6), joint=st.booleans(),
        among_equals=st.integers(0, 2), failed_check=st.booleans(),
    ),
    max_size=14,
)  # fmt: skip
rules = st.builds(
    SelectionRules,
    mode=st.sampled_from(["stop", "skip_fill"]), joint=st.sampled_from(["none", "first", "required", "bonus"]),
    reserve_max=st.one_of(st.none(), st.integers(0, 4)),
)  # fmt: skip


def as_arrays(listed: list[Candidate[int]]) -> Candidates:
    return Candidates(
        key=np.array([one.key for one in listed], np.int64),
        place=np.array([NOWHERE if one.place is None else one.place for one in listed], np.int64),
        passed=np.array([one.passed for one in listed], bool),
        amount_krw=np.array([one.amount_krw for one in listed], np.int64),
        joint=np.array([one.joint for one in listed], bool),
        among_equals=np.array([one.among_equals for one in listed], np.int64),
        failed_check=np.array([one.failed_check for one in listed], bool),
    )


@settings(max_examples=400, deadline=None)
@given(candidates, st.integers(0, 30), rules)
def test_every_decision_is_that_of_the_definition(given, budget, rules):
    listed = [Candidate(key=key, **one) for key, one in enumerate(given, start=1)]
    exact = select(listed, budget, rules)
    found = fast_selection.select(as_arrays(listed), budget, rules)
    assert found.spent_krw == exact.spent_krw
    assert found.needs_a_decision == exact.needs_a_decision
    assert [
        (
            listed[candidate].key, OUTCOMES[outcome], REASONS[reason], before, after, number or None,
        )
        for candidate, outcome, reason, before, after, number in zip(
            found.candidate, found.outcome, found.reason, found.left_before_krw, found.left_after_krw, found.reserve_number, strict=True,
        )
    ] == [
        (one.key, one.outcome, one.reason, one.left_before_krw, one.left_after_krw, one.reserve_number) for one in exact.decisions
    ]  # fmt: skip


def test_what_the_definition_refuses_is_refused():
    nobody = as_arrays([])
    with pytest.raises(ValueError, match="budget"):
        fast_selection.select(nobody, -1, SelectionRules("stop"))
    with pytest.raises(ValueError, match="unknown"):
        fast_selection.select(nobody, 0, SelectionRules("draw"))
    assert selection.NOT_RECOMMENDED in OUTCOMES
