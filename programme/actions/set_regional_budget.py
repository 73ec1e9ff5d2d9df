"""Say what a region may grant in a year."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from clusters.models import Region
from programme import access
from programme.models import ProgrammeYear, RegionalBudget
from programme.states import YearStatus


@transaction.atomic
def set_regional_budget(year: ProgrammeYear, region: Region, *, amount_krw: int, reason: str, by: User) -> RegionalBudget:
    """Set or change the amount, with its reason in the history. The same amount again changes nothing.

    Raises:
        InvalidInput: below zero, below what is committed, or without a reason.
        DomainError: code "year-closed".
    """
    require(access.may_manage_programme(by))
    year = ProgrammeYear.objects.select_for_update(no_key=True).get(pk=year.pk)
    if year.status == YearStatus.CLOSED:
        raise DomainError(_("This year is closed."), code="year-closed")
    budget = RegionalBudget.objects.select_for_update(no_key=True).filter(year=year, region=region).first()
    budget = budget or RegionalBudget(year=year, region=region, amount_krw=0)
    if budget.pk and budget.amount_krw == amount_krw:
        return budget
    if amount_krw < 0:
        raise InvalidInput({"amount_krw": _("A budget cannot be negative.")})
    if amount_krw < budget.committed_krw:
        raise InvalidInput(
            {
                "amount_krw": _("₩%(committed)s is committed already; the budget cannot be less.")
                % {"committed": f"{budget.committed_krw:,}"}
            }
        )
    if not reason.strip():
        raise InvalidInput({"reason": _("Say why the budget is set so.")})
    before, budget.amount_krw = budget.amount_krw, amount_krw
    budget.save()
    record(
        stream=year.stream,
        verb="budget set",
        by=by,
        data={"region": region.pk, "from_krw": before, "to_krw": amount_krw, "why": reason.strip()},
    )
    return budget
