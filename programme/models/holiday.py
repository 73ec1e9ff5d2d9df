from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.clocks import Override


class HolidayOverride(models.Model):
    """A day on which the published calendar is wrong or late: a temporary holiday, or a holiday that was moved."""

    date = models.DateField(_("day"), primary_key=True)
    name = models.CharField(_("name"), max_length=60)
    is_holiday = models.BooleanField(_("public holiday"), default=True)

    class Meta:
        verbose_name = _("changed day")
        verbose_name_plural = _("changed days")
        ordering: ClassVar[list[str]] = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"

    def as_override(self) -> Override:
        return Override(self.date, self.name, self.is_holiday)
