"""Give a call a later closing time."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from projects import access
from projects.messages import calls as messages
from projects.models import Call, CallExtension
from projects.states import CallStatus


@transaction.atomic
def extend_call(call: Call, *, closes_at: dt.datetime, reason: str, by: User, at: dt.datetime | None = None) -> CallExtension:
    """Move the closing time of a published call to a later one, for a reason that its public page shows.

    Everyone at work on a proposal for it is told. Only before it closes: a closed call is not opened again.

    Raises InvalidInput naming `closes_at` or `reason`; DomainError "call-not-open".
    """
    at = at or timezone.now()
    call = Call.objects.lock(call.pk)
    require(access.may_extend_call(by, call))
    if call.status != CallStatus.PUBLISHED or at > call.closes_at:
        raise DomainError(_("Only a published call that has not closed yet can be extended."), code="call-not-open")
    if closes_at <= call.closes_at:
        raise InvalidInput({"closes_at": _("The new closing time must be later than the present one.")})
    if not reason.strip():
        raise InvalidInput({"reason": _("Please give the reason: it is shown to everyone.")})
    extension = CallExtension.objects.create(
        call=call, closed_before=call.closes_at, closes_now=closes_at, reason=reason.strip(), by=by, at=at
    )
    call.closes_at = closes_at
    call.save(update_fields=["closes_at"])
    event = record(
        stream=call.stream, verb="extended", by=by, at=at,
        data={"closed_before": extension.closed_before, "closes_now": closes_at, "reason": extension.reason},
    )  # fmt: skip
    messages.call_extended(event, call, extension)
    return extension
