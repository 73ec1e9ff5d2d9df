"""The clocks of an appeal: exclusive ends, counted by the programme's calendar, reminders in between."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from evaluation import appeal_clock
from programme.clocks import SEOUL, HolidayCalendar, seoul_day
from tests.factories.programme import shipped_document

CALENDAR = HolidayCalendar()
MOMENTS = st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2035, 12, 31), timezones=st.just(SEOUL))


def rules():
    from programme.rulebook import read_rulebook

    return read_rulebook(shipped_document("2026"))


RULES = rules()


def test_ten_days_from_a_release_end_with_the_tenth_day():
    released = dt.datetime(2026, 3, 2, 23, 59, 59, tzinfo=SEOUL)
    assert appeal_clock.filed_until(released, RULES, CALENDAR) == dt.datetime(2026, 3, 13, tzinfo=SEOUL)
    assert appeal_clock.last_moment(dt.datetime(2026, 3, 13, tzinfo=SEOUL)) == "2026-03-12 24:00"


def test_a_period_that_ends_on_a_holiday_ends_with_the_next_working_day():
    released = dt.datetime(2026, 2, 6, 9, tzinfo=SEOUL)  # the tenth day is the Lunar New Year's eve
    assert appeal_clock.filed_until(released, RULES, CALENDAR) == dt.datetime(2026, 2, 20, tzinfo=SEOUL)


@given(MOMENTS)
def test_the_period_is_never_shorter_than_the_law_says(released):
    until = appeal_clock.filed_until(released, RULES, CALENDAR)
    due = appeal_clock.answered_until(until - dt.timedelta(seconds=1), RULES, CALENDAR)
    assert (seoul_day(until) - seoul_day(released)).days >= 11
    assert CALENDAR.is_business_day(seoul_day(until) - dt.timedelta(days=1))
    assert (seoul_day(due) - seoul_day(until)).days >= 30
    assert until.astimezone(SEOUL).time() == due.astimezone(SEOUL).time() == dt.time()


@given(MOMENTS)
def test_reminders_come_in_order_before_the_end_and_end(filed):
    due, at, sent = appeal_clock.answered_until(filed, RULES, CALENDAR), filed, []
    while (following := appeal_clock.next_reminder(due, after=at)) is not None:
        assert at < following < due
        sent.append(following)
        at = following
    assert len(sent) == len(appeal_clock.REMINDERS)
