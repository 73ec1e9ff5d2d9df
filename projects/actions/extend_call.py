"""Give a call a later closing time."""

import datetime as dt

from accounts.models import User
from projects.actions.amend_call import amend_call
from projects.models import Call, CallAmendment


def extend_call(call: Call, *, closes_at: dt.datetime, reason: str, by: User, at: dt.datetime | None = None) -> CallAmendment:
    """Move the closing time of a published call to a later one: an amendment of nothing else (`amend_call`).

    Raises InvalidInput naming `closes_at` or `reason`; DomainError "call-not-open".
    """
    return amend_call(call, closes_at=closes_at, reason=reason, by=by, at=at)
