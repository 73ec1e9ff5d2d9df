"""Take a promise of money back, when a project falls away or is cut."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, require
from clusters.models import Region
from programme import access
from programme.models import ProgrammeYear, RegionalBudget


@transaction.atomic
def give_back_budget(year: ProgrammeYear, region: Region, *, amount_krw: int, by: User, why: str) -> RegionalBudget:
    """Take from what is committed. Raises DomainError "not-committed" for more than was ever promised."""
    require(access.may_commit_budget(by, region))
    if amount_krw < 0:
        raise ValueError("what is promised goes through commit_budget")
    budget = RegionalBudget.objects.select_for_update(no_key=True).filter(year=year, region=region).first()
    if budget is None or amount_krw > budget.committed_krw:
        raise DomainError(_("That much was not committed."), code="not-committed")
    budget.committed_krw -= amount_krw
    budget.save(update_fields=["committed_krw"])
    record(stream=year.stream, verb="budget given back", by=by, data={"region": region.pk, "amount_krw": amount_krw, "why": why})
    return budget
