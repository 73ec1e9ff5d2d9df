import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import require
from consultants import access
from consultants.models import Expert


@transaction.atomic
def confirm_profile(expert: Expert, *, by: User, at: dt.datetime | None = None) -> Expert:
    """Say, once a year, that everything written still holds. A second press on the same day changes nothing."""
    at = at or timezone.now()
    expert = Expert.objects.select_for_update(no_key=True).get(pk=expert.pk)
    require(access.may_confirm_profile(by, expert))
    if expert.confirmed_at and timezone.localdate(expert.confirmed_at) == timezone.localdate(at):
        return expert
    expert.confirmed_at, expert.asked_to_confirm_at = at, None
    expert.save(update_fields=["confirmed_at", "asked_to_confirm_at"])
    record(stream=expert.stream, verb="confirmed", by=by, at=at)
    return expert
