from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from evaluation.models.round import Round
from evaluation.models.sheet import Sheet
from evaluation.sealing import Seal


class SheetSeal(models.Model):
    """A sheet as it was signed: content, salt and seal. A reopened sheet gets another; the database changes none of them."""

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="seals")
    number = models.PositiveSmallIntegerField(_("number of this sheet's seal"))
    points = models.JSONField(_("points"))
    comments = models.JSONField(_("comments"))
    overall = models.TextField(_("overall comment"), blank=True)
    total = models.DecimalField(_("total"), max_digits=6, decimal_places=2)
    digest = models.CharField(_("SHA-256 of the content"), max_length=64)
    salt = models.CharField(max_length=64)
    words_salt = models.CharField(max_length=64, default="")
    seal = models.CharField(_("seal"), max_length=64, unique=True)
    replaces = models.CharField(_("seal it replaces"), max_length=64, blank=True)
    signed_at = models.DateTimeField(_("signed"))

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_seal_per_number_of_a_sheet", fields=["sheet", "number"]),
        ]

    def __str__(self) -> str:
        return self.seal

    @property
    def decimals(self) -> dict[str, Decimal]:
        """The points as numbers."""
        return {code: Decimal(points) for code, points in self.points.items()}

    def as_signed(self, signed_by: str) -> Seal:
        """For `sealing.is_intact`."""
        return Seal(self.digest, self.salt, self.words_salt, signed_by, self.signed_at, self.replaces, self.seal)


class Reopening(models.Model):
    """A signed sheet given back to its evaluator, with the reason. Both versions stay."""

    seal = models.OneToOneField(SheetSeal, models.PROTECT, related_name="reopening")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("reopening")
        verbose_name_plural = _("reopenings")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="a_reopening_has_its_reason",
                condition=~models.Q(reason=""),
                violation_error_message=_("Please give the reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seal_id}: {self.reason}"


class SealRecord(models.Model):
    """A link of the round's chain of seals: a signature or a reopening, in the order in which they happened."""

    KINDS: ClassVar[list[tuple[str, Any]]] = [("sealed", _("Sealed")), ("reopened", _("Reopened"))]

    round = models.ForeignKey(Round, models.PROTECT, related_name="seal_records")
    number = models.PositiveIntegerField(_("number in the chain"))
    kind = models.CharField(_("kind"), max_length=10, choices=KINDS)
    seal = models.ForeignKey(SheetSeal, models.PROTECT, related_name="records")
    at = models.DateTimeField()
    hash = models.CharField(_("hash of the chain after it"), max_length=64)

    class Meta:
        verbose_name = _("record in the chain of seals")
        verbose_name_plural = _("records in the chain of seals")
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_record_per_number_of_a_chain", fields=["round", "number"]),
            models.UniqueConstraint(name="a_seal_is_recorded_once_for_each_kind", fields=["seal", "kind"]),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}#{self.number} {self.kind}"
