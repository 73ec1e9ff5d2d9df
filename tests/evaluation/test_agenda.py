"""The timetable of a meeting and its quorum: arithmetic."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.agenda import Slot, by_lot, expected_starts, planned_times
from evaluation.attendance import Span, present_at, quorum, quorum_needed

TEN = dt.datetime(2027, 3, 2, 10, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)

lengths = st.lists(st.integers(1, 90), min_size=1, max_size=30)


def slots(minutes, **first):
    times = planned_times(TEN, minutes)
    return [
        Slot(at, length, **(first if place == 0 else {})) for place, (at, length) in enumerate(zip(times, minutes, strict=True))
    ]


def test_each_begins_when_the_one_before_ends():
    assert planned_times(TEN, [30, 60, 30]) == [TEN, TEN + 30 * MINUTE, TEN + 90 * MINUTE]


@given(lengths)
def test_in_time_everybody_is_expected_as_planned(minutes):
    line = slots(minutes)
    assert expected_starts(line, TEN) == [slot.planned_at for slot in line]


@given(lengths, st.integers(0, 300))
def test_nobody_is_expected_before_the_plan_nor_before_now_nor_before_the_one_ahead_is_done(minutes, late):
    line, now = slots(minutes), TEN + late * MINUTE
    expected = expected_starts(line, now)
    free = now
    for slot, begins in zip(line, expected, strict=True):
        assert begins == max(slot.planned_at, free)
        free = begins + slot.length


@given(lengths, st.integers(0, 100), st.integers(0, 200))
def test_what_is_heard_ends_after_its_minutes_or_now(minutes, began, later):
    started, now = TEN + began * MINUTE, TEN + (began + later) * MINUTE
    line = slots([*minutes, 10], started_at=started, is_open=True)
    expected = expected_starts(line, now)
    assert expected[0] is None
    assert expected[1] == max(line[1].planned_at, now, started + line[0].length)


def test_lateness_is_caught_up_in_a_break():
    line = [Slot(TEN, 30, is_over=True), Slot(TEN + 30 * MINUTE, 30), Slot(TEN + 120 * MINUTE, 30)]
    assert expected_starts(line, TEN + 50 * MINUTE) == [None, TEN + 50 * MINUTE, TEN + 120 * MINUTE]


@given(st.sets(st.text(min_size=1, max_size=8), max_size=12), st.text(max_size=8))
def test_a_lot_gives_everybody_one_place_and_the_same_seed_the_same_order(refs, seed):
    assert sorted(by_lot(seed, refs)) == sorted(refs)
    assert by_lot(seed, refs) == by_lot(seed, sorted(refs, reverse=True))


def test_another_seed_is_another_lot():
    refs = [f"p-{number}" for number in range(20)]
    assert by_lot("a", refs) != by_lot("b", refs)


# --- Quorum ---------------------------------------------------------------------------


@given(st.integers(1, 50), st.integers(1, 9))
def test_the_quorum_is_the_smallest_number_that_is_enough(seats, smallest):
    two_thirds = quorum_needed("two_thirds", seats=seats, smallest=smallest)
    assert Fraction(two_thirds, seats) >= Fraction(2, 3) > Fraction(two_thirds - 1, seats)
    majority = quorum_needed("majority", seats=seats, smallest=smallest)
    assert Fraction(majority, seats) > Fraction(1, 2) >= Fraction(majority - 1, seats)
    assert quorum_needed("smallest_panel", seats=seats, smallest=smallest) == smallest


@given(
    st.sets(st.integers(1, 9), min_size=1),
    st.sets(st.integers(1, 20)),
    st.sampled_from(["two_thirds", "majority", "smallest_panel"]),
)
def test_only_the_panel_counts_and_one_more_never_hurts(seats, here, rule):
    found = quorum(rule, seats=seats, present=here, smallest=3)
    assert found.present == len(seats & here)
    assert found.is_reached == (found.present >= found.needed)
    more = quorum(rule, seats=seats, present=here | seats, smallest=3)
    assert more.is_reached or not found.is_reached


@pytest.mark.parametrize(("minute", "here"), [(-1, set()), (0, {1}), (10, {1, 2}), (20, {2}), (30, {1, 2})])
def test_a_stay_covers_its_first_moment_and_not_its_last(minute, here):
    stays = [Span(1, TEN, TEN + 20 * MINUTE), Span(2, TEN + 10 * MINUTE), Span(1, TEN + 30 * MINUTE)]
    assert present_at(stays, TEN + minute * MINUTE) == here
