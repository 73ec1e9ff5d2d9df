from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cluster_portal.shared.states import Stateful
from programme.models.rulebook import Rulebook
from programme.states import YEAR_MOVES, YEAR_TONES, YearStatus


class ProgrammeYearQuerySet(models.QuerySet["ProgrammeYear"]):
    def visible_to(self, user: Any) -> "ProgrammeYearQuerySet":
        from programme import access

        return self.filter(access.years_visible_to(user))


class ProgrammeYear(Stateful):
    """One year of the programme, and the rulebook its calls start from."""

    MOVES = YEAR_MOVES

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    rulebook = models.ForeignKey(Rulebook, models.PROTECT, related_name="years", verbose_name=_("rulebook"))
    status = models.CharField(_("status"), max_length=8, choices=YearStatus.choices, default=YearStatus.PLANNED)
    is_demo = models.BooleanField(_("demonstration data"), default=False)

    objects = ProgrammeYearQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme year")
        verbose_name_plural = _("programme years")
        ordering: ClassVar[list[str]] = ["-year"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="a_programme_year_is_after_2004", condition=models.Q(year__gte=2005, year__lte=2100)),
            models.CheckConstraint(name="a_programme_year_has_a_known_status", condition=models.Q(status__in=YearStatus.values)),
        ]

    def __str__(self) -> str:
        return gettext("Programme year %(year)s") % {"year": self.year}

    def get_absolute_url(self) -> str:
        return reverse("programme:year-detail", args=[self.year])

    @property
    def stream(self) -> str:
        return f"year/{self.year}"

    @property
    def status_tone(self) -> str:
        return YEAR_TONES[YearStatus(self.status)]
