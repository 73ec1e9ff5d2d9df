"""How many people to ask where every proposal has its own evaluators, and whom."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.pools import Askable, choose_pool, need, usual_loads

HALF = Decimal("0.5")


def test_the_loads_say_how_many_are_needed():
    found = need(100, 5, 5, 15)
    assert (found.seats, found.least, found.most, found.asked) == (500, 34, 100, 41)


def test_no_more_are_asked_than_can_have_their_minimum():
    assert need(10, 5, 10, 10).asked == 5
    assert need(3, 5, 0, 3).asked == 6


@pytest.mark.parametrize(
    ("proposals", "seats", "people", "loads"), [(300, 5, None, (5, 15)), (4, 5, None, (1, 4)), (100, 5, 20, (8, 25))]
)
def test_loads_to_begin_with(proposals, seats, people, loads):
    assert usual_loads(proposals, seats, people) == loads


askables = st.builds(
    Askable, key=st.integers(1, 10_000), region=st.sampled_from(["capital", "dongnam"]),
    sector=st.sampled_from(["industry", "academia", "research"]), divisions=st.frozensets(st.sampled_from(["29", "26"]), max_size=2),
    fitness=st.integers(0, 100), served=st.integers(0, 3), barred=st.sampled_from(["", "", "conflict"]),
)  # fmt: skip


@given(st.lists(askables, unique_by=lambda one: one.key, max_size=30), st.integers(1, 20))
def test_a_pool_keeps_its_size_the_share_of_other_regions_and_whoever_is_barred_out(candidates, size):
    demand = {"29": 3, "26": 1}
    chosen = choose_pool(candidates, demand, size=size, home="capital", others_share=HALF, seed="r")
    assert len(chosen) <= size
    assert len({one.key for one in chosen}) == len(chosen)
    assert not any(one.barred for one in chosen)
    assert sum(one.region == "capital" for one in chosen) <= size // 2
    assert [
        one.key for one in choose_pool(reversed(candidates), demand, size=size, home="capital", others_share=HALF, seed="r")
    ] == [one.key for one in chosen]


def test_seats_go_to_fields_in_proportion_and_to_sectors_in_turn():
    def people(first, division):
        return [
            Askable(first + i, "dongnam", ("industry", "academia", "research")[i % 3], frozenset({division}), fitness=50)
            for i in range(9)
        ]

    chosen = choose_pool(
        [*people(0, "29"), *people(100, "26")], {"29": 6, "26": 3}, size=9, home="capital", others_share=HALF, seed="r"
    )
    fields = [next(iter(one.divisions)) for one in chosen]
    assert (fields.count("29"), fields.count("26")) == (6, 3)
    assert {one.sector: sum(other.sector == one.sector for other in chosen) for one in chosen} == {
        "industry": 3, "academia": 3, "research": 3,
    }  # fmt: skip


def test_who_sits_already_counts_for_their_field():
    seated = [Askable(1, "dongnam", "industry", frozenset({"29"}))]
    others = [Askable(2, "dongnam", "industry", frozenset({"29"})), Askable(3, "dongnam", "industry", frozenset({"26"}))]
    chosen = choose_pool(others, {"29": 1, "26": 1}, size=2, home="capital", others_share=HALF, seed="r", seated=seated)
    assert [one.key for one in chosen] == [3]
