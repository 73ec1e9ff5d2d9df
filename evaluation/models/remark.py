from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluation.models.member import PanelMember
from evaluation.models.round_proposal import RoundProposal


class Remark(models.Model):
    """What an evaluator says to the colleagues about one proposal while the panel discusses it. Written once."""

    entry = models.ForeignKey(RoundProposal, models.PROTECT, related_name="remarks")
    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="remarks")
    text = models.TextField(_("what is said"), max_length=2000)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("remark in a discussion")
        verbose_name_plural = _("remarks in discussions")
        ordering: ClassVar[list[str]] = ["at", "pk"]
        constraints: ClassVar[list[Any]] = [models.CheckConstraint(name="a_remark_says_something", condition=~models.Q(text=""))]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.member_id}"
