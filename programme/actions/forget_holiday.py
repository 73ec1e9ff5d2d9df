"""Follow the published calendar again on a day."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import require
from programme import access
from programme.models import HolidayOverride


@transaction.atomic
def forget_holiday(date: dt.date, *, by: User) -> None:
    """Remove the change of a day; where there is none, nothing happens."""
    require(access.may_manage_programme(by))
    removed, _kinds = HolidayOverride.objects.filter(date=date).delete()
    if removed:
        record(stream="holidays", verb="day restored", by=by, data={"date": date})
