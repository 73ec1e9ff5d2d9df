from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluation.models.member import PanelMember
from projects.models import Proposal


class ConflictDeclaration(models.Model):
    """What an evaluator said about each proposal before any file opened: a tie, or none."""

    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="declarations")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="conflict_declarations")
    has_conflict = models.BooleanField(_("conflict of interest"))
    kind = models.CharField(_("ground"), max_length=40, blank=True)  # a code of the rulebook's conflicts, or "other"
    text = models.CharField(_("what the tie is"), max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("conflict declaration")
        verbose_name_plural = _("conflict declarations")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_declaration_per_evaluator_and_proposal", fields=["member", "proposal"]),
            models.CheckConstraint(
                name="a_declared_conflict_names_its_ground", condition=models.Q(has_conflict=False, kind="") | models.Q(has_conflict=True) & ~models.Q(kind=""),
                violation_error_message=_("Choose the ground of the conflict."),
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["proposal"], name="declared_conflict", condition=models.Q(has_conflict=True)),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} × {self.proposal_id}: {self.kind or '-'}"
