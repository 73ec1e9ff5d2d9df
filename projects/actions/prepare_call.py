"""Begin to write a call."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import require
from programme.models import ProgrammeYear
from projects import access
from projects.actions.call_description import CallDescription
from projects.models import Call


@transaction.atomic
def prepare_call(
    description: CallDescription, *, by: User, at: dt.datetime | None = None, ref: str = "", is_demo: bool = False
) -> Call:
    """A draft that only its office and the overseers see, with a reference of its own (`2026-capital-1`).

    Raises InvalidInput, naming each field.
    """
    require(access.may_write_call(by, region=description.region))
    description.check()
    ProgrammeYear.objects.select_for_update(no_key=True).get(pk=description.year.pk)  # one number at a time
    call = Call(ref=ref or _next_ref(description), created_by=by, is_demo=is_demo)
    description.write_on(call)
    call.save()
    record(stream=call.stream, verb="prepared", by=by, data=description.as_recorded(), at=at)
    return call


def _next_ref(description: CallDescription) -> str:
    stem = f"{description.year.pk}-{description.region.pk if description.region else 'national'}-"
    taken = Call.objects.filter(ref__startswith=stem).values_list("ref", flat=True)
    numbers = [int(ref.removeprefix(stem)) for ref in taken if ref.removeprefix(stem).isdecimal()]
    return f"{stem}{max(numbers, default=0) + 1}"
