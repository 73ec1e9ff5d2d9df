from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from projects.models.proposal import Proposal


class Submission(models.Model):
    """What was handed in, exactly: canonical JSON and its SHA-256. The database refuses to change or remove it.

    A proposal may be withdrawn and handed in again until the call closes; the latest counts, all are kept.
    """

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="submissions")
    seq = models.PositiveSmallIntegerField(_("number of this proposal's submission"))
    number = models.CharField(_("receipt number"), max_length=60, unique=True)
    submitted_at = models.DateTimeField(_("submitted"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    snapshot = models.TextField(_("canonical JSON"))
    sha256 = models.CharField("SHA-256", max_length=64)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering: ClassVar[list[str]] = ["-seq"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_submission_per_number_of_a_proposal", fields=["proposal", "seq"]),
            models.UniqueConstraint(
                name="only_one_standing_submission_per_proposal",
                fields=["proposal"],
                condition=models.Q(withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.number
