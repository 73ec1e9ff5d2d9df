"""Every route names its audience, and the name is one we know."""

from django.urls import URLPattern, URLResolver, get_resolver

from cluster_portal.middleware import LIBRARY_AUDIENCES
from cluster_portal.shared.audience import MEMBER, PUBLIC, ROLES_OF, audience_of

KNOWN = {PUBLIC, MEMBER, *ROLES_OF}


def routes(resolver: URLResolver | None = None, prefix: str = "", namespaces: tuple[str, ...] = ()):
    """(path, full name, view, namespaces) of every route."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from routes(entry, path, inner)
        elif isinstance(entry, URLPattern):
            yield path, entry.name or "", entry.callback, namespaces


def of_a_library(name: str, namespaces: tuple[str, ...]) -> bool:
    return any(prefix in namespaces or name.startswith(prefix) for prefix in LIBRARY_AUDIENCES)


ALL = [route for route in routes() if not of_a_library(route[1], route[3])]


def test_every_route_names_its_audience():
    nobodys = [path for path, _name, view, _spaces in ALL if not audience_of(view)]
    assert nobodys == [], "these routes name no audience, so nobody may see them"
    assert [path for path, _name, view, _spaces in ALL if not set(audience_of(view) or ()) <= KNOWN] == []


def test_a_route_without_audience_is_refused(rf, settings):
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpResponse

    from cluster_portal.middleware import AudienceMiddleware

    request = rf.get("/")
    request.user, request.resolver_match = AnonymousUser(), None
    answer = AudienceMiddleware(lambda r: HttpResponse()).process_view(request, lambda r: HttpResponse("secret"), (), {})
    assert answer is not None
    assert answer.status_code == 403
