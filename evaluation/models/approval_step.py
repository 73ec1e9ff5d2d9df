from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from evaluation.models.round import Round
from evaluation.states import APPROVAL_TONES, ApprovalKind, ApprovalResult


class ApprovalStep(models.Model):
    """Somebody who must approve a confirmed list before it is released. Steps are taken in their order; those of a list that
    went back stay as they were."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="approvals")
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("who"), max_length=12, choices=ApprovalKind.choices)
    result = models.CharField(_("result"), max_length=12, choices=ApprovalResult.choices, default=ApprovalResult.WAITING)
    opinion = models.TextField(_("opinion"), max_length=2000, blank=True)
    # Of a committee.
    members = models.PositiveSmallIntegerField(_("members with the chair"), null=True, blank=True)
    present = models.PositiveSmallIntegerField(_("present"), null=True, blank=True)
    in_favour = models.PositiveSmallIntegerField(_("in favour"), null=True, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("step of approval")
        verbose_name_plural = _("steps of approval")
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_step_of_approval_per_number_of_a_round", fields=["round", "number"]),
            models.UniqueConstraint(
                name="only_one_step_of_a_kind_waits", fields=["round", "kind"], condition=models.Q(result="waiting")
            ),
            models.CheckConstraint(
                name="a_decided_step_has_its_person_and_time",
                condition=models.Q(result__in=["waiting", "dropped"]) | models.Q(by__isnull=False, at__isnull=False),
            ),
            models.CheckConstraint(
                name="who_returns_a_list_says_why", condition=~models.Q(result="returned") | ~models.Q(opinion=""),
                violation_error_message=_("Please give the reason."),
            ),
            models.CheckConstraint(
                name="a_committee_decides_with_a_majority_present",
                condition=~models.Q(kind="committee", result__in=["approved", "returned"])
                | models.Q(members__gte=1, members__lte=20, present__lte=models.F("members"), in_favour__lte=models.F("present"))
                & models.Q(members__lt=2 * models.F("present")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.round_id}: {self.number}. {self.kind} {self.result}"

    @property
    def result_tone(self) -> str:
        return APPROVAL_TONES[ApprovalResult(self.result)]

    @property
    def is_waiting(self) -> bool:
        return self.result == ApprovalResult.WAITING
