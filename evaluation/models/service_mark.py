from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from evaluation.models.member import PanelMember


class ServiceMark(models.Model):
    """How an evaluator served in one round (평가 활동 기록): what was sealed in time is counted, the comments HQ judges."""

    member = models.OneToOneField(PanelMember, models.PROTECT, related_name="mark")
    due = models.PositiveIntegerField(_("sheets due"))
    in_time = models.PositiveIntegerField(_("sealed in time"))
    quality = models.PositiveSmallIntegerField(
        _("quality of comments"),
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text=_("1 (poor) to 5 (excellent)"),
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("mark of service")
        verbose_name_plural = _("marks of service")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="quality_is_between_1_and_5", condition=models.Q(quality__gte=1, quality__lte=5)),
            models.CheckConstraint(name="no_more_is_in_time_than_was_due", condition=models.Q(in_time__lte=models.F("due"))),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.in_time}/{self.due}, {self.quality}"

    @property
    def timeliness(self) -> int:
        """Percent of the sheets due that were sealed in time."""
        return self.in_time * 100 // self.due if self.due else 100
