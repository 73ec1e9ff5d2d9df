from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from consultants.models import Expert
from evaluation.models.round import Round
from evaluation.states import RulingOutcome
from projects.models import Proposal


class ConflictRuling(models.Model):
    """What HQ decided on a conflict that was found: remembered for the facts it was decided on (확인 결과).

    Other facts have another digest, and the question is open again. The latest ruling on a digest counts; none is changed.
    """

    expert = models.ForeignKey(Expert, models.PROTECT, related_name="rulings", verbose_name=_("expert"))
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="rulings", verbose_name=_("proposal"))
    rule = models.CharField(_("rule"), max_length=40)  # a code of the rulebook
    digest = models.CharField(_("digest of the facts"), max_length=64)
    facts = models.JSONField(_("facts"))  # as they were found, for whoever reads it later
    outcome = models.CharField(_("outcome"), max_length=12, choices=RulingOutcome.choices)
    reason = models.CharField(_("reason"), max_length=500)
    round = models.ForeignKey(Round, models.PROTECT, related_name="rulings")  # where it came up
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("ruling on a conflict")
        verbose_name_plural = _("rulings on conflicts")
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="a_ruling_has_its_reason", condition=~models.Q(reason=""),
                violation_error_message=_("Please give the reason."),
            ),
            models.CheckConstraint(name="a_ruling_names_its_facts", condition=models.Q(digest__regex=r"^[0-9a-f]{64}$")),
        ]  # fmt: skip
        indexes: ClassVar[list[Any]] = [models.Index(fields=["proposal", "expert"], name="ruling_by_pair")]

    def __str__(self) -> str:
        return f"{self.expert_id} × {self.proposal_id}: {self.rule} {self.outcome}"
