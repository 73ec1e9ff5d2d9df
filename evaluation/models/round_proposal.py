from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from evaluation.models.round import Round
from evaluation.models.section import Section
from evaluation.pseudonyms import new_salt, proposal_code
from evaluation.states import AdjustmentKind
from projects.models import Proposal


class RoundProposalQuerySet(models.QuerySet["RoundProposal"]):
    def codes(self) -> dict[int, str]:
        """{proposal id: the code that stands for it}. One statement for any number."""
        rows = self.order_by("proposal").values_list("proposal", "salt", "proposal__ref")
        return {proposal: proposal_code(salt, ref) for proposal, salt, ref in rows}


class RoundProposal(models.Model):
    """A proposal's place in a round: taken in when the round was planned, and not changed after.

    `code` stands for the proposal in seals and in the public packet; `salt` is made public only with a published result.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="entries")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="rounds")
    salt = models.CharField(max_length=64, default=new_salt, editable=False)
    section = models.ForeignKey(
        Section, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("section")
    )  # none where each proposal has its own evaluators
    code_name = models.CharField(_("code name"), max_length=9, blank=True, default="", editable=False)  # in a blind round
    # Kept, for the monitor.
    sheet_count = models.PositiveSmallIntegerField(_("sheets due"), default=0)
    sealed_count = models.PositiveSmallIntegerField(_("sheets sealed"), default=0)

    objects = RoundProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal in a round")
        verbose_name_plural = _("proposals in a round")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="a_proposal_is_in_a_round_once", fields=["round", "proposal"]),
            models.UniqueConstraint(
                name="a_code_name_stands_for_one_proposal", fields=["round", "code_name"], condition=~models.Q(code_name="")
            ),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["round", "id"], name="entry_by_round")]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.proposal_id}"

    @property
    def code(self) -> str:
        return proposal_code(self.salt, self.proposal.ref)

    @property
    def missing_count(self) -> int:
        return self.sheet_count - self.sealed_count


class Adjustment(models.Model):
    """Bonus or penalty points with what proves them; how much of it counts is the rulebook's to say."""

    entry = models.ForeignKey(RoundProposal, models.PROTECT, related_name="adjustments")
    kind = models.CharField(_("kind"), max_length=8, choices=AdjustmentKind.choices)
    code = models.CharField(_("ground"), max_length=40)  # of the rulebook's bonuses or penalties
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2)
    evidence = models.CharField(_("evidence"), max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("bonus or penalty")
        verbose_name_plural = _("bonuses and penalties")
        ordering: ClassVar[list[str]] = ["kind", "code"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                name="one_adjustment_per_ground",
                fields=["entry", "kind", "code"],
                violation_error_message=_("This ground has been entered already."),
            ),
            models.CheckConstraint(
                name="an_adjustment_is_above_zero",
                condition=models.Q(points__gt=0),
                violation_error_message=_("Points must be above zero."),
            ),
            models.CheckConstraint(
                name="an_adjustment_has_its_evidence",
                condition=~models.Q(evidence=""),
                violation_error_message=_("Please write what proves it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code} {self.points}"
