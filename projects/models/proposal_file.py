from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models import StoredFile
from projects.models.partner import Partner
from projects.models.proposal import Proposal


class ProposalFile(models.Model):
    """A document of the proposal (partner empty) or of one partner, under a code of the rulebook's document list."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="files")
    partner = models.ForeignKey(Partner, models.CASCADE, null=True, blank=True, related_name="files")
    document = models.CharField(_("document"), max_length=40)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["proposal"], name="file_by_proposal", condition=models.Q(removed_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.document}: {self.file_id}"
