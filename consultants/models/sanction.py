from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from consultants.models.entry import Entry


class Sanction(Entry):
    """A measure taken against an expert over evaluation law: bars from panels for three years (RULES.md §3.3).

    Written by the programme office alone, with where it is known from.
    """

    ground = models.CharField(_("what for"), max_length=200)
    source = models.CharField(_("known from"), max_length=200)
    imposed_on = models.DateField(_("imposed"))

    class Meta:
        verbose_name = _("sanction")
        verbose_name_plural = _("sanctions")
        ordering: ClassVar[list[str]] = ["-imposed_on", "-id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="a_sanction_names_ground_and_source", condition=~models.Q(ground="") & ~models.Q(source=""),
                violation_error_message=_("Say what for, and where it is known from."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.imposed_on:%Y-%m-%d} · {self.ground} ({self.source})"

    def facts(self) -> dict[str, Any]:
        return {"imposed_on": self.imposed_on}
