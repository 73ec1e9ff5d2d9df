from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from projects.models.proposal import Proposal


class ScreeningDecision(models.TextChoices):
    ELIGIBLE = "eligible", _("Eligible")
    RETURNED = "returned", _("Return for correction")
    INELIGIBLE = "ineligible", _("Not eligible")


class Screening(models.Model):
    """The HQ's look at a proposal before evaluation (사전검토, RULES.md §3.1), with its reason."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="screenings")
    decision = models.CharField(_("decision"), max_length=10, choices=ScreeningDecision.choices)
    reason = models.TextField(_("reason"), blank=True, max_length=2000)
    scope = models.JSONField(_("sections to correct"), default=list)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("screening")
        verbose_name_plural = _("screenings")
        ordering: ClassVar[list[str]] = ["-at"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="only_eligibility_needs_no_reason",
                condition=models.Q(decision="eligible") | ~models.Q(reason=""),
                violation_error_message=_("Please give the reason."),
            ),
            models.CheckConstraint(
                name="a_correction_has_a_deadline", condition=~models.Q(decision="returned") | models.Q(due_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.decision}"
