from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.models.partner import Partner
from projects.models.proposal import Proposal
from projects.states import BudgetSource


class BudgetLine(models.Model):
    """One amount: this partner, this cost item, this source of money. Whole won."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="budget_lines")
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="budget_lines")
    item = models.CharField(_("cost item"), max_length=40)  # a code of the rulebook's cost items
    source = models.CharField(pgettext_lazy("money", "source"), max_length=12, choices=BudgetSource.choices)
    amount_krw = models.BigIntegerField(_("amount (₩)"))

    class Meta:
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_amount_per_partner_item_and_source", fields=["partner", "item", "source"]),
            models.CheckConstraint(name="a_budget_line_is_never_negative", condition=models.Q(amount_krw__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.source} ₩{self.amount_krw:,}"
