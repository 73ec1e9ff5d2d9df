from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from evaluation.models.round_proposal import RoundProposal


class PanelCut(models.Model):
    """What the panel would take off a proposal: money, scope, or both. The selection grants no more than it recommends."""

    entry = models.OneToOneField(RoundProposal, models.PROTECT, related_name="cut")
    recommended_krw = models.BigIntegerField(_("recommended grant (₩)"), null=True, blank=True)
    scope = models.TextField(_("change of scope"), max_length=1000, blank=True)
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("cut by the panel")
        verbose_name_plural = _("cuts by the panel")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="a_recommended_grant_is_above_zero",
                condition=models.Q(recommended_krw__isnull=True) | models.Q(recommended_krw__gt=0),
                violation_error_message=_("The recommended grant must be above zero."),
            ),
            models.CheckConstraint(
                name="a_cut_takes_off_money_or_scope", condition=models.Q(recommended_krw__isnull=False) | ~models.Q(scope=""),
                violation_error_message=_("Say what is cut: money, scope, or both."),
            ),
            models.CheckConstraint(
                name="a_cut_has_its_reason", condition=~models.Q(reason=""), violation_error_message=_("Please give the reason.")
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.recommended_krw}"
