from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from projects.models.proposal import Proposal


class TakeOver(models.Model):
    """What a draft was begun with from an earlier proposal of the same firm, and what was left there and why.

    `lines` are those of `projects.taking_over`; they tell the beginning and are not written again.
    """

    proposal = models.OneToOneField(Proposal, models.CASCADE, related_name="take_over")
    source = models.ForeignKey(Proposal, models.PROTECT, related_name="taken_over_by")
    lines = models.JSONField(default=list)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("beginning from an earlier proposal")
        verbose_name_plural = _("beginnings from earlier proposals")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="nothing_is_taken_over_from_itself", condition=~models.Q(source=models.F("proposal"))),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} from {self.source_id}"
