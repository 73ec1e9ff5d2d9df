from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from evaluation.attendance import Span
from evaluation.models.meeting import Meeting
from evaluation.models.member import PanelMember


class Attendance(models.Model):
    """A stay of an evaluator at a meeting: who goes out and comes back has two."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendance")
    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="attendance")
    came_at = models.DateTimeField(_("came"))
    left_at = models.DateTimeField(_("left"), null=True, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")  # oneself, or the headquarters

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        ordering: ClassVar[list[str]] = ["came_at", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                name="nobody_is_at_a_meeting_twice_at_once",
                fields=["meeting", "member"],
                condition=models.Q(left_at__isnull=True),
            ),
            models.CheckConstraint(
                name="nobody_leaves_before_coming",
                condition=models.Q(left_at__isnull=True) | models.Q(left_at__gte=models.F("came_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} × {self.member_id}"

    def as_span(self) -> Span:
        """The member's seat must be loaded."""
        return Span(self.member.seat, self.came_at, self.left_at)
