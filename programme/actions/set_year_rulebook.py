"""Choose the rulebook a year's calls start from."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, require
from programme import access
from programme.models import ProgrammeYear, Rulebook
from programme.states import YearStatus


@transaction.atomic
def set_year_rulebook(year: ProgrammeYear, *, rulebook: Rulebook, by: User) -> ProgrammeYear:
    """Calls written from now on start from it; calls that exist keep theirs. Raises DomainError for a closed year."""
    require(access.may_manage_programme(by))
    year = ProgrammeYear.objects.select_for_update(no_key=True).select_related("rulebook").get(pk=year.pk)
    if year.status == YearStatus.CLOSED:
        raise DomainError(_("This year is closed."), code="year-closed")
    if year.rulebook == rulebook:
        return year
    before, year.rulebook = year.rulebook, rulebook
    year.save(update_fields=["rulebook"])
    record(stream=year.stream, verb="rulebook chosen", by=by, data={"from": before.ref, "to": rulebook.ref})
    return year
