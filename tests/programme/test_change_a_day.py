"""The programme office's calendar over the published one."""

import datetime as dt
from dataclasses import dataclass

import pytest

from accounts.models import Role
from audit.models import Event
from cluster_portal.shared.errors import InvalidInput, NotAllowed
from programme.actions.change_holiday import change_holiday
from programme.actions.forget_holiday import forget_holiday
from programme.clocks import last_day
from programme.models import HolidayOverride
from programme.queries import holiday_calendar
from tests.factories.accounts import make_user

THURSDAY = dt.date(2026, 3, 12)


@dataclass(frozen=True)
class TenDays:
    amount: int = 10
    unit: str = "calendar_days"


@pytest.fixture
def central(db):
    return make_user(Role.CENTRAL)


def ends() -> dt.date:
    return last_day(dt.date(2026, 3, 2), TenDays(), holiday_calendar())


def test_a_temporary_holiday_moves_deadlines_and_can_be_undone(central):
    assert ends() == THURSDAY
    change_holiday(THURSDAY, name="임시공휴일", is_holiday=True, by=central)
    assert ends() == dt.date(2026, 3, 13)
    change_holiday(THURSDAY, name="임시공휴일 취소", is_holiday=False, by=central)
    assert ends() == THURSDAY
    assert HolidayOverride.objects.count() == 1
    forget_holiday(THURSDAY, by=central)
    forget_holiday(THURSDAY, by=central)
    assert not HolidayOverride.objects.exists()
    assert list(Event.objects.filter(stream="holidays").values_list("verb", flat=True)) == [
        "day changed",
        "day changed",
        "day restored",
    ]


def test_a_day_needs_a_name(central):
    with pytest.raises(InvalidInput):
        change_holiday(THURSDAY, name=" ", is_holiday=True, by=central)


def test_only_the_programme_office_changes_the_calendar(db):
    for deed in (
        lambda who: change_holiday(THURSDAY, name="x", is_holiday=True, by=who),
        lambda who: forget_holiday(THURSDAY, by=who),
    ):
        with pytest.raises(NotAllowed):
            deed(make_user(Role.HQ_HEAD))
