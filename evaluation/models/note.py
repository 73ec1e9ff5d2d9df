from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluation.models.sheet import Sheet


class Note(models.Model):
    """What an evaluator jots down on one proposal, for nobody else: no page, export, packet or letter carries it. Deleted with
    the round's release."""

    sheet = models.OneToOneField(Sheet, models.PROTECT, related_name="note")
    text = models.TextField(_("own notes"), blank=True)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("own note")
        verbose_name_plural = _("own notes")
        constraints: ClassVar[list[Any]] = []

    def __str__(self) -> str:
        return f"note on {self.sheet_id}"
