from django.db import models
from django.utils.translation import gettext_lazy as _


class HolidayOverride(models.Model):
    """A day off, or a working day, that the published calendar does not know yet (a temporary holiday)."""

    date = models.DateField(_("date"), primary_key=True)
    name = models.CharField(_("name"), max_length=80)
    is_holiday = models.BooleanField(_("is a day off"), default=True)

    class Meta:
        verbose_name = _("calendar exception")
        verbose_name_plural = _("calendar exceptions")

    def __str__(self) -> str:
        return f"{self.date} {self.name}"
