"""Whose notices one may see, and who looks after the mails that did not arrive."""

from django.db.models import Q

from accounts.models import Role, User


def notices_visible_to(user: User) -> Q:
    """One's own only: a notice is a letter."""
    return Q(recipient=user)


def may_see_undelivered(user: User) -> bool:
    return user.has_role(Role.CENTRAL, Role.ADMIN)
