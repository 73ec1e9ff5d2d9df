"""Who may see the experts' pool, and who keeps it."""

from typing import Any

from django.db.models import Q

from accounts.roles import Role

POOL_READERS = (Role.HQ_OPERATOR, Role.HQ_HEAD, Role.CENTRAL, Role.AUDITOR, Role.SYSTEM)


def experts_visible_to(user: Any) -> Q:
    """The whole pool for those who appoint and audit; oneself for everybody else."""
    if not user.is_authenticated:
        return Q(pk__in=[])
    return Q() if user.has_role(*POOL_READERS) else Q(user=user)


def may_see_pool(user: Any) -> bool:
    return user.is_authenticated and user.has_role(*POOL_READERS)


def may_manage_experts(user: Any) -> bool:
    """Take people into the pool and out of it: the programme office."""
    return user.is_authenticated and user.has_role(Role.CENTRAL, Role.SYSTEM)


def may_edit_profile(user: Any, expert: Any) -> bool:
    """What one knows and where one worked: oneself, or the programme office."""
    return expert.user_id == user.pk or may_manage_experts(user)


def may_write_entry(user: Any, expert: Any, kind: Any) -> bool:
    """Lines of the profile: as the profile itself; sanctions are the programme office's alone."""
    return may_manage_experts(user) if kind.__name__ == "Sanction" else may_edit_profile(user, expert)


def may_confirm_profile(user: Any, expert: Any) -> bool:
    """Nobody confirms for another."""
    return expert.user_id == user.pk


def may_see_sanctions(user: Any, expert: Any) -> bool:
    """The person, and those who appoint and audit."""
    return expert.user_id == user.pk or may_see_pool(user)


def may_see_gender(user: Any, expert: Any) -> bool:
    """The person alone; everybody else meets it only added up."""
    return expert.user_id == user.pk
