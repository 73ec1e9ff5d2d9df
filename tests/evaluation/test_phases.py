"""The table of rights by phase, cell by cell, and the clock that switches it."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.phases import RIGHTS, Phase, Right, Schedule, allows, phase_at

START = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)

CELLS = {
    #                    read   write  rewrite seal  see    remark reopen
    Phase.READ:    (True,  False, False, False, False, False, False),
    Phase.SCORE:   (True,  True,  True,  True,  False, False, False),
    Phase.ANSWER:  (True,  False, False, False, False, False, False),
    Phase.DISCUSS: (True,  False, False, False, True,  True,  False),
    Phase.ADJUST:  (True,  False, True,  True,  True,  True,  True),
    Phase.OVER:    (True,  False, False, False, False, False, False),
    Phase.CLOSED:  (True,  False, False, False, True,  True,  False),
}  # fmt: skip
COLUMNS = (
    Right.READ_FILES, Right.WRITE, Right.REWRITE, Right.SEAL, Right.SEE_COLLEAGUES, Right.REMARK, Right.REOPEN_OWN,
)  # fmt: skip


@pytest.mark.parametrize(
    ("phase", "right", "allowed"),
    [(phase, right, cell) for phase, row in CELLS.items() for right, cell in zip(COLUMNS, row, strict=True)],
)
def test_each_cell_of_the_table(phase, right, allowed):
    assert allows(phase, right) is allowed


def test_the_table_knows_every_phase_and_every_right():
    assert set(RIGHTS) == set(Phase) == set(CELLS)
    assert set(COLUMNS) == set(Right)


def in_hours(opens, scoring, discussion=None, adjusting=None, answers=None):
    at = lambda hours: None if hours is None else START + hours * HOUR  # noqa: E731
    return Schedule(at(opens), at(scoring), at(discussion), at(adjusting), at(answers))


@pytest.mark.parametrize(
    ("schedule", "phases"),
    [
        (in_hours(1, 3), ["read", "score", "score", "over", "over", "over"]),
        (in_hours(1, 2, 3), ["read", "score", "discuss", "over", "over", "over"]),
        (in_hours(1, 2, None, 4), ["read", "score", "adjust", "adjust", "over", "over"]),
        (in_hours(1, 2, 3, 4), ["read", "score", "discuss", "adjust", "over", "over"]),
        (in_hours(0, 1, 3, 4, answers=2), ["score", "answer", "discuss", "adjust", "over", "over"]),
        (in_hours(0, 1, None, 4, answers=2), ["score", "answer", "adjust", "adjust", "over", "over"]),
    ],
)
def test_the_ending_moment_belongs_to_the_next_phase(schedule, phases):
    at_each_hour = [phase_at(schedule, START + hour * HOUR, begun=True, closed=False) for hour in range(6)]
    assert at_each_hour == phases
    assert phase_at(schedule, schedule.closes_at - dt.timedelta(microseconds=1), begun=True, closed=False) != Phase.OVER


def test_no_time_opens_what_the_headquarters_did_not_open_or_opens_what_was_closed():
    schedule = in_hours(1, 2, 3, 4)
    for hour in range(6):
        assert phase_at(schedule, START + hour * HOUR, begun=False, closed=False) == Phase.READ
        assert phase_at(schedule, START + hour * HOUR, begun=True, closed=True) == Phase.CLOSED


@st.composite
def schedules(draw):
    hours = sorted(draw(st.sets(st.integers(0, 50), min_size=5, max_size=5)))
    discussion = hours[3] if draw(st.booleans()) else None
    adjusting = hours[4] if draw(st.booleans()) else None
    answers = hours[2] if (discussion or adjusting) and draw(st.booleans()) else None
    return in_hours(hours[0], hours[1], discussion, adjusting, answers)


@given(schedules(), st.lists(st.integers(-1, 60), min_size=2, max_size=6))
def test_phases_only_move_on(schedule, hours):
    order = list(Phase)
    seen = [order.index(phase_at(schedule, START + hour * HOUR, begun=True, closed=False)) for hour in sorted(hours)]
    assert seen == sorted(seen)


@given(schedules(), st.integers(-1, 60))
def test_nobody_sees_a_colleague_while_an_unsealed_sheet_can_be_written(schedule, hour):
    phase = phase_at(schedule, START + hour * HOUR, begun=True, closed=False)
    assert not (allows(phase, Right.WRITE) and allows(phase, Right.SEE_COLLEAGUES))
    assert (phase == Phase.OVER) == (START + hour * HOUR >= schedule.closes_at)
