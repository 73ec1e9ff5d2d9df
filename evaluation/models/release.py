from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from evaluation.models.round import Round


class Release(models.Model):
    """The one act that makes a round known: what was released, file by file, and its digest. The database keeps it."""

    round = models.OneToOneField(Round, models.PROTECT, related_name="release")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("released"))
    content = models.TextField(_("what was released: the digests of the files of the packet"))
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering: ClassVar[list[str]] = ["-at"]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.sha256[:12]}"
