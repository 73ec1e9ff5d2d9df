"""One answer for all visitors of the same second.

A public page shows a visitor who is not signed in nothing of their own, and what it says by the clock changes on whole
seconds. So those who come within one second get one page, made once in each process: on the day of a deadline the list of
calls costs a look into a table. What somebody changes meanwhile is there a second later at most.
"""

import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

AT_MOST = 500  # pages kept of one second
ANONYMOUS = frozenset({settings.LANGUAGE_COOKIE_NAME, settings.CSRF_COOKIE_NAME})  # cookies that say nothing of a person

Answer = Callable[..., HttpResponse]


def same_for_visitors(view: Answer) -> Answer:
    """Mark a public page that is the same for everybody who is not signed in. Goes below `for_audience`."""
    kept: tuple[int, dict[tuple[Any, ...], tuple[bytes, dict[str, str]]]] = (0, {})

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        nonlocal kept
        if not (settings.SAME_FOR_VISITORS and is_visitor(request)):
            return view(request, *args, **kwargs)
        second = int(request.arrived_at.timestamp())  # type: ignore[attr-defined]
        if second > kept[0]:
            kept = (second, {})
        of_second, pages = kept
        key = (request.get_host(), get_language(), request.get_full_path(), request.headers.get("HX-Request"))
        if second == of_second and (found := pages.get(key)):
            return HttpResponse(found[0], headers=found[1])
        response = view(request, *args, **kwargs)
        if second == of_second and may_be_shared(response) and len(pages) < AT_MOST:
            pages[key] = (response.content, dict(response.headers))
        return response

    return answer


def is_visitor(request: HttpRequest) -> bool:
    return request.method == "GET" and ANONYMOUS.issuperset(request.COOKIES)


def may_be_shared(response: HttpResponse) -> bool:
    return response.status_code == 200 and not response.streaming and not response.cookies
