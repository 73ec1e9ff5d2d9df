"""Every route names who it is for; a route that names nobody is refused to all."""

from collections.abc import Callable
from typing import Any

PUBLIC = "public"
MEMBER = "member"  # anybody signed in

# Audience → the roles that satisfy it (accounts.Role values; strings, because accounts lies above).
ROLES_OF: dict[str, frozenset[str]] = {
    "company": frozenset({"company_owner", "company_writer", "outside_writer"}),
    "company_owner": frozenset({"company_owner"}),
    "hq": frozenset({"hq_operator", "hq_head"}),
    "hq_head": frozenset({"hq_head"}),
    "central": frozenset({"central"}),
    "evaluator": frozenset({"evaluator"}),
    "doctor": frozenset({"doctor"}),
    "secretary": frozenset({"secretary"}),
    "ministry": frozenset({"ministry"}),
    "auditor": frozenset({"auditor"}),
    "admin": frozenset({"admin"}),
}
STAFF = ("hq", "central", "ministry", "auditor")


def audience_of(view: Callable) -> tuple[str, ...] | None:
    """The audience a view names, as a tuple; None when it names nobody."""
    target = getattr(view, "view_class", None) or getattr(view, "cls", None) or view
    named = getattr(view, "audience", None) or getattr(target, "audience", None)
    if named is None:
        return None
    return (named,) if isinstance(named, str) else tuple(named)


def for_audience(*names: str) -> Callable[[Callable], Callable]:
    """Name the audience of a function view: `@for_audience("hq", "central")`."""

    def mark(view: Callable) -> Callable:
        view.audience = names  # type: ignore[attr-defined]
        return view

    return mark


def admits(audience: tuple[str, ...], user: Any) -> bool:
    """Does this person belong to the audience?"""
    if PUBLIC in audience:
        return True
    if not user.is_authenticated:
        return False
    if MEMBER in audience:
        return True
    wanted = frozenset().union(*(ROLES_OF[name] for name in audience))
    return not wanted.isdisjoint(user.roles)
