from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluation.models.round import Round


class Packet(models.Model):
    """The public packet of a released round: made once, with the release, and kept as it is. Its bytes lie in the file store.

    `salt` is behind the hashes of what is not public (conflicts, evidence, members): whoever may open those can be shown.
    """

    round = models.OneToOneField(Round, models.PROTECT, related_name="packet")
    sha256 = models.CharField(_("digest of the packet"), max_length=64)  # of its manifest
    zip_sha256 = models.CharField(_("SHA-256 of the zip file"), max_length=64)
    size = models.PositiveBigIntegerField(_("size (bytes)"))
    salt = models.CharField(max_length=64, editable=False)
    at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("packet")
        verbose_name_plural = _("packets")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="a_packet_has_its_digest", condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$")),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.sha256[:12]}"

    @property
    def name(self) -> str:
        return f"{self.round.ref}-packet.zip"
