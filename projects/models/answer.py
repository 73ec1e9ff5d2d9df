from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from projects.models.proposal import Proposal


class Answer(models.Model):
    """The text of one field of a proposal. `version` tells two writers apart: who saves from an old one sees a merge view."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="answers")
    field = models.CharField(max_length=60)
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_answer_per_field_of_a_proposal", fields=["proposal", "field"])
        ]

    def __str__(self) -> str:
        return f"{self.field} v{self.version}"


class AnswerRevision(models.Model):
    """What a field said before: written with every save, compared in the history."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering: ClassVar[list[str]] = ["-version"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_revision_per_version_of_an_answer", fields=["answer", "version"])
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} v{self.version}"
