"""Note a day that differs from the published calendar."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import InvalidInput, require
from programme import access
from programme.models import HolidayOverride


@transaction.atomic
def change_holiday(date: dt.date, *, name: str, is_holiday: bool, by: User) -> HolidayOverride:
    """A temporary holiday, or a published one that is worked. Deadlines counted from now on follow it; those
    already set stay. Raises InvalidInput without a name."""
    require(access.may_manage_programme(by))
    if not name.strip():
        raise InvalidInput({"name": _("Give the day a name.")})
    override, _made = HolidayOverride.objects.update_or_create(
        date=date, defaults={"name": name.strip(), "is_holiday": is_holiday}
    )
    record(stream="holidays", verb="day changed", by=by, data={"date": date, "name": override.name, "is_holiday": is_holiday})
    return override
