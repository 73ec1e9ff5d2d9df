from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cluster_portal.shared.states import Stateful
from evaluation.models.round import Round
from evaluation.models.standing import Standing
from evaluation.states import ANSWERED, APPEAL_MOVES, APPEAL_TONES, UNANSWERED, AppealStatus, HearingWay
from programme.rulebook import AppealGround
from projects.models import Proposal


class AppealQuerySet(models.QuerySet["Appeal"]):
    def visible_to(self, user: Any) -> "AppealQuerySet":
        from evaluation import access

        return self.filter(access.appeals_visible_to(user))

    def joined(self) -> "AppealQuerySet":
        return self.select_related(
            "standing",
            "round__call",
            "round__region",
            "round__rulebook",
            "proposal__lead",
            "review__rulebook",
            "review__call__year",
        ).defer("round__rulebook__document", "review__rulebook__document", "standing__trace", "content")

    def locked(self, appeal: "Appeal") -> "Appeal":
        """The appeal, held by this transaction. Taken before any round."""
        held = self.select_for_update(no_key=True).only("pk").get(pk=appeal.pk)
        return self.joined().get(pk=held.pk)  # read after the wait: a review opened meanwhile is there


class Appeal(Stateful):
    """An applicant's appeal (이의신청) against one released result: written as a draft, filed within the rulebook's time,
    answered within another. What was filed stays as it was filed: the database keeps it."""

    MOVES = APPEAL_MOVES

    standing = models.ForeignKey(Standing, models.PROTECT, related_name="appeals", verbose_name=_("result"))
    round = models.ForeignKey(Round, models.PROTECT, related_name="appeals", verbose_name=_("round"))  # the standing's
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="appeals", verbose_name=_("proposal"))
    status = models.CharField(_("status"), max_length=15, choices=AppealStatus.choices, default=AppealStatus.DRAFT)
    ground = models.CharField(_("ground"), max_length=40, blank=True)  # a code of the rulebook's
    text = models.TextField(_("what is appealed against, and why"), blank=True)
    version = models.PositiveIntegerField(default=0)  # of the draft
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    number = models.CharField(_("receipt number"), max_length=90, blank=True, default="")
    filed_at = models.DateTimeField(_("filed"), null=True, blank=True)
    filed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    content = models.TextField(_("canonical JSON of what was filed"), blank=True, default="")
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, default="")
    due_at = models.DateTimeField(_("answer due"), null=True, blank=True)  # exclusive
    next_reminder_at = models.DateTimeField(null=True, blank=True)  # swept by beat
    review = models.OneToOneField(
        Round, models.PROTECT, null=True, blank=True, related_name="appeal", verbose_name=_("review")
    )  # the new evaluation
    ended_at = models.DateTimeField(_("answered or withdrawn"), null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(_("reason of the answer"), blank=True, default="")

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                name="one_standing_appeal_per_result", fields=["standing"], condition=~models.Q(status="withdrawn"),
                violation_error_message=_("An appeal against this result is there already."),
            ),
            models.UniqueConstraint(name="one_appeal_per_receipt_number", fields=["number"], condition=~models.Q(number="")),
            models.CheckConstraint(
                name="a_filed_appeal_has_number_ground_text_and_clock",
                condition=models.Q(status="draft", filed_at__isnull=True, number="")
                | models.Q(status="withdrawn")
                | (models.Q(filed_at__isnull=False, filed_by__isnull=False, due_at__isnull=False)
                   & ~models.Q(number="") & ~models.Q(ground="") & ~models.Q(text="")),
            ),
            models.CheckConstraint(
                name="an_answered_appeal_has_time_and_reason",
                condition=~models.Q(status__in=list(ANSWERED)) | (models.Q(ended_at__isnull=False) & ~models.Q(reason="")),
                violation_error_message=_("Please give the reason."),
            ),
            models.CheckConstraint(
                name="an_appeal_is_judged_after_a_review",
                condition=~models.Q(status__in=["under_review", "upheld", "rejected"]) | models.Q(review__isnull=False),
            ),
            models.CheckConstraint(name="an_appeal_has_a_known_status", condition=models.Q(status__in=AppealStatus.values)),
        ]  # fmt: skip
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["next_reminder_at"], name="appeal_to_remind", condition=models.Q(status__in=list(UNANSWERED))),
            models.Index(fields=["due_at", "id"], name="appeal_to_answer", condition=models.Q(status__in=list(UNANSWERED))),
            models.Index(fields=["round", "-id"], name="appeal_by_round"),
        ]

    def __str__(self) -> str:
        return self.number or f"appeal {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:appeal-detail", args=[self.pk])

    @property
    def stream(self) -> str:
        return f"appeal/{self.pk}"

    @property
    def status_tone(self) -> str:
        return APPEAL_TONES[AppealStatus(self.status)]

    @property
    def is_draft(self) -> bool:
        return self.status == AppealStatus.DRAFT

    @property
    def is_withdrawable(self) -> bool:
        return self.may_become(AppealStatus.WITHDRAWN)

    @property
    def is_unanswered(self) -> bool:
        """The clock of the answer runs."""
        return self.status in UNANSWERED

    @property
    def asked_ground(self) -> AppealGround | None:
        """What the rulebook says of the ground; None while none is chosen."""
        return self.round.rules.appeals.ground(self.ground)


class Hearing(models.Model):
    """Who was heard on an appeal, when, how, and what they said. Written once."""

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="hearings", verbose_name=_("appeal"))
    heard = models.CharField(_("who was heard"), max_length=200)
    held_on = models.DateField(_("heard on"))
    way = models.CharField(_("how"), max_length=10, choices=HearingWay.choices)
    summary = models.TextField(_("what was said"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("recorded"))

    class Meta:
        verbose_name = _("hearing")
        verbose_name_plural = _("hearings")
        ordering: ClassVar[list[str]] = ["held_on", "id"]

    def __str__(self) -> str:
        return f"{self.held_on} {self.heard}"
