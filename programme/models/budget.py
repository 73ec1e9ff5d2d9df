from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.models import Region
from programme.models.year import ProgrammeYear


class RegionalBudgetQuerySet(models.QuerySet["RegionalBudget"]):
    def visible_to(self, user: Any) -> "RegionalBudgetQuerySet":
        from programme import access

        return self.filter(access.budgets_visible_to(user))


class RegionalBudget(models.Model):
    """What one region may grant in one year, and how much of it is promised to projects. Whole won."""

    year = models.ForeignKey(ProgrammeYear, models.PROTECT, related_name="budgets", verbose_name=_("programme year"))
    region = models.ForeignKey(Region, models.PROTECT, related_name="budgets", verbose_name=_("region"))
    amount_krw = models.BigIntegerField(_("budget (₩)"))
    committed_krw = models.BigIntegerField(_("committed (₩)"), default=0)

    objects = RegionalBudgetQuerySet.as_manager()

    class Meta:
        verbose_name = _("regional budget")
        verbose_name_plural = _("regional budgets")
        ordering: ClassVar[list[str]] = ["year", "region__order"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                name="one_budget_per_year_and_region",
                fields=["year", "region"],
                violation_error_message=_("This region has a budget for the year already."),
            ),
            models.CheckConstraint(
                name="a_regional_budget_is_not_negative",
                condition=models.Q(amount_krw__gte=0),
                violation_error_message=_("A budget cannot be negative."),
            ),
            models.CheckConstraint(
                name="a_regional_budget_is_never_overspent",
                condition=models.Q(committed_krw__gte=0, committed_krw__lte=models.F("amount_krw")),
                violation_error_message=_("More is committed than the budget holds."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year_id} {self.region_id}"

    @property
    def left_krw(self) -> int:
        return self.amount_krw - self.committed_krw
