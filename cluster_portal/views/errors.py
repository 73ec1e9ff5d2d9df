"""Pages for what went wrong: each says what happened and what to do next."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _

from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed, NotReady, StaleVersion


def error_page(request: HttpRequest, error: DomainError) -> HttpResponse:
    status = error.status
    template = f"{409 if status == 422 else status}.html"
    return render(request, template, {"error": error, "status": status}, status=status)


def problem(error: DomainError) -> JsonResponse:
    """RFC 9457 problem details of a refusal."""
    return JsonResponse(problem_body(error), status=error.status, content_type="application/problem+json")


def problem_body(error: DomainError) -> dict[str, Any]:
    body: dict[str, Any] = {
        "type": f"/help/errors/#{error.code}",
        "title": str(error.title),
        "status": error.status,
        "detail": str(error.message),
        "code": error.code,
    }
    if isinstance(error, InvalidInput):
        body["errors"] = {field: str(message) for field, message in error.errors.items()}
    elif error.field:
        body["errors"] = {error.field: str(error.message)}
    if isinstance(error, NotReady):
        body["problems"] = [str(item) for item in error.problems]
    if isinstance(error, StaleVersion):
        body |= {"current": error.current, "version": error.version, "by": error.by}
    return body


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """An expired form: 401 for autosave (it keeps the text and asks to sign in), a page for people."""
    error = NotAllowed(
        _("This page was open for too long. Go back, reload it and send it again; what you typed is kept by the browser."),
        code="csrf",
    )
    if request.headers.get("Accept", "").startswith("application/json"):
        return problem(error)
    return error_page(request, error)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", {"status": 400}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(
        request, "403.html", {"status": 403, "error": exception if isinstance(exception, DomainError) else None}, status=403
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if request.path.startswith("/api/"):
        body = {"type": "about:blank", "title": _("Not found"), "status": 404, "code": "not-found"}
        return JsonResponse(body, status=404, content_type="application/problem+json")
    return render(request, "404.html", {"status": 404}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """No database, no context: something is already broken."""
    return HttpResponse(loader.get_template("500.html").render({}), status=500)
