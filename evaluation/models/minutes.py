from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from evaluation.models.meeting import Meeting
from evaluation.models.member import PanelMember
from evaluation.states import PaperKind


class Minutes(models.Model):
    """The minutes or the result sheet of a meeting as they are put before its people. A change is another version.

    `facts` are what the portal knows (agenda, attendance, quorum, sums) as canonical JSON; `digest` covers facts and text.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="papers")
    kind = models.CharField(_("kind"), max_length=10, choices=PaperKind.choices)
    version = models.PositiveSmallIntegerField(_("version"))
    text = models.TextField(_("text"), max_length=20_000, blank=True)
    facts = models.JSONField(_("facts"))
    digest = models.CharField(_("SHA-256 of the content"), max_length=64)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")
        ordering: ClassVar[list[str]] = ["kind", "-version"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_version_of_a_meetings_minutes_per_number", fields=["meeting", "kind", "version"]),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.kind} {self.version}"


class MinutesSignature(models.Model):
    """An evaluator's signature under one version: a salted seal over digest, seat and time, as on a score sheet."""

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="signatures")
    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="minutes_signatures")
    salt = models.CharField(max_length=64)
    seal = models.CharField(_("seal"), max_length=64, unique=True)
    signed_at = models.DateTimeField(_("signed"))

    class Meta:
        verbose_name = _("signature under minutes")
        verbose_name_plural = _("signatures under minutes")
        ordering: ClassVar[list[str]] = ["signed_at"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="everybody_signs_a_version_once", fields=["minutes", "member"]),
        ]

    def __str__(self) -> str:
        return self.seal
