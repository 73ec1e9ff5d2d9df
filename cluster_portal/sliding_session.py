"""People stay signed in while they work, and learn exactly how long a pause may be.

A session is renewed at most once in an eighth of its length: work costs no write per request. What a page
sends by itself (heartbeats) does not count as work.
"""

import math
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

RENEWED = "renewed_at"
BACKGROUND = "X-Background"


def seconds_left(request: HttpRequest) -> int:
    """Seconds until the sign-in runs out if nothing more is done."""
    renewed = request.session.get(RENEWED)
    return (
        settings.SESSION_COOKIE_AGE if renewed is None else max(0, math.ceil(renewed + settings.SESSION_COOKIE_AGE - time.time()))
    )


def renew(request: HttpRequest) -> None:
    request.session[RENEWED] = int(time.time())


class SlidingSessionMiddleware:
    """After sign-in has been looked up; before any view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and BACKGROUND not in request.headers:
            self._renew_when_due(request)
        return self.get_response(request)

    @staticmethod
    def _renew_when_due(request: HttpRequest) -> None:
        if "_auth_user_id" not in request.session:
            return
        if RENEWED not in request.session or seconds_left(request) < settings.SESSION_COOKIE_AGE * 7 // 8:
            renew(request)
