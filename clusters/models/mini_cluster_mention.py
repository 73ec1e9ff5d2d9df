from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.models.complex import Complex
from clusters.models.region import Region


class Certainty(models.TextChoices):
    STATED = "stated", _("stated")
    UNCERTAIN = "uncertain", _("uncertain")


class MiniClusterMention(models.Model):
    """A mini-cluster (산학연협의체) as print named it at one time. No register of the 81 of 2010 is public."""

    name = models.CharField(_("name in print"), max_length=60)
    base = models.CharField(_("place in print"), max_length=40)
    region = models.ForeignKey(Region, models.PROTECT, related_name="mini_cluster_mentions", verbose_name=_("region"))
    complex = models.ForeignKey(
        Complex, models.PROTECT, null=True, blank=True, related_name="mini_cluster_mentions", verbose_name=_("complex")
    )
    as_of = models.CharField(_("named in"), max_length=7, help_text=_("YYYY or YYYY-MM"))
    members_note = models.CharField(_("members"), max_length=160, blank=True)
    certainty = models.CharField(_("certainty"), max_length=10, choices=Certainty)
    source = models.CharField(_("source"), max_length=120)
    remark = models.CharField(_("remark"), max_length=240, blank=True)
    order = models.PositiveSmallIntegerField(_("order"))

    class Meta:
        verbose_name = _("mini-cluster named in print")
        verbose_name_plural = _("mini-clusters named in print")
        ordering: ClassVar[list[str]] = ["order"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_mention_per_name_base_and_time", fields=["name", "base", "as_of"]),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.base}, {self.as_of})"
