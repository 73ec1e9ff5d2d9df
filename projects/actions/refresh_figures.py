"""The dashboards' numbers, added up."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from projects.models import Figure, Proposal
from projects.states import DECIDED, HANDED_IN, ProposalStatus

FOUND_ELIGIBLE = {ProposalStatus.ELIGIBLE, ProposalStatus.UNDER_EVALUATION, *DECIDED}
SUBMITTED = Q(status__in=HANDED_IN)
COLUMNS = {
    "drafts": Count("pk", filter=Q(status=ProposalStatus.DRAFT)),
    "submitted": Count("pk", filter=SUBMITTED),
    "eligible": Count("pk", filter=Q(status__in=FOUND_ELIGIBLE)),
    "evaluated": Count("pk", filter=Q(status__in=DECIDED)),  # before the release nobody learns that it was
    "selected": Count("pk", filter=Q(status=ProposalStatus.SELECTED)),
    "joint": Count("pk", filter=SUBMITTED & Q(partner_count__gt=1)),
    "cross_region": Count("pk", filter=SUBMITTED & Q(region_count__gt=1)),
    "asked_krw": Coalesce(Sum("requested_krw", filter=SUBMITTED), 0),
    "granted_krw": Coalesce(Sum("granted_krw"), 0),
}


@transaction.atomic
def refresh_figures(*, at: dt.datetime | None = None) -> int:
    """Write one row of figures per programme year and complex, as of now; returns their number.

    Four statements however many proposals there are. Two workers at once write the same rows in the same order:
    the later one stands.
    """
    at = at or timezone.now()
    groups: Any = Proposal.objects.values("call__year", "region", "complex").annotate(**COLUMNS)
    rows = [
        Figure(
            year_id=group["call__year"], region_id=group["region"], complex_id=group["complex"], as_of=at,
            **{name: group[name] for name in COLUMNS},
        )
        for group in groups.order_by("call__year", "region", "complex")
    ]  # fmt: skip
    Figure.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["year", "region", "complex"],
        update_fields=[*COLUMNS, "as_of"],
        batch_size=2000,
    )
    Figure.objects.filter(as_of__lt=at).delete()  # a complex whose last draft moved elsewhere
    return len(rows)
