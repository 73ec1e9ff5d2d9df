from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from evaluation.models.round import Round


class WhatIf(models.Model):
    """Somebody asked what the list would be under other assumptions. Kept as asked and answered; it decides nothing."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="what_ifs")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    assumption = models.JSONField(_("assumption"))  # the fields of what_if.Assumption
    outcome = models.JSONField(_("outcome"))  # counts and sums, and the ids of who moves in and out

    class Meta:
        verbose_name = _("what-if run")
        verbose_name_plural = _("what-if runs")
        indexes: ClassVar[list[Any]] = [models.Index(fields=["round", "-id"], name="what_if_by_round")]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.at:%Y-%m-%d %H:%M}"
