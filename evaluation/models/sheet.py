import datetime as dt
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cluster_portal.shared.states import Stateful
from evaluation.models.member import PanelMember
from evaluation.models.round import Round
from evaluation.states import SHEET_MOVES, SHEET_TONES, WRITABLE, SheetStatus
from projects.models import Proposal


class SheetQuerySet(models.QuerySet["Sheet"]):
    def visible_to(self, user: Any) -> "SheetQuerySet":
        from evaluation import access

        return self.filter(access.sheets_visible_to(user))

    def unsealed(self) -> "SheetQuerySet":
        return self.filter(status__in=WRITABLE)

    def joined(self) -> "SheetQuerySet":
        """With all that the rights and the rules of one sheet ask, in one statement."""
        joined = self.select_related("round__rulebook", "round__call", "round__region", "member__expert__user", "proposal")
        return joined.defer("round__rulebook__document", "round__call__body_ko", "round__call__body_en")

    def locked(self, sheet: "Sheet") -> "Sheet":
        """The sheet, held by this transaction; its round is locked before it."""
        return self.select_for_update(no_key=True, of=("self",)).joined().get(pk=sheet.pk)

    def save_draft(self, sheet: "Sheet", *, at: dt.datetime, **content: Any) -> bool:
        """Write a draft if it is still writable and nobody wrote in between. One guarded statement, no lock to wait for:
        whoever closes the round first voids the sheet, and this finds nothing to write."""
        return bool(
            self.filter(pk=sheet.pk, version=sheet.version, status__in=WRITABLE).update(
                status=SheetStatus.DRAFT, version=sheet.version + 1, saved_at=at, **content
            )
        )

    def void_unsealed(self) -> int:
        """What was not signed does not count. One statement for any number; returns how many."""
        return self.unsealed().update(status=SheetStatus.VOID)

    def revive(self) -> int:
        """What did not count goes back to its evaluators as it was. One statement for any number; returns how many."""
        return self.filter(status=SheetStatus.VOID).update(status=SheetStatus.DRAFT)


class Sheet(Stateful):
    """One evaluator's scores and comments on one proposal (평가표). Sealed by signing; the database then keeps it as it is."""

    MOVES = SHEET_MOVES

    round = models.ForeignKey(Round, models.PROTECT, related_name="sheets")
    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="sheets")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="sheets")
    status = models.CharField(_("status"), max_length=10, choices=SheetStatus.choices, default=SheetStatus.OPEN)
    points = models.JSONField(_("points"), default=dict)  # item code to a decimal as text: {"need": "7.5"}
    comments = models.JSONField(_("comments"), default=dict)  # item code to text
    overall = models.TextField(_("overall comment"), blank=True, default="")
    total = models.DecimalField(_("total"), max_digits=6, decimal_places=2, null=True, blank=True)  # of what is filled in
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    sealed_at = models.DateTimeField(null=True, blank=True)
    seal = models.CharField(_("seal"), max_length=64, blank=True, default="")
    abstain_reason = models.CharField(_("reason for abstaining"), max_length=300, blank=True, default="")

    objects = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("score sheet")
        verbose_name_plural = _("score sheets")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_sheet_per_evaluator_and_proposal", fields=["member", "proposal"]),
            models.CheckConstraint(
                name="a_sealed_sheet_has_seal_time_and_total",
                condition=~models.Q(status="sealed") | (models.Q(sealed_at__isnull=False, total__isnull=False) & ~models.Q(seal="")),
            ),
            models.CheckConstraint(
                name="who_abstains_says_why", condition=~models.Q(status="abstained") | ~models.Q(abstain_reason=""),
                violation_error_message=_("Please give the reason."),
            ),
            models.CheckConstraint(
                name="a_total_is_between_0_and_100", condition=models.Q(total__isnull=True) | models.Q(total__gte=0, total__lte=100)
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["member", "id"], name="sheet_queue"),
            models.Index(fields=["member", "id"], name="sheet_to_do", condition=models.Q(status__in=list(WRITABLE))),
            models.Index(fields=["round", "proposal"], name="sheet_by_proposal"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} × {self.proposal_id}"

    @property
    def status_tone(self) -> str:
        return SHEET_TONES[SheetStatus(self.status)]

    @property
    def is_writable(self) -> bool:
        return self.status in WRITABLE

    @property
    def was_sealed(self) -> bool:
        """Signed at least once, even if it was reopened since."""
        return bool(self.seal)

    @property
    def decimals(self) -> dict[str, Decimal]:
        """The points as numbers."""
        return {code: Decimal(points) for code, points in self.points.items()}

    @property
    def content(self) -> dict[str, Any]:
        """What another device of the same evaluator would have to merge with."""
        return {"points": self.points, "comments": self.comments, "overall": self.overall}
