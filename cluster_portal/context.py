"""What every page's frame needs: the areas this person may enter, the clock, the session's length."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cluster_portal.shared.audience import MEMBER, PUBLIC, STAFF, admits
from cluster_portal.sliding_session import seconds_left


@dataclass(frozen=True, slots=True)
class Area:
    """One entry of the main navigation; `key` is also the app or the `nav` a view may name."""

    key: str
    label: Any
    url_name: str
    audience: tuple[str, ...]
    apps: tuple[str, ...] = ()  # URL namespaces that belong to it


AREAS = (
    Area("home", _("My tasks"), "dashboards:home", (MEMBER,)),
    Area("calls", pgettext_lazy("navigation", "Calls"), "projects:call-list", (PUBLIC,)),
    Area("proposals", _("Joint proposals"), "projects:proposal-list", ("company", *STAFF)),
    Area("rounds", _("Evaluation rounds"), "evaluation:round-list", STAFF, ("evaluation",)),
    Area("experts", _("Experts"), "consultants:expert-list", ("hq", "central", "auditor"), ("consultants",)),
    Area("queue", _("My evaluations"), "evaluation:desk", ("evaluator",), ("evaluation",)),
    Area("dashboard", _("Dashboard"), "dashboards:ministry", STAFF),
    Area("budgets", _("Years and budgets"), "programme:budget-list", STAFF, ("programme",)),
    Area("clusters", _("Industrial complexes"), "clusters:map", (PUBLIC,), ("clusters",)),
    Area("results", pgettext_lazy("navigation", "Results"), "evaluation:result-list", (PUBLIC,)),
    Area("help", _("Help"), "dashboards:help", (PUBLIC,)),
)

FOOTER = (
    ("dashboards:privacy", _("Privacy policy")),
    ("dashboards:terms", _("Terms of use")),
    ("dashboards:accessibility", _("Accessibility")),
    ("clusters:sources", _("Data sources")),
    ("programme:rulebook-list", _("Rulebooks")),
    ("api-docs", _("Open API")),
    ("dashboards:help", _("Help")),
)


@lru_cache(maxsize=512)
def _address(urlconf: str | None, name: str) -> str | None:
    """The address of a page, or None when this installation has no such page."""
    try:
        return reverse(name, urlconf=urlconf)
    except NoReverseMatch:
        return None


def address(name: str) -> str | None:
    return _address(get_urlconf(), name)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the frame of the page. Asks the database nothing of its own."""
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    return {
        "areas": _areas(request, user) if user else [],
        "footer_links": [(label, url) for name, label in FOOTER if (url := address(name))],
        "frame": {
            "home": (address("dashboards:home") if signed_in else None) or address("dashboards:front") or "/",
            "search": address("dashboards:search"),
            "notices": address("notifications:notice-list") if signed_in else None,
            "account": address("accounts:profile") if signed_in else None,
            "mailbox": address("notifications:mailbox") if settings.DEMO else None,
            "language": address("set_language"),
            "extend": address("session-extend") if signed_in else None,
            "session_seconds": seconds_left(request) if signed_in else 0,
            "session_length": settings.SESSION_COOKIE_AGE,
            "now": timezone.now(),
            "demo": settings.DEMO,
        },
    }


def _areas(request: HttpRequest, user: Any) -> list[tuple[Any, str, bool]]:
    open_areas = [area for area in AREAS if admits(area.audience, user)]
    current = _current(request, open_areas)
    return [(area.label, url, area is current) for area in open_areas if (url := address(area.url_name))]


def _current(request: HttpRequest, areas: list[Area]) -> Area | None:
    """The area the page belongs to: as its view says (`nav`), by its own URL, by its app, in that order."""
    match = request.resolver_match
    if match is None:
        return None
    view = getattr(match.func, "view_class", match.func)
    named = getattr(view, "nav", None)
    for wanted in (
        lambda area: area.key == named,
        lambda area: area.url_name == match.view_name,
        lambda area: _subject(match.view_name) == _subject(area.url_name),
        lambda area: match.app_name in area.apps,
    ):
        for area in areas:
            if wanted(area):
                return area
    return None


def _subject(view_name: str) -> str:
    """ "projects:proposal-edit" and "projects:proposal-list" are about the same thing."""
    return view_name.rsplit("-", 1)[0]
