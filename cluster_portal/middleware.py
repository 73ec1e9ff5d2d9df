"""What happens around every request: where it comes from and since when, content policy, audience, refusals in words."""

import datetime as dt
import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.utils import timezone

from cluster_portal.shared.audience import PUBLIC, admits, audience_of
from cluster_portal.shared.errors import DomainError, NotAllowed
from cluster_portal.views.errors import error_page, problem

Handler = Callable[[HttpRequest], HttpResponse]

# Routes of libraries that cannot carry our attribute, by resolver namespace or name prefix.
LIBRARY_AUDIENCES = {"account_": (PUBLIC,), "admin": ("admin",)}

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class ArrivalMiddleware:
    """`request.arrived_at`: when the request reached us, before any queue of ours; REMOTE_ADDR: who sent it.

    Our own reverse proxy writes X-Request-Start (seconds since 1970) and X-Forwarded-For; nobody else is believed.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.arrived_at = self._arrival(request)  # type: ignore[attr-defined]
        if settings.BEHIND_PROXY and (told := request.headers.get("X-Forwarded-For", "")):
            nearest = told.rpartition(",")[2].strip()  # what stands before it, the client may have written itself
            if _is_address(nearest):
                request.META["REMOTE_ADDR"] = nearest
        return self.get_response(request)

    @staticmethod
    def _arrival(request: HttpRequest) -> dt.datetime:
        now = timezone.now()
        if settings.BEHIND_PROXY and (written := request.headers.get("X-Request-Start", "")):
            try:
                stamped = dt.datetime.fromtimestamp(float(written.removeprefix("t=")), tz=dt.UTC)
            except (ValueError, OverflowError, OSError):
                return now
            return min(stamped, now)
        return now


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


class LoopbackMiddleware:
    """The demonstration, whose passwords are public, answers this machine alone, whatever serves it and under any name."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sender = request.META.get("REMOTE_ADDR")  # empty: through a socket of this machine
        if settings.DEMO and sender and not ipaddress.ip_address(sender).is_loopback:
            return HttpResponseForbidden(
                "Demonstration mode has public passwords: it answers on loopback only.", content_type="text/plain"
            )
        return self.get_response(request)


class StorableAddressMiddleware:
    """An address with the sign no database keeps (NUL) names nothing; in a query the sign is left out."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.META["QUERY_STRING"] = request.META.get("QUERY_STRING", "").replace("%00", "").replace("\x00", "")
        if "\x00" in request.path_info:
            request.path_info = request.path_info.replace("\x00", "\ufffd")  # found nowhere
        return self.get_response(request)


class ContentPolicyMiddleware:
    """A strict content policy on every page that does not bring a stricter one."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(self), microphone=(self), geolocation=(self)")
        return response


class AudienceMiddleware:
    """Nobody sees a page that was not meant for them; a page meant for nobody is seen by nobody."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        audience = audience_of(view) or self._library_audience(request)
        if audience is None:
            return error_page(request, NotAllowed(code="no-audience"))
        if PUBLIC in audience or hasattr(view, "cls"):  # REST views authenticate first; AudiencePermission asks then
            return None
        if admits(audience, request.user):
            return None
        if not request.user.is_authenticated:
            return self._to_sign_in(request)
        return error_page(request, NotAllowed())

    @staticmethod
    def _library_audience(request: HttpRequest) -> tuple[str, ...] | None:
        match = request.resolver_match
        for prefix, audience in LIBRARY_AUDIENCES.items():
            if match and (prefix in match.namespaces or (not match.namespaces and (match.url_name or "").startswith(prefix))):
                return audience
        return None

    @staticmethod
    def _to_sign_in(request: HttpRequest) -> HttpResponse:
        if wants_json(request):
            return JsonResponse(
                {"type": "about:blank", "title": "Sign in", "status": 401, "code": "sign-in"},
                status=401,
                content_type="application/problem+json",
            )
        after = request.get_full_path() if request.method in {"GET", "HEAD"} else request.META.get("HTTP_REFERER", "/")
        return redirect_to_login(after)


class DomainErrorMiddleware:
    """A refusal that no view caught becomes a page, or problem details for a machine."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        return problem(exception) if wants_json(request) else error_page(request, exception)


def wants_json(request: HttpRequest) -> bool:
    return request.path.startswith("/api/") or request.headers.get("Accept", "").startswith("application/json")
