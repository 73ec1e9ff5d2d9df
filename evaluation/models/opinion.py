from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from evaluation.models.round import Round
from projects.models import Proposal


class OpinionSummary(models.Model):
    """The panel's opinion in words (종합의견), apart from anyone's own comments; the applicant reads it (RULES.md §3.6)."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="opinions")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="opinions")
    strengths = models.TextField(_("strengths"), max_length=2000)
    improvements = models.TextField(_("what to improve, and reasons if not selected"), max_length=2000)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("summary opinion")
        verbose_name_plural = _("summary opinions")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_summary_opinion_per_proposal_of_a_round", fields=["round", "proposal"]),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.proposal_id}"
