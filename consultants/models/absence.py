from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from consultants.models.entry import Entry, period_words


class Absence(Entry):
    """Days on which an expert cannot serve, the first and the last included."""

    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("to"))
    reason = models.CharField(_("reason"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering: ClassVar[list[str]] = ["-started_on", "-id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="an_absence_ends_after_it_starts", condition=models.Q(ended_on__gte=models.F("started_on")),
                violation_error_message=_("The end must not be before the start."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return period_words(self.started_on, self.ended_on) + (f" · {self.reason}" if self.reason else "")

    def facts(self) -> dict[str, Any]:
        return {"started_on": self.started_on, "ended_on": self.ended_on}
