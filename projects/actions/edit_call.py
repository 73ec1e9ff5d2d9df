"""Go on writing a call."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, require
from projects import access
from projects.actions.call_description import CallDescription
from projects.models import Call
from projects.states import CallStatus


@transaction.atomic
def edit_call(call: Call, description: CallDescription, *, by: User, at: dt.datetime | None = None) -> Call:
    """Replace what a draft call says. Its reference stays.

    Raises InvalidInput, naming each field; DomainError "call-published" once it is out: from then on
    a call is only amended.
    """
    call = Call.objects.lock(call.pk)
    require(access.may_write_call(by, call) and access.may_write_call(by, region=description.region))
    if call.status != CallStatus.DRAFT:
        raise DomainError(_("A published call is not rewritten. It can be amended, with a reason."), code="call-published")
    description.check()
    description.write_on(call)
    call.save()
    record(stream=call.stream, verb="edited", by=by, data=description.as_recorded(), at=at)
    return call
