"""Promise some of a region's money to projects."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, require
from clusters.models import Region
from programme import access
from programme.models import ProgrammeYear, RegionalBudget


@transaction.atomic
def commit_budget(year: ProgrammeYear, region: Region, *, amount_krw: int, by: User, why: str) -> RegionalBudget:
    """Add to what is committed; releasing a round calls this once with the sum it grants.

    Raises:
        DomainError: code "no-budget" when the region has none for the year, "over-budget" when it holds less.
    """
    require(access.may_commit_budget(by, region))
    if amount_krw < 0:
        raise ValueError("what is taken back goes through give_back_budget")
    budget = RegionalBudget.objects.select_for_update(no_key=True).filter(year=year, region=region).first()
    if budget is None:
        raise DomainError(_("This region has no budget for the year."), code="no-budget")
    if amount_krw > budget.left_krw:
        raise DomainError(
            _("The region has ₩%(left)s left; ₩%(asked)s cannot be committed.")
            % {"left": f"{budget.left_krw:,}", "asked": f"{amount_krw:,}"},
            code="over-budget",
        )
    budget.committed_krw += amount_krw
    budget.save(update_fields=["committed_krw"])
    record(stream=year.stream, verb="budget committed", by=by, data={"region": region.pk, "amount_krw": amount_krw, "why": why})
    return budget
