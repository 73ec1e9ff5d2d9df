"""Refusals that only the evaluation knows."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from cluster_portal.shared.errors import DomainError
from programme.clocks import shown_last_moment
from projects.errors import seoul


class AppealClosed(DomainError):
    """Too late for an appeal; `until` is the first moment that was too late. Korean time by the portal's clock."""

    def __init__(self, *, at: dt.datetime, until: dt.datetime) -> None:
        self.at = at
        self.until = until
        day, hour = shown_last_moment(until)
        super().__init__(CLOSED % {"day": f"{day:%Y-%m-%d}", "hour": hour, "at": seoul(at)}, code="appeal-closed")


CLOSED = _("Appeals could be filed until %(day)s, %(hour)s; this arrived at %(at)s (Korea time, by the portal's clock).")
