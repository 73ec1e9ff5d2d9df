from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from projects.models import Proposal


class ResearcherQuerySet(models.QuerySet["Researcher"]):
    def standing(self) -> "ResearcherQuerySet":
        return self.filter(removed_at__isnull=True)


class Researcher(models.Model):
    """Somebody named in a proposal, with the lowest-level department: the law bars relatives and the own department."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="researchers", verbose_name=_("proposal"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    name = models.CharField(_("name"), max_length=80)
    department = models.CharField(_("lowest-level department"), max_length=120, blank=True)
    is_principal = models.BooleanField(_("principal researcher"), default=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = ResearcherQuerySet.as_manager()

    class Meta:
        verbose_name = _("researcher")
        verbose_name_plural = _("researchers")
        ordering: ClassVar[list[str]] = ["-is_principal", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                name="a_researcher_is_named_once", fields=["proposal", "organisation", "name"],
                condition=models.Q(removed_at__isnull=True), violation_error_message=_("This person is named already."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.name} ({self.organisation})"
