from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.models import Region
from programme.models.year import ProgrammeYear


class RegionalBudget(models.Model):
    """What a region may grant in a year (₩)."""

    year = models.ForeignKey(ProgrammeYear, models.PROTECT, related_name="budgets", verbose_name=_("year"))
    region = models.ForeignKey(Region, models.PROTECT, related_name="budgets", verbose_name=_("region"))
    amount_krw = models.BigIntegerField(_("amount (₩)"))

    class Meta:
        verbose_name = _("regional budget")
        verbose_name_plural = _("regional budgets")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_budget_per_year_and_region", fields=["year", "region"]),
            models.CheckConstraint(name="a_regional_budget_is_never_negative", condition=models.Q(amount_krw__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.year_id} {self.region_id}: ₩{self.amount_krw:,}"
