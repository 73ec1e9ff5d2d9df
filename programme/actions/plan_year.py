"""Announce a programme year."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import InvalidInput, require
from programme import access
from programme.models import ProgrammeYear, Rulebook


@transaction.atomic
def plan_year(year: int, *, rulebook: Rulebook, by: User, is_demo: bool = False) -> ProgrammeYear:
    """A new year, being planned, whose calls start from `rulebook`. Raises InvalidInput for a year that exists."""
    require(access.may_manage_programme(by))
    if not 2005 <= year <= 2100:
        raise InvalidInput({"year": _("The programme began in 2005; a year is at most 2100.")})
    planned, made = ProgrammeYear.objects.get_or_create(year=year, defaults={"rulebook": rulebook, "is_demo": is_demo})
    if not made:
        raise InvalidInput({"year": _("This year exists already.")})
    record(stream=planned.stream, verb="planned", by=by, data={"rulebook": rulebook.ref})
    return planned
