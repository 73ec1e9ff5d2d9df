"""Pressing a button that needs no form: the deed is done, or the reason why not is said on the page one came from."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cluster_portal.shared.errors import DomainError, NotAllowed


def press(request: HttpRequest, deed: Callable[[], Any], *, done: Callable[[Any], str], back: str) -> HttpResponse:
    """Do it and go `back`; `done` puts the result into words. What may not be done stays a 403 page."""
    try:
        result = deed()
    except NotAllowed:
        raise
    except DomainError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done(result))
    return redirect(back)
