"""Down the ranked list within the region's budget."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.selection import Candidate, SelectionRules, select

STOP, SKIP = SelectionRules("stop"), SelectionRules("skip_fill")


def listed(*amounts: int, **rest) -> list[Candidate]:
    return [Candidate(f"p{place}", place, True, amount, **rest) for place, amount in enumerate(amounts, 1)]


def outcomes(selection) -> dict[str, tuple[str, str]]:
    return {decision.key: (decision.outcome, decision.reason) for decision in selection.decisions}


def test_stop_ends_at_the_first_that_does_not_fit():
    selection = select(listed(50, 40, 30, 10), 100, STOP)
    assert outcomes(selection) == {
        "p1": ("recommended", "within_budget"),
        "p2": ("recommended", "within_budget"),
        "p3": ("reserve", "budget_exhausted"),
        "p4": ("reserve", "budget_exhausted"),
    }
    assert (selection.spent_krw, selection.left_krw) == (90, 10)


def test_skip_fill_passes_over_and_fills_with_the_next():
    selection = select(listed(50, 40, 30, 10), 100, SKIP)
    assert outcomes(selection)["p3"] == ("reserve", "skipped_too_large")
    assert outcomes(selection)["p4"] == ("recommended", "within_budget")
    assert selection.left_krw == 0


def test_the_budget_is_spent_to_the_last_won():
    assert select(listed(60, 40), 100, STOP).left_krw == 0
    assert outcomes(select(listed(60, 41), 100, STOP))["p2"][0] == "reserve"


def test_the_running_budget_is_told_at_each_step():
    first, second, third = select(listed(50, 70, 30), 100, SKIP).decisions
    assert [(d.left_before_krw, d.left_after_krw) for d in (first, second, third)] == [(100, 50), (50, 50), (50, 20)]


def test_below_the_line_nobody_is_recommended_however_much_is_left():
    candidates = [Candidate("low", 2, False, 1), Candidate("high", 1, True, 1), Candidate("none", None, False, 1)]
    assert outcomes(select(candidates, 100, SKIP)) == {
        "high": ("recommended", "within_budget"),
        "low": ("not_recommended", "below_pass_line"),
        "none": ("not_recommended", "no_result"),
    }


def test_joint_projects_come_first_where_the_rulebook_says_so():
    candidates = [Candidate("single", 1, True, 60), Candidate("joint", 2, True, 60, joint=True)]
    assert outcomes(select(candidates, 100, replace(STOP, joint="first"))) == {
        "joint": ("recommended", "within_budget"),
        "single": ("reserve", "budget_exhausted"),
    }
    assert outcomes(select(candidates, 100, STOP))["single"][0] == "recommended"


def test_only_joint_projects_where_the_rulebook_requires_them():
    candidates = [Candidate("single", 1, True, 60), Candidate("joint", 2, True, 60, joint=True)]
    assert outcomes(select(candidates, 200, replace(STOP, joint="required")))["single"] == ("not_recommended", "not_joint")


def test_a_cut_of_the_panel_and_the_cap_bound_the_grant():
    candidates = [
        Candidate("cut", 1, True, 90, recommended_krw=70),
        Candidate("raised", 2, True, 50, recommended_krw=90),
        Candidate("big", 3, True, 900),
    ]
    selection = select(candidates, 1000, replace(STOP, grant_cap_krw=500))
    assert {decision.key: decision.amount_krw for decision in selection.recommended} == {"cut": 70, "raised": 50, "big": 500}


def test_equals_at_the_line_wait_for_people():
    tied = [Candidate("a", 1, True, 50), Candidate("b", 2, True, 40), Candidate("c", 2, True, 40), Candidate("d", 4, True, 5)]
    for rules in (STOP, SKIP):
        selection = select(tied, 100, rules)
        assert selection.needs_a_decision
        assert outcomes(selection) == {
            "a": ("recommended", "within_budget"),
            "b": ("reserve", "tied_at_the_line"),
            "c": ("reserve", "tied_at_the_line"),
            "d": ("reserve", "after_the_tie"),
        }
    decided = [replace(c, among_equals={"c": 1, "b": 2}.get(c.key, 0)) for c in tied]
    selection = select(decided, 100, SKIP)
    assert [decision.key for decision in selection.recommended] == ["a", "c", "d"]
    assert not selection.needs_a_decision


def test_the_reserve_list_is_numbered_and_ends_where_it_is_told():
    selection = select(listed(100, 1, 1, 1), 100, replace(STOP, reserve_max=2))
    assert [(d.key, d.reserve_number) for d in selection.reserve] == [("p2", 1), ("p3", 2)]
    assert outcomes(selection)["p4"] == ("not_recommended", "beyond_reserve")


@pytest.mark.parametrize(
    ("candidates", "budget", "rules"),
    [(listed(1), -1, STOP), (listed(1), 1, SelectionRules("lottery")), (listed(1) * 2, 1, STOP)],
)
def test_nonsense_is_refused(candidates, budget, rules):
    with pytest.raises(ValueError):
        select(candidates, budget, rules)


@st.composite
def fields(draw):
    rows = draw(st.lists(st.tuples(st.integers(1, 60), st.booleans(), st.booleans(), st.booleans()), max_size=25))
    candidates, place = [], 1
    for number, (amount, passed, joint, shares) in enumerate(rows):
        if not shares:
            place = number + 1
        candidates.append(Candidate(number, place, passed, amount, joint=joint))
    return candidates


every_rule = st.builds(SelectionRules, st.sampled_from(["stop", "skip_fill"]), st.sampled_from(["none", "first", "required"]))


@given(fields(), st.integers(0, 300), every_rule, st.randoms(use_true_random=False))
def test_whatever_the_list(candidates, budget, rules, random):
    selection = select(candidates, budget, rules)
    by_key = {candidate.key: candidate for candidate in candidates}
    assert sorted(decision.key for decision in selection.decisions) == sorted(by_key)
    assert selection.spent_krw == sum(decision.amount_krw for decision in selection.recommended) <= budget
    assert all(by_key[decision.key].passed for decision in (*selection.recommended, *selection.reserve))
    assert [decision.reserve_number for decision in selection.reserve] == list(range(1, len(selection.reserve) + 1))
    assert select(random.sample(candidates, len(candidates)), budget, rules) == selection
    groups = {}
    for decision in selection.decisions:
        if by_key[decision.key].passed and decision.reason != "not_joint":
            key = (decision.place, rules.joint == "first" and by_key[decision.key].joint)
            groups.setdefault(key, set()).add(decision.outcome)
    assert all(len(outcome) == 1 for outcome in groups.values()), "equals fare equally"


@given(fields(), st.integers(0, 300))
def test_stop_never_overtakes(candidates, budget):
    decisions = [d for d in select(candidates, budget, STOP).decisions if d.outcome != "not_recommended"]
    outcomes_in_order = [d.outcome for d in decisions]
    assert outcomes_in_order == sorted(outcomes_in_order)  # every 'recommended' before any 'reserve'


@given(fields(), st.integers(0, 300))
def test_skip_fill_leaves_only_what_does_not_fit(candidates, budget):
    selection = select(candidates, budget, SKIP)
    for decision in selection.reserve:
        if decision.reason == "skipped_too_large":
            sharing = [d.amount_krw for d in selection.reserve if d.place == decision.place]
            assert sum(sharing) > decision.left_before_krw
