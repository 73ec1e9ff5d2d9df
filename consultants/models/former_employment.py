from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from consultants.models.expert import Expert


class FormerEmployment(models.Model):
    """Where an expert worked before: conflict data for some years after (RULES.md §3.3)."""

    expert = models.ForeignKey(Expert, models.CASCADE, related_name="former_employments", verbose_name=_("expert"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="former_experts", verbose_name=_("organisation")
    )
    organisation_name = models.CharField(_("name, if it is not registered"), max_length=120, blank=True)
    department = models.CharField(_("department"), max_length=120, blank=True)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("to"))

    class Meta:
        verbose_name = _("former employment")
        verbose_name_plural = _("former employments")
        ordering: ClassVar[list[str]] = ["-ended_on"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="an_employer_is_registered_or_named",
                condition=models.Q(organisation__isnull=False) | ~models.Q(organisation_name=""),
                violation_error_message=_("Choose the organisation or write its name."),
            ),
            models.CheckConstraint(
                name="an_employment_ends_after_it_starts",
                condition=models.Q(ended_on__gte=models.F("started_on")),
                violation_error_message=_("The end must not be before the start."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation or self.organisation_name)
