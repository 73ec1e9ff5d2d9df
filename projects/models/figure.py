from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.models import Complex, Region
from programme.models import ProgrammeYear


class Figure(models.Model):
    """The dashboards' numbers of one year and complex, added up by beat and saying as of when.

    `complex` empty: drafts that have not chosen their plant yet (then `region` is empty too).
    """

    year = models.ForeignKey(ProgrammeYear, models.CASCADE, related_name="figures")
    region = models.ForeignKey(Region, models.CASCADE, null=True, related_name="+")
    complex = models.ForeignKey(Complex, models.CASCADE, null=True, related_name="+")
    drafts = models.PositiveIntegerField(_("drafts"), default=0)
    submitted = models.PositiveIntegerField(_("submitted"), default=0)
    eligible = models.PositiveIntegerField(_("eligible"), default=0)
    evaluated = models.PositiveIntegerField(_("evaluated"), default=0)
    selected = models.PositiveIntegerField(_("selected"), default=0)
    joint = models.PositiveIntegerField(_("joint"), default=0)  # of the submitted
    cross_region = models.PositiveIntegerField(_("across regions"), default=0)  # of the submitted
    asked_krw = models.BigIntegerField(_("asked for (₩)"), default=0)  # of the submitted
    granted_krw = models.BigIntegerField(_("granted (₩)"), default=0)
    as_of = models.DateTimeField(_("as of"))

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                name="one_row_of_figures_per_year_and_complex", fields=["year", "region", "complex"], nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year_id} {self.complex_id}"
