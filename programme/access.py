"""Who may see the programme's frame, and who may change it.

Rulebooks are public: who is judged by a rule may read it. Years and budgets are for staff.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from accounts.roles import Role

if TYPE_CHECKING:
    from clusters.models import Region

STAFF_ROLES = (Role.HQ_OPERATOR, Role.HQ_HEAD, Role.CENTRAL, Role.MINISTRY, Role.AUDITOR)
NOTHING = Q(pk__in=[])


def rulebooks_visible_to(user: Any) -> Q:
    return Q()


def years_visible_to(user: Any) -> Q:
    return Q() if _is_staff(user) else NOTHING


def budgets_visible_to(user: Any) -> Q:
    return Q() if _is_staff(user) else NOTHING


def may_see_budgets(user: Any) -> bool:
    return _is_staff(user)


def may_manage_programme(user: Any) -> bool:
    """Years, budgets, rulebooks, holidays: the programme office (and the portal itself, when it loads them)."""
    return user.is_authenticated and user.has_role(Role.CENTRAL, Role.SYSTEM)


def may_freeze(user: Any) -> bool:
    """Whoever may publish a call freezes its rulebook by doing so."""
    return user.has_role(Role.CENTRAL, Role.HQ_OPERATOR, Role.HQ_HEAD, Role.SYSTEM)


def may_commit_budget(user: Any, region: Region) -> bool:
    """Money of a region is committed by releasing its round, or given back when a project falls away: its own head's deed."""
    return user.has_role(Role.CENTRAL, Role.SYSTEM) or user.has_role(Role.HQ_HEAD, region=region)


def _is_staff(user: Any) -> bool:
    return user.is_authenticated and user.has_role(*STAFF_ROLES, Role.SYSTEM)
