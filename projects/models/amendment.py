from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from projects.models.call import Call


class CallAmendment(models.Model):
    """A change of a published call (정정공고), with its reason; everyone at work on a proposal was told.

    A later closing time alone is an extension (연장공고). `words_before` and `words_after` name only the texts that
    changed, by the call's own field names. The database keeps the rows as they were written.
    """

    call = models.ForeignKey(Call, models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField(_("number"), default=0)
    words_before = models.JSONField(_("words before"), default=dict)
    words_after = models.JSONField(_("words now"), default=dict)
    closed_before = models.DateTimeField(_("closed before at"), null=True, blank=True)
    closes_now = models.DateTimeField(_("closes now at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_amendment_per_number_of_a_call", fields=["call", "number"]),
            models.CheckConstraint(name="an_extension_is_later", condition=models.Q(closes_now__gt=models.F("closed_before"))),
            models.CheckConstraint(
                name="an_amendment_changes_something",
                condition=models.Q(closes_now__isnull=False) | ~models.Q(words_after={}),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id}: {self.number}"

    @property
    def is_extension(self) -> bool:
        """Nothing but a later closing time."""
        return not self.words_after


class AmendmentReading(models.Model):
    """Up to which amendment of a call somebody who writes for it has read."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("reading of amendments")
        verbose_name_plural = _("readings of amendments")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_reading_per_person_and_call", fields=["call", "user"]),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.call_id} up to {self.number}"
