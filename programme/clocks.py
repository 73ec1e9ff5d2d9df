"""Legal clocks: when a period that starts on a given day ends.

Counting follows the Civil Act, articles 155-161, and the Framework Act on Administrative Law,
article 6: the first day is not counted; a period whose last day is a Saturday, Sunday or public
holiday ends with the next working day; months run to the day before the corresponding day.

A deadline is an aware time in Asia/Seoul and is EXCLUSIVE: a period whose last day is 10 March
ends at 11 March 00:00 (10 March, 24:00). What happens at `deadline` or later is late; everything
before it is in time: `at < deadline`.
"""

import calendar as month_table
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

import holidays

SEOUL = ZoneInfo("Asia/Seoul")
ONE_DAY = dt.timedelta(days=1)


class PeriodLike(Protocol):
    """A length of time: rulebook.Period, or anything with these two."""

    @property
    def amount(self) -> int: ...
    @property
    def unit(self) -> str: ...  # calendar_days | business_days | months


@dataclass(frozen=True, slots=True)
class Override:
    """A day that differs from the published calendar; `is_holiday=False` makes a holiday a working day."""

    date: dt.date
    name: str
    is_holiday: bool = True


@lru_cache(maxsize=64)
def korean_holidays(year: int) -> Mapping[dt.date, str]:
    """Public holidays of one year with their Korean names, substitute and election days included."""
    return dict(holidays.country_holidays("KR", years=year, language="ko"))


@dataclass(frozen=True, slots=True)
class HolidayCalendar:
    """Which days are worked in Korea: the published holidays, changed by overrides."""

    overrides: Mapping[dt.date, Override] = field(default_factory=dict)

    @classmethod
    def with_overrides(cls, overrides: Iterable[Override]) -> "HolidayCalendar":
        return cls({override.date: override for override in overrides})

    def holiday_name(self, day: dt.date) -> str | None:
        """The holiday's name; None on an ordinary day. Saturdays and Sundays are not named."""
        if override := self.overrides.get(day):
            return override.name if override.is_holiday else None
        return korean_holidays(day.year).get(day)

    def is_business_day(self, day: dt.date) -> bool:
        return day.weekday() < 5 and self.holiday_name(day) is None

    def business_day_from(self, day: dt.date) -> dt.date:
        """The day itself, or the next working day."""
        while not self.is_business_day(day):
            day += ONE_DAY
        return day


def seoul_day(moment: dt.date | dt.datetime) -> dt.date:
    """The calendar day in Seoul.

    Raises:
        ValueError: for a time without a zone.
    """
    if isinstance(moment, dt.datetime):
        if moment.tzinfo is None:
            raise ValueError("a legal clock needs a time with its zone")
        return moment.astimezone(SEOUL).date()
    return moment


def last_day(start: dt.date | dt.datetime, period: PeriodLike, calendar: HolidayCalendar) -> dt.date:
    """The last day of a period that the event on `start` sets running.

    Raises:
        ValueError: for an unknown unit or a period shorter than one.
    """
    if period.amount < 1:
        raise ValueError("a period is at least one day or month long")
    day = seoul_day(start)
    match period.unit:
        case "business_days":
            for _ in range(period.amount):
                day = calendar.business_day_from(day + ONE_DAY)
            return day
        case "calendar_days":
            day += period.amount * ONE_DAY
        case "months":
            day = _months_later(day, period.amount)
        case unknown:
            raise ValueError(f"a clock cannot count in {unknown!r}")
    return calendar.business_day_from(day)


def deadline(start: dt.date | dt.datetime, period: PeriodLike, calendar: HolidayCalendar) -> dt.datetime:
    """The first moment that is too late: 00:00 in Seoul of the day after `last_day`."""
    return end_of_day(last_day(start, period, calendar))


def end_of_day(day: dt.date) -> dt.datetime:
    """24:00 of a day in Seoul, written as 00:00 of the next."""
    return dt.datetime.combine(day + ONE_DAY, dt.time(), SEOUL)


def shown_last_moment(deadline: dt.datetime) -> tuple[dt.date, str]:
    """An exclusive deadline as people write it: (10 March, '24:00') rather than 11 March 00:00."""
    local = deadline.astimezone(SEOUL)
    if local.time() == dt.time():
        return local.date() - ONE_DAY, "24:00"
    return local.date(), f"{local:%H:%M}"


def notice_days(published_at: dt.datetime, closes_at: dt.datetime) -> int:
    """Days a call stands open, the day of publication not counted. Negative when it closes before it opens."""
    return (seoul_day(closes_at) - seoul_day(published_at)).days


def notice_is_long_enough(
    published_at: dt.datetime, closes_at: dt.datetime, period: PeriodLike, calendar: HolidayCalendar
) -> bool:
    """Whether a call stands open at least `period`; a minimum is not stretched by holidays."""
    match period.unit:
        case "business_days":
            return seoul_day(closes_at) >= last_day(published_at, period, calendar)
        case "months":
            return seoul_day(closes_at) >= _months_later(seoul_day(published_at), period.amount)
        case _:
            return notice_days(published_at, closes_at) >= period.amount


def days_left(now: dt.datetime, deadline: dt.datetime) -> int:
    """Whole calendar days between today and the last day in time; 0 on the last day, negative when late."""
    return (shown_last_moment(deadline)[0] - seoul_day(now)).days


def business_days_between(first: dt.date, last: dt.date, calendar: HolidayCalendar) -> int:
    """Working days after `first`, up to and including `last`."""
    days = (first + number * ONE_DAY for number in range(1, (last - first).days + 1))
    return sum(calendar.is_business_day(day) for day in days)


def _months_later(event: dt.date, months: int) -> dt.date:
    """Counting starts the day after the event; the period ends the day before the corresponding
    day, or with the month when it has no such day (Civil Act, article 160)."""
    first = event + ONE_DAY
    year, month0 = divmod(first.year * 12 + first.month - 1 + months, 12)
    length = month_table.monthrange(year, month0 + 1)[1]
    if first.day > length:
        return dt.date(year, month0 + 1, length)
    return dt.date(year, month0 + 1, first.day) - ONE_DAY
