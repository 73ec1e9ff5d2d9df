"""Change what a published call says."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, StaleVersion, require
from projects import access
from projects.amendable import WORDS, changed
from projects.messages import calls as messages
from projects.models import Call, CallAmendment
from projects.states import CallStatus


@transaction.atomic
def amend_call(
    call: Call, *, reason: str, by: User, words: Mapping[str, str] | None = None, closes_at: dt.datetime | None = None,
    base: int | None = None, at: dt.datetime | None = None,
) -> CallAmendment:  # fmt: skip
    """Amend a published call that has not closed: its words, a later closing time, or both; for a reason everyone reads.

    Its public page keeps what stood before beside what stands now. Everyone at work on a proposal for it is told once.
    The rulebook, the tracks and the region were frozen with the publication; an earlier closing time would take time
    away that was promised. `base` is the number of amendments its writer had seen: who writes on an older call is told.

    Raises InvalidInput naming the field; StaleVersion; DomainError "call-not-open".
    """
    at = at or timezone.now()
    call = Call.objects.lock(call.pk)
    require(access.may_amend_call(by, call))
    if call.status != CallStatus.PUBLISHED or at > call.closes_at:
        raise DomainError(_("Only a published call that has not closed yet can be amended."), code="call-not-open")
    if base is not None and base != call.amendment_number:
        raise StaleVersion(current="", version=call.amendment_number)
    after = changed({name: getattr(call, name) for name in WORDS}, words or {})
    later = closes_at if closes_at not in (None, call.closes_at) or words is None else None
    _check(call, after, later, reason)
    amendment = CallAmendment.objects.create(
        call=call, number=call.amendment_number + 1, reason=reason.strip(), by=by, at=at,
        words_before={name: getattr(call, name) for name in after}, words_after=after,
        closed_before=call.closes_at if later else None, closes_now=later,
    )  # fmt: skip
    for name, text in after.items():
        setattr(call, name, text)
    call.closes_at = later or call.closes_at
    call.amendment_number = amendment.number
    call.save(update_fields=[*after, "closes_at", "amendment_number"])
    event = record(
        stream=call.stream, verb="extended" if amendment.is_extension else "amended", by=by, at=at, data=_as_recorded(amendment)
    )
    messages.call_amended(event, call, amendment)
    return amendment


def _check(call: Call, after: Mapping[str, str], later: dt.datetime | None, reason: str) -> None:
    errors: dict[str, Any] = {}
    if after.get("title_ko") == "":
        errors["title_ko"] = _("A call needs a title.")
    if later is not None and later <= call.closes_at:
        errors["closes_at"] = _("The new closing time must be later than the present one.")
    if not reason.strip():
        errors["reason"] = _("Please give the reason: it is shown to everyone.")
    if not after and later is None:
        errors["title_ko"] = _("Nothing differs from the call as it stands. Change what is to be amended.")
    if errors:
        raise InvalidInput(errors)


def _as_recorded(amendment: CallAmendment) -> dict[str, Any]:
    told: dict[str, Any] = {"number": amendment.number, "reason": amendment.reason}
    if amendment.closes_now:
        told |= {"closed_before": amendment.closed_before, "closes_now": amendment.closes_now}
    if amendment.words_after:
        told |= {"before": amendment.words_before, "after": amendment.words_after}
    return told
