from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from evaluation.models.appeal import Appeal
from evaluation.models.round import Round
from evaluation.states import DECISION_TONES, Decision
from projects.models import Proposal


class AddendumQuerySet(models.QuerySet["Addendum"]):
    def joined(self) -> "AddendumQuerySet":
        return self.select_related("round", "proposal__lead", "proposal__complex", "appeal__review__packet").defer(
            "content", "appeal__content", "appeal__text"
        )


class Addendum(models.Model):
    """What an upheld appeal changed of a released list. The list stays as it was released; its addenda stand beside it in a
    chain of digests that begins with the release's. The database keeps them."""

    appeal = models.OneToOneField(Appeal, models.PROTECT, related_name="addendum", verbose_name=_("appeal"))
    round = models.ForeignKey(Round, models.PROTECT, related_name="addenda", verbose_name=_("round"))  # the one released first
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="addenda", verbose_name=_("proposal"))
    number = models.PositiveIntegerField(_("number"))
    total_before = models.DecimalField(_("score as released"), max_digits=7, decimal_places=3, null=True, blank=True)
    total = models.DecimalField(_("score of the review"), max_digits=7, decimal_places=3)
    place_before = models.PositiveIntegerField(_("place as released"), null=True, blank=True)
    place = models.PositiveIntegerField(_("place with the score of the review"))
    decision_before = models.CharField(_("decision before"), max_length=10, choices=Decision.choices)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices)
    why = models.CharField(_("reason"), max_length=10)  # a code of appeal_outcome.Consequence
    granted_krw = models.BigIntegerField(_("granted (₩)"), null=True, blank=True)
    reserve_number = models.PositiveIntegerField(_("number on the reserve list"), null=True, blank=True)
    content = models.TextField(_("canonical JSON of what changed"))
    sha256 = models.CharField("SHA-256", max_length=64)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("decided"))

    objects = AddendumQuerySet.as_manager()

    class Meta:
        verbose_name = _("addendum")
        verbose_name_plural = _("addenda")
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_addendum_per_number_of_a_round", fields=["round", "number"]),
            models.CheckConstraint(
                name="an_addendum_grants_only_where_it_selects",
                condition=models.Q(granted_krw__isnull=True) | models.Q(decision="selected", granted_krw__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.number}: {self.sha256[:12]}"

    @property
    def decision_tone(self) -> str:
        return DECISION_TONES[Decision(self.decision)]

    @property
    def is_public(self) -> bool:
        """Whether the proposal may be named: as on the released list, only who is selected or waits."""
        return self.decision in (Decision.SELECTED, Decision.RESERVE)
