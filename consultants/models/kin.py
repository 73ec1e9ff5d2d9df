from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from consultants.models.entry import Entry, names_an_organisation, organisation_words


class Kin(Entry):
    """A relative (친족), now or before, who works where proposals may come from. Declared by the expert."""

    name = models.CharField(_("name of the relative"), max_length=80)
    relation = models.CharField(_("relation"), max_length=40)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    organisation_name = models.CharField(_("name, if it is not registered"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("relative")
        verbose_name_plural = _("relatives")
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[Any]] = [names_an_organisation("a_relative_works_at_an_organisation")]

    def __str__(self) -> str:
        return f"{self.name} ({self.relation}) · {organisation_words(self)}"

    def facts(self) -> dict[str, Any]:
        return {"organisation": self.organisation_id}
