import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import require
from consultants import access
from consultants.models import Entry, Expert


@transaction.atomic
def write_entry(
    kind: type[Entry],
    expert: Expert,
    /,
    *,
    by: User,
    instead_of: Entry | None = None,
    at: dt.datetime | None = None,
    **facts: Any,
) -> Entry:
    """Write a line into a profile; `instead_of` is the line it corrects, which stays as history.

    Raises:
        NotAllowed: for a line that is not this person's to write (sanctions are the programme office's).
    """
    at = at or timezone.now()
    expert = Expert.objects.select_for_update(no_key=True).get(pk=expert.pk)
    require(access.may_write_entry(by, expert, kind))
    replaced = 0
    if instead_of is not None:
        replaced = kind.objects.standing().filter(pk=instead_of.pk, expert=expert).update(removed_at=at)
        if not replaced:  # corrected already, by a second press or on another device
            return kind.objects.filter(expert=expert).latest("pk")
    entry = kind.objects.create(expert=expert, added_at=at, **facts)
    data = {"kind": kind._meta.model_name, "entry": entry.pk, "facts": entry.facts()}
    if instead_of is not None:
        data["instead_of"] = instead_of.pk
    record(stream=expert.stream, verb="entry-written", by=by, at=at, data=data)
    return entry
