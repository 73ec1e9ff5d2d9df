from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from consultants.models.entry import Entry, names_an_organisation, organisation_words


class DegreeLevel(models.TextChoices):
    BACHELOR = "bachelor", _("Bachelor")
    MASTER = "master", _("Master")
    DOCTOR = "doctor", _("Doctorate")
    OTHER = "other", _("Other degree or licence")


class Degree(Entry):
    """What an expert studied, where and when."""

    level = models.CharField(_("degree"), max_length=8, choices=DegreeLevel.choices)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("institution")
    )
    organisation_name = models.CharField(_("name, if it is not registered"), max_length=120, blank=True)
    field = models.CharField(_("field"), max_length=80)
    year = models.PositiveSmallIntegerField(_("year"))

    class Meta:
        verbose_name = _("degree")
        verbose_name_plural = _("degrees")
        ordering: ClassVar[list[str]] = ["-year", "-id"]
        constraints: ClassVar[list[Any]] = [
            names_an_organisation("a_degree_names_its_institution"),
            models.CheckConstraint(name="a_degree_has_a_year_of_four_digits", condition=models.Q(year__gte=1930, year__lte=2100)),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} · {self.field} · {organisation_words(self)} ({self.year})"

    def facts(self) -> dict[str, Any]:
        return {"level": self.level, "organisation": self.organisation_id, "year": self.year}
