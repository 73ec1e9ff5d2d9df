"""Throw a draft call away."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, require
from projects import access
from projects.models import Call
from projects.states import CallStatus


@transaction.atomic
def discard_call(call: Call, *, by: User, at: dt.datetime | None = None) -> None:
    """Remove a call that was never published. Its history stays, and says which call it was.

    A second click finds it gone and changes nothing.

    Raises DomainError "call-published" once it is out: others may build on it.
    """
    found = Call.objects.select_for_update().filter(pk=call.pk).first()
    if found is None:
        return
    require(access.may_write_call(by, found))
    if found.status != CallStatus.DRAFT:
        raise DomainError(_("Only a call that was never published can be discarded."), code="call-published")
    record(stream=found.stream, verb="discarded", by=by, data={"ref": found.ref, "title": found.title_ko}, at=at)
    found.delete()
