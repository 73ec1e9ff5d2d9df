"""Deadlines by the Civil Act: examples from real calendars, and what must hold for every day."""

import datetime as dt
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.clocks import (
    SEOUL,
    HolidayCalendar,
    Override,
    business_days_between,
    days_left,
    deadline,
    last_day,
    notice_days,
    notice_is_long_enough,
    shown_last_moment,
)

CALENDAR = HolidayCalendar()


@dataclass(frozen=True)
class Period:
    amount: int
    unit: str = "calendar_days"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def seoul(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("start", "period", "last", "why"),
    [
        ("2026-03-02", Period(10), "2026-03-12", "the first day is not counted"),
        ("2026-03-04", Period(10), "2026-03-16", "ends on a Saturday, so with Monday"),
        ("2010-05-11", Period(10), "2010-05-24", "21 May 2010 was Buddha's birthday, a Friday: so Monday"),
        ("2026-02-06", Period(10), "2026-02-19", "the three days of Seollal"),
        ("2026-08-05", Period(10), "2026-08-18", "a Saturday holiday and its substitute Monday"),
        ("2026-04-21", Period(10), "2026-05-04", "1 May is a public holiday from 2026, then a weekend"),
        ("2025-04-21", Period(10), "2025-05-01", "1 May 2025 was none"),
        ("2026-07-07", Period(10), "2026-07-20", "17 July is a public holiday again from 2026"),
        ("2026-02-13", Period(1, "business_days"), "2026-02-19", "one working day after the Friday before Seollal"),
        ("2026-03-02", Period(5, "business_days"), "2026-03-09", "from a substitute holiday"),
        ("2026-01-15", Period(3, "months"), "2026-04-15", "the corresponding day"),
        (
            "2026-01-31",
            Period(1, "months"),
            "2026-03-03",
            "28 February is a Saturday, Sunday and Monday are 1 March and its substitute",
        ),
        ("2027-01-29", Period(1, "months"), "2027-03-02", "no 30 February: the month's last, a Sunday, then a holiday"),
        ("2026-04-30", Period(1, "months"), "2026-06-01", "counted from 1 May to the end of the month, a Sunday"),
        ("2026-11-30", Period(3, "months"), "2027-03-02", "over the year, ends with February, a Sunday, then a holiday"),
    ],
)
def test_worked_examples(start, period, last, why):
    assert last_day(day(start), period, CALENDAR) == day(last), why


def test_a_deadline_is_the_first_moment_too_late():
    ends = deadline(seoul("2026-03-02T23:59:59"), Period(10), CALENDAR)
    assert ends == seoul("2026-03-13T00:00:00")
    assert ends.utcoffset() == dt.timedelta(hours=9)
    assert shown_last_moment(ends) == (day("2026-03-12"), "24:00")


def test_the_day_is_that_of_seoul():
    late_in_london = dt.datetime(2026, 3, 2, 15, 30, tzinfo=dt.UTC)  # 3 March 00:30 in Seoul
    assert last_day(late_in_london, Period(10), CALENDAR) == day("2026-03-13")


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        deadline(dt.datetime(2026, 3, 2), Period(10), CALENDAR)


@pytest.mark.parametrize("period", [Period(0), Period(5, "weeks")])
def test_a_period_that_makes_no_sense_is_refused(period):
    with pytest.raises(ValueError):
        last_day(day("2026-03-02"), period, CALENDAR)


def test_an_override_makes_a_holiday_and_unmakes_one():
    calendar = HolidayCalendar.with_overrides(
        [Override(day("2026-03-12"), "임시공휴일"), Override(day("2026-03-02"), "근무일", is_holiday=False)]
    )
    assert last_day(day("2026-03-02"), Period(10), calendar) == day("2026-03-13")
    assert calendar.holiday_name(day("2026-03-12")) == "임시공휴일"
    assert calendar.is_business_day(day("2026-03-02")) and not CALENDAR.is_business_day(day("2026-03-02"))
    assert not HolidayCalendar.with_overrides([Override(day("2026-03-07"), "", False)]).is_business_day(day("2026-03-07"))


def test_notice_counts_open_days():
    published, closes = seoul("2026-01-28T09:00:00"), seoul("2026-02-27T17:00:00")
    assert notice_days(published, closes) == 30
    assert notice_is_long_enough(published, closes, Period(30), CALENDAR)
    assert not notice_is_long_enough(published, closes - dt.timedelta(days=1), Period(30), CALENDAR)
    assert notice_is_long_enough(published, closes, Period(1, "months"), CALENDAR) is False
    assert notice_is_long_enough(published, seoul("2026-02-28T17:00:00"), Period(1, "months"), CALENDAR)


def test_days_left_reach_zero_on_the_last_day():
    ends = deadline(day("2026-03-02"), Period(10), CALENDAR)
    assert [days_left(seoul(f"2026-03-{d}T12:00:00"), ends) for d in ("11", "12", "13")] == [1, 0, -1]
    assert days_left(seoul("2026-03-12T09:00:00"), seoul("2026-03-12T17:00:00")) == 0


days = st.dates(dt.date(2009, 1, 1), dt.date(2027, 12, 31))
periods = st.builds(Period, st.integers(1, 120), st.sampled_from(["calendar_days", "business_days"])) | st.builds(
    Period, st.integers(1, 24), st.just("months")
)


@given(days, periods)
def test_a_period_ends_on_a_working_day_after_it_began(start, period):
    last = last_day(start, period, CALENDAR)
    assert CALENDAR.is_business_day(last)
    assert last > start
    assert deadline(start, period, CALENDAR) - dt.timedelta(seconds=1) == dt.datetime.combine(last, dt.time(23, 59, 59), SEOUL)


@given(days, st.integers(1, 120))
def test_calendar_days_are_stretched_only_over_days_off(start, amount):
    nominal = start + dt.timedelta(days=amount)
    last = last_day(start, Period(amount), CALENDAR)
    stretched = [nominal + dt.timedelta(days=extra) for extra in range((last - nominal).days)]
    assert last >= nominal
    assert not any(CALENDAR.is_business_day(day) for day in stretched)


@given(days, st.integers(1, 60))
def test_business_days_are_counted_back(start, amount):
    assert business_days_between(start, last_day(start, Period(amount, "business_days"), CALENDAR), CALENDAR) == amount


@given(days, periods)
def test_a_later_start_never_ends_earlier(start, period):
    assert last_day(start, period, CALENDAR) <= last_day(start + dt.timedelta(days=1), period, CALENDAR)


@given(days, st.integers(1, 36))
def test_months_end_on_the_corresponding_day_or_with_the_month(start, months):
    quiet = HolidayCalendar()
    last = last_day(start, Period(months, "months"), quiet)
    first = start + dt.timedelta(days=1)
    year, month0 = divmod(first.year * 12 + first.month - 1 + months, 12)
    try:
        nominal = dt.date(year, month0 + 1, first.day) - dt.timedelta(days=1)
    except ValueError:
        nominal = dt.date(year + (month0 == 11), (month0 + 1) % 12 + 1, 1) - dt.timedelta(days=1)
    assert last == quiet.business_day_from(nominal)
