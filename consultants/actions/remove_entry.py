import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import require
from consultants import access
from consultants.models import Entry, Expert


@transaction.atomic
def remove_entry(entry: Entry, *, by: User, at: dt.datetime | None = None) -> None:
    """Take a line out of a profile. It no longer counts and stays as history; a second press changes nothing."""
    at = at or timezone.now()
    expert = Expert.objects.select_for_update(no_key=True).get(pk=entry.expert_id)
    kind = type(entry)
    require(access.may_write_entry(by, expert, kind))
    if kind.objects.standing().filter(pk=entry.pk).update(removed_at=at):
        data = {"kind": kind._meta.model_name, "entry": entry.pk, "facts": entry.facts()}
        record(stream=expert.stream, verb="entry-removed", by=by, at=at, data=data)
