"""Begin a programme year, or take it up again."""

from django.db import transaction

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import require
from programme import access
from programme.models import ProgrammeYear
from programme.states import YearStatus


@transaction.atomic
def open_year(year: ProgrammeYear, *, by: User) -> ProgrammeYear:
    """Calls may be published in it. Raises DomainError for a move the states do not know."""
    require(access.may_manage_programme(by))
    year = ProgrammeYear.objects.select_for_update(no_key=True).get(pk=year.pk)
    year.become(YearStatus.OPEN)
    year.save(update_fields=["status"])
    record(stream=year.stream, verb="opened", by=by)
    return year
