from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from evaluation.models.member import PanelMember
from evaluation.models.round import Round
from projects.models import Proposal


class RevisedPlan(models.Model):
    """What an applicant whose proposal was selected with a cut makes of it: the plan that is agreed on."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="revised_plans")
    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="revised_plan")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(_("due"))
    scope = models.TextField(_("goals and scope after the cut"), max_length=4000, blank=True)
    money = models.TextField(_("use of the money after the cut"), max_length=4000, blank=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)
    handed_in_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("revised plan")
        verbose_name_plural = _("revised plans")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="a_plan_handed_in_says_scope_and_money",
                condition=models.Q(handed_in_at__isnull=True)
                | (models.Q(handed_in_by__isnull=False) & ~models.Q(scope="") & ~models.Q(money="")),
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["due_at"], name="plan_to_remind", condition=models.Q(handed_in_at__isnull=True, reminded_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.proposal_id}"


class CoachingNote(models.Model):
    """What somebody of the panel advises an applicant who was not selected. Asked for once; the writer stays unnamed."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="coaching_notes")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="coaching_notes")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(_("due"))
    member = models.ForeignKey(PanelMember, models.PROTECT, null=True, blank=True, related_name="coaching_notes")
    text = models.TextField(_("advice"), max_length=4000, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("coaching note")
        verbose_name_plural = _("coaching notes")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="advice_is_asked_once", fields=["round", "proposal"]),
            models.CheckConstraint(
                name="written_advice_has_a_writer_and_words",
                condition=models.Q(written_at__isnull=True) | (models.Q(member__isnull=False) & ~models.Q(text="")),
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["due_at"], name="advice_to_remind",
                condition=models.Q(written_at__isnull=True, reminded_at__isnull=True, member__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.round_id}: {self.proposal_id}"
