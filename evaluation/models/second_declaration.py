from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluation.models.member import PanelMember
from projects.models import Proposal


class SecondDeclaration(models.Model):
    """A tie an evaluator declared after the scoring and before the tally: the sheet on that proposal is set aside."""

    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="second_declarations")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="second_declarations")
    kind = models.CharField(_("ground"), max_length=40)  # a code of the rulebook's conflicts, or "other"
    text = models.CharField(_("what the tie is"), max_length=500)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("second conflict declaration")
        verbose_name_plural = _("second conflict declarations")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_second_declaration_per_evaluator_and_proposal", fields=["member", "proposal"]),
            models.CheckConstraint(
                name="a_second_declaration_says_what_the_tie_is", condition=~models.Q(kind="") & ~models.Q(text=""),
                violation_error_message=_("Please say in a few words what the tie is."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.member_id} × {self.proposal_id}: {self.kind}"
