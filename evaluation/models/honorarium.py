from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from evaluation.models.member import PanelMember


class HonorariumPaymentQuerySet(models.QuerySet["HonorariumPayment"]):
    def visible_to(self, user: Any) -> "HonorariumPaymentQuerySet":
        from evaluation import access

        return self.filter(access.honoraria_visible_to(user))


class HonorariumPayment(models.Model):
    """What one evaluator is paid for one round (평가수당). Neither accounts nor resident numbers are kept here."""

    member = models.OneToOneField(PanelMember, models.PROTECT, related_name="honorarium")
    sheets = models.PositiveIntegerField(_("sealed sheets"))
    basic_krw = models.PositiveIntegerField(_("for taking part, ₩"))
    per_sheet_krw = models.PositiveIntegerField(_("for each sheet, ₩"))
    gross_krw = models.PositiveIntegerField(_("honorarium, ₩"))
    income_tax_krw = models.PositiveIntegerField(_("income tax, ₩"))
    local_tax_krw = models.PositiveIntegerField(_("local tax, ₩"))
    net_krw = models.PositiveIntegerField(_("paid out, ₩"))
    drawn_up_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    drawn_up_at = models.DateTimeField()
    paid_on = models.DateField(_("paid on"), null=True, blank=True)

    objects = HonorariumPaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("honorarium")
        verbose_name_plural = _("honoraria")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="an_honorarium_is_work_at_its_rates",
                condition=Q(gross_krw=F("basic_krw") + F("per_sheet_krw") * F("sheets")),
            ),
            models.CheckConstraint(
                name="an_honorarium_adds_up", condition=Q(gross_krw=F("net_krw") + F("income_tax_krw") + F("local_tax_krw"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: ₩{self.gross_krw:,}"
