"""Show a call to everyone."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from programme.actions.freeze_rulebook import freeze_rulebook
from programme.clocks import notice_days, notice_is_long_enough
from programme.queries import holiday_calendar
from programme.states import YearStatus
from projects import access
from projects.messages import calls as messages
from projects.models import Call
from projects.states import CallStatus


@transaction.atomic
def publish_call(call: Call, *, by: User, short_notice_reason: str | None = None, at: dt.datetime | None = None) -> Call:
    """Publish a draft call.

    Its rulebook is frozen with it: criteria, cap and clocks can no longer change for this call. Firms with a plant
    in its region are told. A call that opened "in the past" opens now. A call that stands open for less than the
    rulebook's notice (30 days; RULES.md §3.1) says why.

    Raises InvalidInput naming `short_notice_reason` or `closes_at`; DomainError "year-not-open".
    """
    at = at or timezone.now()
    call = Call.objects.lock(call.pk, "year")  # the year stays open until the call is out
    require(access.may_publish_call(by, call))
    call.become(CallStatus.PUBLISHED)
    if call.year.status != YearStatus.OPEN:
        raise DomainError(_("The programme year %(year)s is not open.") % {"year": call.year.pk}, code="year-not-open")
    if short_notice_reason is not None:
        call.short_notice_reason = short_notice_reason.strip()
    _require_notice(call, at)
    call.opens_at = max(call.opens_at, at)
    call.published_at = at
    call.save(update_fields=["status", "short_notice_reason", "opens_at", "published_at"])
    rulebook = freeze_rulebook(call.rulebook, by=by, at=at)
    event = record(
        stream=call.stream, verb="published", by=by, at=at,
        data={
            "rulebook": rulebook.ref,
            "rulebook_sha256": rulebook.sha256,
            "tracks": call.tracks,
            "opens_at": call.opens_at,
            "closes_at": call.closes_at,
            "short_notice_reason": call.short_notice_reason,
        },
    )  # fmt: skip
    messages.call_published(event, call)
    return call


def _require_notice(call: Call, at: dt.datetime) -> None:
    if call.closes_at <= at:
        raise InvalidInput({"closes_at": _("The closing time has passed. Please set a later one.")})
    notice = call.rulebook.rules.clocks.call_notice.value
    if call.short_notice_reason or notice_is_long_enough(at, call.closes_at, notice, holiday_calendar()):
        return
    message = _("The call would stand open for %(days)d days; the rulebook asks for %(notice)d. Please say why it is shorter.")
    values = {"days": notice_days(at, call.closes_at), "notice": notice.amount}
    raise InvalidInput({"short_notice_reason": message % values}, code="short-notice")
