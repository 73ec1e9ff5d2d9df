from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from consultants.models.entry import Entry, ends_after_it_starts, names_an_organisation, organisation_words, period_words


class WorkKind(models.TextChoices):
    RESEARCH = "research", _("Joint research")
    PUBLICATION = "publication", _("Joint paper or patent")
    CONTRACT = "contract", _("Contract or service")
    ADVICE = "advice", _("Advice")
    COACHING = "coaching", _("Coaching as a company doctor")
    WRITING = "writing", _("Help with writing a proposal")
    OWNERSHIP = "ownership", _("Shares or investment")


class JointWork(Entry):
    """What ties an expert to an organisation beside employment: conflict data for some years after."""

    kind = models.CharField(_("kind"), max_length=12, choices=WorkKind.choices)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    organisation_name = models.CharField(_("name, if it is not registered"), max_length=120, blank=True)
    person = models.CharField(_("with whom"), max_length=80, blank=True)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("to"), null=True, blank=True)  # empty: it goes on

    class Meta:
        verbose_name = _("joint work")
        verbose_name_plural = _("joint works")
        ordering: ClassVar[list[Any]] = [models.F("ended_on").desc(nulls_first=True), "-id"]
        constraints: ClassVar[list[Any]] = [
            names_an_organisation("joint_work_is_with_an_organisation"),
            ends_after_it_starts("joint_work_ends_after_it_starts"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["expert"], name="joint_work_standing", condition=models.Q(removed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        with_whom = f" ({self.person})" if self.person else ""
        words = f"{self.get_kind_display()} · {organisation_words(self)}{with_whom}"
        return f"{words} · {period_words(self.started_on, self.ended_on)}"

    def facts(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "organisation": self.organisation_id,
            "started_on": self.started_on,
            "ended_on": self.ended_on,
        }
