from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.models.rulebook import Rulebook


class ProgrammeYear(models.Model):
    """A year of the programme, and the rulebook its calls start from."""

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    rulebook = models.ForeignKey(Rulebook, models.PROTECT, related_name="years", verbose_name=_("rulebook"))
    is_demo = models.BooleanField(_("demonstration data"), default=False)

    class Meta:
        verbose_name = _("programme year")
        verbose_name_plural = _("programme years")
        ordering: ClassVar[list[str]] = ["-year"]

    def __str__(self) -> str:
        return str(self.year)

    @property
    def stream(self) -> str:
        return f"year/{self.pk}"
