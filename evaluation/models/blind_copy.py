from typing import Any, ClassVar, Never

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from documents.models import StoredFile
from evaluation.models.round_proposal import RoundProposal
from projects.models import Proposal, ProposalFile


class BlindCopy(models.Model):
    """What evaluators of a blind round read instead of a proposal (블라인드 사본): kept as it was when the headquarters had looked
    it through. Until then, and again after a word was added, the proposal is closed to them."""

    entry = models.OneToOneField(RoundProposal, models.PROTECT, related_name="blind_copy")
    words = models.JSONField(_("further words"), default=list)  # that the headquarters has blackened beside all names
    title = models.CharField(_("title"), max_length=400, blank=True, default="")
    content = models.JSONField(null=True, blank=True)  # in the shape of a submission; none where nothing was handed in
    digest = models.CharField(max_length=64, blank=True, default="", editable=False)
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)

    class Meta:
        verbose_name = _("blind copy")
        verbose_name_plural = _("blind copies")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="a_checked_copy_says_who_checked_what",
                condition=models.Q(checked_at__isnull=True, checked_by__isnull=True)
                | models.Q(checked_at__isnull=False, checked_by__isnull=False) & ~models.Q(digest=""),
            ),
        ]

    def __str__(self) -> str:
        return self.entry.code_name

    @property
    def is_checked(self) -> bool:
        return self.checked_at is not None


class BlindFile(models.Model):
    """The blackened copy of one file of a proposal: all that evaluators of a blind round get of it."""

    entry = models.ForeignKey(RoundProposal, models.PROTECT, related_name="blind_files")
    original = models.ForeignKey(ProposalFile, models.PROTECT, related_name="+")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("blackened copy of a file")
        verbose_name_plural = _("blackened copies of files")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="a_file_has_one_blackened_copy", fields=["entry", "original"]),
        ]

    def __str__(self) -> str:
        return self.file.name


class BlindProposal(Proposal):
    """A proposal under its code name, as evaluators of a blind round know it. Made by queries/blind.py, never saved."""

    class Meta:
        proxy = True

    def save(self, *_args: Any, **_kwargs: Any) -> Never:
        raise TypeError("A blind proposal is a view of one, and is never saved.")
