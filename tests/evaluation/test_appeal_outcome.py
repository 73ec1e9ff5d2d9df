"""What an upheld appeal changes, as arithmetic: the released list with one new score in it."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from evaluation.appeal_outcome import (
    FUNDED,
    NOT_FUNDED,
    REJECTED,
    RESERVE,
    SELECTED,
    STAYS,
    WAITS,
    Deserved,
    Listed,
    consequence,
    deserved,
    is_better,
    places_with,
)
from evaluation.ranking import Entry, TieBreaker, rank
from evaluation.selection import Candidate, SelectionRules, select

CHAIN = (TieBreaker("joint"),)
WORTH = {REJECTED: 0, RESERVE: 1, SELECTED: 2}
scores = st.integers(50, 60).map(Decimal)
lists = st.lists(st.tuples(scores, st.booleans()), min_size=1, max_size=12)


def entries_of(rows):
    return [Entry(key, total, joint=joint) for key, (total, joint) in enumerate(rows)]


@given(lists, scores)
def test_a_new_score_stands_where_ranking_anew_puts_it(rows, score):
    """Everybody else in the order that was released."""
    old = entries_of(rows)
    placed = {one.key: one for one in rank(old, CHAIN)}
    own = Entry(0, score, joint=old[0].joint)
    others = [Listed(one.key, one.total, placed[one.key].place) for one in old if one.key]
    equals = [one for one in old if one.key and one.total == score]
    expected = {one.key: one.place for one in rank([own, *old[1:]], CHAIN)}
    assert places_with(own, others, equals, CHAIN) == expected


def test_who_had_no_result_is_passed_by():
    own = Entry(1, Decimal(70))
    assert places_with(own, [Listed(2, None, None), Listed(3, Decimal(80), 1)], [], CHAIN) == {1: 2, 3: 1}


amounts = st.integers(1, 9)


@given(
    st.lists(st.tuples(st.integers(1, 6), amounts, st.booleans()), min_size=1, max_size=8),
    st.integers(0, 30),
    st.sampled_from(["stop", "skip_fill"]),
)
def test_what_is_deserved_is_what_the_rulebook_selects(rows, budget, mode):
    rules = SelectionRules(mode)
    candidates = [Candidate(key, place, passed, amount) for key, (place, amount, passed) in enumerate(rows)]
    own = next(one for one in select(candidates, budget, rules).decisions if one.key == 0)
    fair = deserved(0, candidates, [], budget, rules)
    assert fair.selected == (own.outcome == "recommended")
    assert fair.reserve_number == own.reserve_number


def test_who_stands_beside_one_that_was_selected_deserves_it_too():
    """Equals at the line whom the money parts: the other had it in the release."""
    candidates = [Candidate(1, 1, True, 5), Candidate(2, 1, True, 5)]
    assert deserved(1, candidates, [2], 5, SelectionRules("stop")).selected
    assert not deserved(1, candidates, [], 5, SelectionRules("stop")).selected


@given(
    st.builds(Deserved, st.booleans(), st.none() | st.integers(1, 5)),
    st.sampled_from([SELECTED, RESERVE, REJECTED]), st.integers(1, 5), amounts, st.integers(0, 9),
)  # fmt: skip
def test_nobody_is_worse_off_by_an_appeal(fair, before, number, amount, left):
    number = number if before == RESERVE else None
    found = consequence(fair, before=before, before_number=number, amount_krw=amount, left_krw=left)
    assert WORTH[found.decision] >= WORTH[before]
    if before == RESERVE == found.decision:
        assert found.reserve_number <= number
    assert (found.granted_krw is not None) == (found.why == FUNDED)
    if found.granted_krw is not None:
        assert found.granted_krw <= left


def test_in_words():
    given = {"before": REJECTED, "before_number": None, "amount_krw": 5}
    assert consequence(Deserved(True), **given, left_krw=5).why == FUNDED
    assert consequence(Deserved(True), **given, left_krw=4).why == NOT_FUNDED
    assert consequence(Deserved(False, 3), **given, left_krw=5).why == WAITS
    assert consequence(Deserved(False), **given, left_krw=5).why == STAYS


def test_better_means_higher():
    assert is_better(Decimal(71), Decimal(70))
    assert is_better(Decimal(1), None)
    assert not is_better(Decimal(70), Decimal(70))
    assert not is_better(None, None)
