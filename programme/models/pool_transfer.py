from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.models import Region
from programme.models.year import ProgrammeYear


class PoolTransfer(models.Model):
    """Money that moved between a region's budget and the central pool of a year. Above zero: into the pool."""

    year = models.ForeignKey(ProgrammeYear, models.PROTECT, related_name="pool_transfers")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("region"))
    amount_krw = models.BigIntegerField(_("into the pool (₩)"))
    why = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("transfer of the central pool")
        verbose_name_plural = _("transfers of the central pool")
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="a_transfer_moves_some_money", condition=~models.Q(amount_krw=0)),
        ]

    def __str__(self) -> str:
        return f"{self.year_id} {self.region_id} {self.amount_krw:+,}"
