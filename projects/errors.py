"""Refusals that only proposals know."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from cluster_portal.shared.errors import DomainError

SEOUL = ZoneInfo("Asia/Seoul")


def seoul(at: dt.datetime) -> str:
    """To the second, so that one second late can be seen: 2026-03-02 17:00:01."""
    return f"{at.astimezone(SEOUL):%Y-%m-%d %H:%M:%S}"


class CallClosed(DomainError):
    """Outside the time a call takes proposals; both times are Korean time by the portal's clock."""

    def __init__(self, *, at: dt.datetime, opens_at: dt.datetime, closes_at: dt.datetime) -> None:
        self.at = at
        self.closes_at = closes_at
        sentence = CLOSED if at > closes_at else NOT_YET
        values: dict[str, Any] = {"opens": seoul(opens_at), "closes": seoul(closes_at), "at": seoul(at)}
        super().__init__(sentence % values, code="call-closed")


CLOSED = _("The time for handing in ended at %(closes)s; this arrived at %(at)s (Korea time, by the portal's clock).")
NOT_YET = _("This call opens at %(opens)s; this arrived at %(at)s (Korea time, by the portal's clock).")
