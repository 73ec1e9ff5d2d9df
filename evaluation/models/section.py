from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evaluation.models.round import Round


class Section(models.Model):
    """A group of a round's proposals that one panel judges (분과). A round in sections has at least one."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="sections")
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=80, blank=True)  # as the headquarters words it: a field, a theme

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_section_per_number_of_a_round", fields=["round", "number"]),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        number = gettext("Section %(number)d") % {"number": self.number}
        return f"{number} · {self.name}" if self.name else number
