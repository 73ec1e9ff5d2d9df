from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.models import Region
from projects.models.call import Call
from projects.states import ProposalStatus


class StatusCount(models.Model):
    """How many handed-in proposals a call has in each region and status: kept by the database, so that no list counts.

    A trigger on proposals adds and takes away in the transaction of the deed; drafts are not in it.
    """

    call = models.ForeignKey(Call, models.CASCADE, related_name="status_counts")
    region = models.ForeignKey(Region, models.CASCADE, related_name="+")
    status = models.CharField(max_length=20, choices=ProposalStatus.choices)
    number = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("count by status")
        verbose_name_plural = _("counts by status")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_count_per_call_region_and_status", fields=["call", "region", "status"]),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.region_id} {self.status}: {self.number}"
