"""Pages that follow what happens elsewhere: the part that changes is asked for again and again, and sent only when it did."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render

PART = "part"  # ?part=live asks for the moving part alone


def live(request: HttpRequest, page: str, part: str, context: dict[str, Any], *, stamp: str, status: int = 200) -> HttpResponse:
    """The whole page; or the part, 304 while `stamp` is the one the page has already."""
    tag = f'"{stamp}"'
    context |= {"stamp": tag, "part": part}
    if request.GET.get(PART) != "live":
        response = render(request, page, context, status=status)
    elif request.headers.get("If-None-Match") == tag:
        response = HttpResponseNotModified()
    else:
        response = render(request, part, context)
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-store"
    return response
