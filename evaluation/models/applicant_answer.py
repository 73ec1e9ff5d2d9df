from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from evaluation.models.round_proposal import RoundProposal


class ApplicantAnswerQuerySet(models.QuerySet["ApplicantAnswer"]):
    def visible_to(self, user: Any) -> "ApplicantAnswerQuerySet":
        from evaluation import access

        return self.filter(access.applicant_answers_visible_to(user))


class ApplicantAnswer(models.Model):
    """What an applicant says to the evaluators' comments before the panel decides (평가의견에 대한 의견서).

    Handed in once, within the window of its round; what was not handed in is no answer. `comments` are those it answers,
    as they were shown: the panel may change its own afterwards.
    """

    entry = models.OneToOneField(RoundProposal, models.PROTECT, related_name="applicant_answer")
    text = models.TextField(_("answer to the comments"), blank=True, max_length=3000)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    handed_in_at = models.DateTimeField(_("handed in"), null=True, blank=True)
    handed_in_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    comments = models.JSONField(default=list)

    objects = ApplicantAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("applicant's answer")
        verbose_name_plural = _("applicants' answers")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="an_answer_handed_in_says_something_and_by_whom",
                condition=models.Q(handed_in_at__isnull=True) | models.Q(handed_in_by__isnull=False) & ~models.Q(text=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} v{self.version}"
