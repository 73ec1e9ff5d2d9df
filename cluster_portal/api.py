"""What every REST view shares: audience, paging, problem details. No logic of its own."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions, status
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from cluster_portal.shared.audience import admits, audience_of
from cluster_portal.shared.errors import DomainError
from cluster_portal.views.errors import problem_body


class AudiencePermission(BasePermission):
    """The view's `audience`, or `audience_for_<method>` where writing is for fewer."""

    def has_permission(self, request: Request, view: Any) -> bool:
        audience = getattr(view, f"audience_for_{(request.method or '').lower()}", None) or audience_of(view)
        if isinstance(audience, str):
            audience = (audience,)
        return audience is not None and admits(audience, request.user)


class CountedPagination(PageNumberPagination):
    """For short public lists whose whole number is worth knowing."""

    page_size_query_param = "page_size"
    max_page_size = 500


PROBLEM_JSON = "application/problem+json"


def problem_details(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Every error as RFC 9457 problem details, our refusals included."""
    from rest_framework.views import exception_handler  # that module reads our settings while it loads

    if isinstance(exc, DomainError):
        return Response(problem_body(exc), status=exc.status, content_type=PROBLEM_JSON)
    response = exception_handler(exc, context)
    if response is None:
        return None
    body: dict[str, Any] = {"type": "about:blank", "status": response.status_code}
    if isinstance(exc, exceptions.ValidationError):
        body |= {"title": str(exc.default_detail), "code": "invalid", "errors": response.data}
    else:
        code = (
            "not-found"
            if isinstance(exc, Http404)
            else "not-allowed"
            if isinstance(exc, PermissionDenied)
            else getattr(exc, "default_code", "error")
        )
        detail = response.data.get("detail", "") if isinstance(response.data, dict) else ""
        body |= {"title": str(detail) or status_title(response.status_code), "code": code, "detail": str(detail)}
    response.data = body
    response.content_type = PROBLEM_JSON
    return response


def status_title(code: int) -> str:
    return "Not found" if code == status.HTTP_404_NOT_FOUND else "Refused"
