"""Walking the resolver, and putting what came back into one of the table's words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from cluster_portal.middleware import LIBRARY_AUDIENCES
from tests.permissions.world import SENT, World

MAY, SIGN_IN, MAY_NOT, UNSEEN, NO_SUCH_METHOD = "o", "in", "x", "-", "405"


@dataclass(frozen=True, slots=True)
class Route:
    """One way in: its full name and what its path takes. `methods` are known for REST views only."""

    name: str
    takes: frozenset[str]
    methods: frozenset[str] = frozenset()


def routes(
    resolver: URLResolver | None = None, spaces: tuple[str, ...] = (), taken: frozenset[str] = frozenset()
) -> Iterator[Route]:
    for entry in (resolver or get_resolver()).url_patterns:
        takes = taken | frozenset(entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            yield from routes(entry, (*spaces, entry.namespace) if entry.namespace else spaces, takes)
        elif isinstance(entry, URLPattern):
            actions = getattr(entry.callback, "actions", None) or {}
            allowed = getattr(getattr(entry.callback, "cls", None), "http_method_names", ())
            methods = frozenset(method.upper() for method in actions if method in allowed and method != "head")
            yield Route(":".join([*spaces, entry.name or ""]), takes, methods)


def is_of_a_library(route: Route) -> bool:
    """Swept by pattern: sign-in pages are everybody's, Django's admin is the administrator's."""
    *spaces, name = route.name.split(":")
    return any(prefix in spaces or name.startswith(prefix) for prefix in LIBRARY_AUDIENCES)


OURS = [route for route in routes() if not is_of_a_library(route)]


def route_of(name: str, thing: dict) -> Route | None:
    """The route of that name that the thing fills; of several the most particular one."""
    fitting = [route for route in OURS if route.name == name and route.takes <= set(thing)]
    return max(fitting, key=lambda route: len(route.takes), default=None)


def knock(client: Client, world: World, name: str, thing: str, method: str) -> str:
    """What this person gets there, in a word. Whatever the request did is undone."""
    route = route_of(name, world.things[thing])
    assert route, f"no route {name} takes {world.things[thing]}"
    path = reverse(name, kwargs={key: world.things[thing][key] for key in route.takes})
    with transaction.atomic():
        response = client.generic(method, path, *_body(path, world.things[thing].get(SENT, {})) if method != "GET" else ())
        if response.streaming:
            list(response.streaming_content)
        transaction.set_rollback(True)
    return in_a_word(response)


def _body(path: str, sent: dict[str, Any]) -> tuple[Any, str]:
    """As a machine would send it to the API, as a form would to a page. A file makes both send parts."""
    if path.startswith("/api/") and "file" not in sent:
        return json.dumps(sent), "application/json"
    parts = {
        name: SimpleUploadedFile(f"{name}.pdf", value) if isinstance(value, bytes) else value for name, value in sent.items()
    }
    plain = {
        name: value for name, value in parts.items() if not (isinstance(value, list) and value and isinstance(value[0], dict))
    }
    return encode_multipart(BOUNDARY, plain), MULTIPART_CONTENT


def in_a_word(response: Any) -> str:
    status = response.status_code
    if status == 401 or (status == 302 and response["Location"].startswith("/accounts/login/")):
        return SIGN_IN
    words = {403: MAY_NOT, 404: UNSEEN, 405: NO_SUCH_METHOD}
    assert status < 500 or status == 503, f"broken: {status}"  # 503 is what /readyz answers where no worker runs
    return words.get(status, MAY)
