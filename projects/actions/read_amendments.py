"""Somebody at work on a proposal has read how its call was amended."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cluster_portal.shared.errors import require
from projects import access
from projects.models import AmendmentReading, Proposal


@transaction.atomic
def read_amendments(proposal: Proposal, *, number: int, by: User, at: dt.datetime | None = None) -> AmendmentReading:
    """Note that the person has read up to amendment `number` of the proposal's call; never back to an earlier one.

    An amendment made while the page stood open is not counted as read.
    """
    require(access.may_see_text(by, proposal))
    number = min(number, proposal.call.amendment_number)
    reading, _made = AmendmentReading.objects.select_for_update().get_or_create(
        call=proposal.call, user=by, defaults={"number": number, "at": at or timezone.now()}
    )
    if reading.number < number:
        reading.number, reading.at = number, at or timezone.now()
        reading.save(update_fields=["number", "at"])
    return reading
