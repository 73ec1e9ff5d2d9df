"""The worst panel is raised as far as it is said to be possible, and no bound is ever passed."""

import time

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bench.instances import generate
from evaluation.assignment.check import check
from evaluation.assignment.instance import instance_of
from evaluation.assignment.rules import RULES
from evaluation.assignment.solve import assign
from evaluation.assignment.watch import Cancelled, Watch

from .small import every_assignment, found_in, pinned_rounds, rounds

# A short panel whose only other candidate may take nothing: nobody can free that one.
NOBODY_TO_FREE = {
    "k": [0, 1], "lo": [0, 0], "hi": [1, 0], "pi": [1, 1], "ri": [0, 1], "s": [1, 9], "ev_org": [0, 1],
    "ev_sector": [0, 0], "ev_bloc": [0, 0], "pr_bloc": [0, 0],
}  # fmt: skip


@given(rounds() | pinned_rounds(), st.sampled_from(sorted(RULES)))
@example(instance_of(NOBODY_TO_FREE), "loads")
@settings(max_examples=80, deadline=None)
def test_a_bound_is_never_passed(instance, rules):
    rules = RULES[rules]
    result = assign(instance, rules, fair=True)
    plain = assign(instance, rules)
    found = [found_in(instance, rules, chosen) for chosen in every_assignment(instance)]
    fewest = min(len(each.unfilled) for each in found)
    least = min(each.broken for each in found if len(each.unfilled) == fewest)
    kept = [each for each in found if (len(each.unfilled), each.broken) == (fewest, least)]
    for each in (result, plain):
        assert max(best.total for best in kept) <= each.bound_total
        assert max(best.worst for best in kept) <= each.bound_worst
        assert len(each.unfilled) == fewest
    assert result.worst >= plain.worst
    assert sum(breach.size for breach in result.breaches) <= sum(breach.size for breach in plain.breaches)
    if result.proved and sum(breach.size for breach in result.breaches) == least:
        assert result.worst == max(best.worst for best in kept)


@pytest.mark.parametrize("hard", [False, True])
def test_the_worst_panel_rises_and_nothing_else_breaks(hard):
    instance = instance_of(generate("S", 1, hard=hard))
    plain, fair = (assign(instance, RULES["mix"], fair=fair, seed="01") for fair in (False, True))
    assert not fair.unfilled
    assert not fair.breaches
    assert fair.worst > plain.worst
    assert fair.worst >= 0.98 * fair.bound_worst
    assert 0.95 * plain.total <= fair.total <= fair.bound_total == plain.total
    assert check(instance, RULES["mix"], fair.pairs).worst == fair.worst
    assert assign(instance, RULES["mix"], fair=True, seed="01").pairs == fair.pairs


@pytest.mark.parametrize("fair", [False, True])
def test_half_of_every_panel_comes_from_elsewhere(fair):
    instance = instance_of(generate("S", 2))
    mixed = assign(instance, RULES["mix"])
    regional = assign(instance, RULES["mix+region"], fair=fair)
    assert any("own bloc" in breach.text for breach in check(instance, RULES["mix+region"], mixed.pairs).breaches)
    assert not regional.breaches
    assert not regional.unfilled
    assert regional.total <= regional.bound_total <= mixed.total
    assert regional.total >= 0.97 * regional.bound_total


@pytest.mark.parametrize("rules", ["mix", "mix+region"])
def test_without_time_there_is_still_a_whole_assignment(rules):
    instance = instance_of(generate("S", 2, sizes=(60, 40, 30), load=15))
    result = assign(instance, RULES[rules], fair=True, watch=Watch(time_limit=0.0))
    assert not result.unfilled
    assert not result.breaches
    assert result.worst <= result.bound_worst
    assert result.total <= result.bound_total


def test_a_pinned_evaluator_stays():
    arrays = generate("S", 1, sizes=(60, 40, 30), load=12)
    instance = instance_of(arrays)
    pinned = np.zeros(len(instance.score), bool)
    pinned[int(np.argmin(instance.score))] = True
    instance = instance.with_pins(pinned)
    kept = (int(instance.proposal[pinned][0]), int(instance.evaluator[pinned][0]))
    for rules in RULES.values():
        for fair in (False, True):
            result = assign(instance, rules, fair=fair)
            assert kept in result.pairs
            assert result.total <= result.bound_total


@pytest.mark.parametrize("rules", sorted(RULES))
@pytest.mark.parametrize("fair", [False, True])
def test_the_same_seed_gives_the_same_list_however_slow_the_clock_says_it_is(rules, fair):
    instance = instance_of(generate("S", 2, sizes=(200, 90, 40), load=13, hard=True))
    slow = Watch(time_limit=600.0, clock=lambda: 3 * time.monotonic())
    first, second = (assign(instance, RULES[rules], fair=fair, seed="0f", watch=watch) for watch in (Watch(600.0), slow))
    assert first.pairs == second.pairs


def test_a_search_can_be_cancelled_and_ends_in_time():
    instance = instance_of(generate("S", 2, sizes=(300, 120, 40), load=13, hard=True))
    heard = []

    def tell(stage: str, share: float) -> bool:
        heard.append((stage, share))
        return stage != "fair"

    with pytest.raises(Cancelled):
        assign(instance, RULES["mix"], fair=True, watch=Watch(600.0, tell))
    assert heard[-1][0] == "fair"
    assert 0 <= heard[-1][1] <= 1
