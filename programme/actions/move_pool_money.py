"""The central pool of a year: what regions do not need, for the reserve lists of all."""

import datetime as dt

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, require
from clusters.models import Region
from programme import access
from programme.models import PoolTransfer, ProgrammeYear, RegionalBudget


def pool_left(year: ProgrammeYear) -> int:
    """What the pool holds, in won."""
    return PoolTransfer.objects.filter(year=year).aggregate(sum=Sum("amount_krw"))["sum"] or 0


@transaction.atomic
def give_to_pool(
    year: ProgrammeYear, region: Region, *, amount_krw: int, by: User, why: str, at: dt.datetime | None = None
) -> PoolTransfer:
    """Take uncommitted money off a region's budget into the central pool.

    Raises:
        DomainError: code "over-budget" for more than the region has left, "no-budget".
    """
    require(access.may_commit_budget(by, region))
    budget = _locked(year, region)
    if not 0 < amount_krw <= budget.left_krw:
        raise DomainError(_("The region has ₩%(left)s left to give.") % {"left": f"{budget.left_krw:,}"}, code="over-budget")
    return _move(budget, amount_krw, by, why, at or timezone.now())


@transaction.atomic
def take_from_pool(
    year: ProgrammeYear, region: Region, *, amount_krw: int, by: User, why: str, at: dt.datetime | None = None
) -> PoolTransfer:
    """Give a region money of the pool: the programme office's deed.

    Raises:
        DomainError: code "over-pool" for more than the pool holds, "no-budget".
    """
    require(access.may_manage_programme(by))
    budget = _locked(year, region)
    left = pool_left(year)
    if not 0 < amount_krw <= left:
        raise DomainError(_("The central pool holds ₩%(left)s.") % {"left": f"{left:,}"}, code="over-pool")
    return _move(budget, -amount_krw, by, why, at or timezone.now())


def _locked(year: ProgrammeYear, region: Region) -> RegionalBudget:
    """The year first, so that nobody counts the pool while another takes from it."""
    ProgrammeYear.objects.select_for_update(no_key=True).get(pk=year.pk)
    budget = RegionalBudget.objects.select_for_update(no_key=True).filter(year=year, region=region).first()
    if budget is None:
        raise DomainError(_("This region has no budget for the year."), code="no-budget")
    return budget


def _move(budget: RegionalBudget, amount_krw: int, by: User, why: str, at: dt.datetime) -> PoolTransfer:
    budget.amount_krw -= amount_krw
    budget.save(update_fields=["amount_krw"])
    record(
        stream=budget.year.stream, verb="pool money moved", by=by, at=at,
        data={"region": budget.region_id, "into_pool_krw": amount_krw, "why": why},
    )  # fmt: skip
    return PoolTransfer.objects.create(year=budget.year, region=budget.region, amount_krw=amount_krw, why=why, by=by, at=at)
