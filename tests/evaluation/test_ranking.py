"""The ranked list: examples of every kind of tie, and what must hold for any field of proposals."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.ranking import Entry, Standing, TieBreaker, rank

D = Decimal
MORNING = dt.datetime(2026, 2, 27, 1, 0, tzinfo=dt.UTC)
CHAIN = (TieBreaker("criterion", "business"), TieBreaker("joint"), TieBreaker("cross_region"), TieBreaker("submitted_at"))


def entry(key, total, business=40, **rest) -> Entry:
    return Entry(key, D(total), {"business": D(business)}, submitted_at=rest.pop("at", MORNING), **rest)


def places(standings: list[Standing]) -> list[tuple]:
    return [(standing.key, standing.place) for standing in standings]


def by_total(*totals: str | int) -> list[tuple]:
    """Keys 1, 2, 3 … with these totals, and nothing to break a tie by."""
    return places(rank(Entry(key, D(total)) for key, total in enumerate(totals, 1)))


def test_highest_total_first_and_equals_share_a_place():
    assert by_total(80, 90, 80, 70) == [(2, 1), (1, 2), (3, 2), (4, 4)]


def test_80_and_80_00_are_the_same_total():
    assert by_total("80", "80.00") == [(1, 1), (2, 1)]


@pytest.mark.parametrize(
    ("better", "worse", "broken_by", "values"),
    [
        (entry("a", 80, 41), entry("b", 80, 40), "criterion:business", ("40.0000", "41.0000")),
        (entry("a", 80, joint=True), entry("b", 80), "joint", ("no", "yes")),
        (entry("a", 80, cross_region=True), entry("b", 80), "cross_region", ("no", "yes")),
        (
            entry("z", 80, at=MORNING),
            entry("b", 80, at=MORNING + dt.timedelta(microseconds=1)),
            "submitted_at",
            ("2026-02-27T01:00:00.000001+00:00", "2026-02-27T01:00:00+00:00"),
        ),
    ],
)
def test_each_step_of_the_chain_breaks_a_tie(better, worse, broken_by, values):
    first, second = rank([worse, better], CHAIN)
    assert (first.key, first.place, first.broken_by) == (better.key, 1, "")
    assert (second.key, second.place, second.broken_by, (second.own_value, second.better_value)) == (
        worse.key,
        2,
        broken_by,
        values,
    )
    assert first.tied_total and second.tied_total and not second.shared


def test_an_earlier_step_outweighs_a_later_one():
    assert places(rank([entry("a", 80, 40, joint=True), entry("b", 80, 41)], CHAIN)) == [("b", 1), ("a", 2)]


def test_what_nothing_separates_shares_a_place_and_the_next_is_counted_on():
    standings = rank([entry(1, 90), entry(2, 80, 39), entry(3, 80), entry(4, 80), entry(5, 70)], CHAIN)
    assert places(standings) == [(1, 1), (3, 2), (4, 2), (2, 4), (5, 5)]
    assert [standing.shared for standing in standings] == [False, True, True, False, False]
    assert standings[3].broken_by == "criterion:business"


def test_both_of_a_shared_place_say_what_put_them_there():
    standings = rank([entry(1, 80, 41), entry(2, 80), entry(3, 80)], CHAIN)
    assert [(standing.place, standing.broken_by, standing.better_value) for standing in standings] == [
        (1, "", ""),
        (2, "criterion:business", "41.0000"),
        (2, "criterion:business", "41.0000"),
    ]


def test_a_key_stands_on_the_list_once():
    with pytest.raises(ValueError, match="twice"):
        rank([entry(1, 80), entry(1, 70)], CHAIN)


def test_a_tie_needs_what_breaks_it():
    with pytest.raises(ValueError, match="no mean"):
        rank([Entry(1, D(80)), Entry(2, D(80))], CHAIN)
    assert places(rank([Entry(1, D(80)), Entry(2, D(70))], CHAIN)) == [(1, 1), (2, 2)]


fields = st.lists(
    st.builds(
        lambda total, business, joint, minutes: entry(0, total, business, joint=joint, at=MORNING + dt.timedelta(minutes=minutes)),
        st.integers(60, 64), st.integers(30, 32), st.booleans(), st.integers(0, 1),
    ),
    max_size=30,
).map(lambda entries: [Entry(number, e.total, e.criterion_means, e.joint, e.cross_region, e.plain_mean, e.submitted_at) for number, e in enumerate(entries)])  # fmt: skip


@given(fields, st.randoms(use_true_random=False))
def test_the_order_of_entry_never_matters(entries, random):
    assert rank(random.sample(entries, len(entries)), CHAIN) == rank(entries, CHAIN)


@given(fields)
def test_a_place_is_one_more_than_those_who_are_better(entries):
    by_key = {e.key: e for e in entries}

    def merit(e: Entry) -> tuple:
        return (e.total, e.criterion_means["business"], e.joint, e.cross_region, -e.submitted_at.timestamp())

    standings = rank(entries, CHAIN)
    assert sorted(standing.key for standing in standings) == sorted(by_key)
    for standing in standings:
        own = merit(by_key[standing.key])
        assert standing.place == 1 + sum(merit(other) > own for other in entries)
        assert standing.shared == (sum(merit(other) == own for other in entries) > 1)


@given(fields)
def test_without_a_chain_equal_totals_share(entries):
    for standing in rank(entries):
        assert standing.place == 1 + sum(other.total > standing.total for other in entries)
        assert standing.broken_by == ""
