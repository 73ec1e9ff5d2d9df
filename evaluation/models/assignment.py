from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluation.models.member import PanelMember
from evaluation.models.round_proposal import RoundProposal
from evaluation.states import Appointment


class Assignment(models.Model):
    """One evaluator of one proposal, in a round where each proposal has its own. Sections need none: a panel judges its section."""

    entry = models.ForeignKey(RoundProposal, models.PROTECT, related_name="assignments")
    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="assignments")
    how = models.CharField(_("appointed"), max_length=10, choices=Appointment.choices)
    reason = models.CharField(_("reason"), max_length=300, blank=True)  # of an assignment by hand
    suitability = models.PositiveSmallIntegerField(_("suitability"), default=0)  # 0..1000, as assigned
    is_pinned = models.BooleanField(_("pinned"), default=False)  # stays when the rest is assigned again
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # gave the proposal back: declined, dropped out, tied

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                name="an_evaluator_is_assigned_a_proposal_once", fields=["entry", "member"], condition=models.Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="an_assignment_by_hand_has_its_reason", condition=~models.Q(how="manual") | ~models.Q(reason=""),
                violation_error_message=_("Please give the reason."),
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["member", "entry"], name="assignment_by_member", condition=models.Q(ended_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} × {self.member_id}"
