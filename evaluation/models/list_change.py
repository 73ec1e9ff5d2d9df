from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from evaluation.models.round import Round
from evaluation.states import ListChangeKind
from projects.models import Proposal


class ListChange(models.Model):
    """What happened to a released list: who fell away, who moved up. The list itself stays as it was released."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="list_changes")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="list_changes")
    kind = models.CharField(_("what happened"), max_length=12, choices=ListChangeKind.choices)
    amount_krw = models.BigIntegerField(_("grant (₩)"))  # freed, or given
    number = models.PositiveIntegerField(_("number on the reserve list"), null=True, blank=True)
    from_pool = models.BooleanField(_("from the central pool"), default=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("change after the release")
        verbose_name_plural = _("changes after the release")
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="a_proposal_changes_once_in_each_way", fields=["round", "proposal", "kind"]),
            models.CheckConstraint(
                name="who_falls_away_has_a_reason", condition=~models.Q(kind="dropped_out") | ~models.Q(reason=""),
                violation_error_message=_("Please give the reason."),
            ),
            models.CheckConstraint(
                name="who_moves_up_was_on_the_reserve_list",
                condition=~models.Q(kind="promoted") | models.Q(number__isnull=False, amount_krw__gt=0),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.round_id}: {self.proposal_id} {self.kind}"
