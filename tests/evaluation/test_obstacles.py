"""What blocks is named with what would cure it; whatever is named really blocks."""

from fractions import Fraction

import pytest
from hypothesis import given

from evaluation.assignment.check import check
from evaluation.assignment.instance import instance_of
from evaluation.assignment.rules import Rules
from evaluation.assignment_words import obstacle_sentence
from evaluation.obstacles import Obstacle, obstacles
from tests.evaluation.assignment.small import every_assignment, rounds

ALL = Rules(each_sector=True, one_per_organisation=True, elsewhere=Fraction(1, 2))


def small(**arrays):
    given = {"k": [2], "lo": [0, 0], "hi": [1, 1], "pi": [0, 0], "ri": [0, 1], "s": [5, 5], "ev_org": [1, 2]}
    return instance_of(given | arrays)


@given(rounds(most_pairs=7, most_proposals=2))
def test_where_something_is_named_no_assignment_keeps_everything(instance):
    if obstacles(instance, ALL):
        for pairs in every_assignment(instance):
            found = check(instance, ALL, [(int(instance.proposal[i]), int(instance.evaluator[i])) for i in pairs])
            assert found.unfilled or found.breaches


@pytest.mark.parametrize(
    ("arrays", "rules", "expected"),
    [
        ({"hi": [1, 0]}, Rules(), Obstacle("most", missing=1, seats=2, limit=1)),
        ({"k": [1], "lo": [1, 1]}, Rules(), Obstacle("least", seats=1, limit=2)),
        ({"k": [3], "hi": [2, 2]}, Rules(), Obstacle("candidate", 1, 1)),
        ({"ev_org": [1, 1]}, Rules(one_per_organisation=True), Obstacle("organisation", 1, 1)),
        ({"ev_bloc": [0, 0], "pr_bloc": [0]}, Rules(elsewhere=Fraction(1, 2)), Obstacle("region", 1, 1)),
    ],
)
def test_each_is_named_with_its_number(arrays, rules, expected):
    assert obstacles(small(**arrays), rules)[:1] == [expected]


def test_a_missing_sector_is_named():
    arrays = {
        "k": [3],
        "lo": [0] * 3,
        "hi": [1] * 3,
        "pi": [0] * 3,
        "ri": [0, 1, 2],
        "s": [1] * 3,
        "ev_org": [1, 2, 3],
        "ev_sector": [0, 0, 2],
    }
    assert obstacles(instance_of(arrays), ALL) == [Obstacle("sector", 1, 1, sector=1)]


@pytest.mark.parametrize("rule", ["most", "least", "candidate", "region", "organisation", "sector"])
def test_every_rule_has_words(rule):
    plain = {"rule": rule, "number": 2, "missing": 3, "sector": 1, "seats": 10, "limit": 7}
    assert obstacle_sentence(plain)
    assert "%" not in obstacle_sentence(plain)
