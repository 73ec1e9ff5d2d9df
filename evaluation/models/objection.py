from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cluster_portal.shared.states import Stateful
from consultants.models import Expert
from evaluation.states import OBJECTION_MOVES, OBJECTION_TONES, ObjectionStatus
from projects.models import Proposal


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def visible_to(self, user: Any) -> "ObjectionQuerySet":
        from evaluation import access

        return self.filter(access.objections_visible_to(user))


class Objection(Stateful):
    """An applicant names somebody who should not judge its proposal, and says why (기피 신청). HQ decides each."""

    MOVES = OBJECTION_MOVES

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="objections", verbose_name=_("proposal"))
    name = models.CharField(_("name"), max_length=80)
    organisation_name = models.CharField(_("where the person works"), max_length=120, blank=True)
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    status = models.CharField(_("status"), max_length=10, choices=ObjectionStatus.choices, default=ObjectionStatus.OPEN)
    expert = models.ForeignKey(Expert, models.PROTECT, null=True, blank=True, related_name="objections", verbose_name=_("expert"))
    decision_reason = models.CharField(_("reason of the decision"), max_length=500, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection to an evaluator")
        verbose_name_plural = _("objections to evaluators")
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="an_objection_has_name_and_reason", condition=~models.Q(name="") & ~models.Q(reason=""),
                violation_error_message=_("Name the person and give the reason."),
            ),
            models.CheckConstraint(
                name="a_decided_objection_says_why",
                condition=~models.Q(status__in=["followed", "declined"])
                | models.Q(decided_at__isnull=False, decided_by__isnull=False) & ~models.Q(decision_reason=""),
            ),
            models.CheckConstraint(
                name="a_followed_objection_names_the_expert", condition=~models.Q(status="followed") | models.Q(expert__isnull=False),
                violation_error_message=_("Choose whom of the pool it means."),
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["proposal"], name="objection_open", condition=models.Q(status="open")),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.organisation_name})" if self.organisation_name else self.name

    @property
    def status_tone(self) -> str:
        return OBJECTION_TONES[ObjectionStatus(self.status)]
