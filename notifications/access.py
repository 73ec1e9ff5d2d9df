"""Whose notices one may see, and who looks after the mails that did not arrive."""

from django.db.models import Q

from notifications.person import Person


def notices_visible_to(user: Person) -> Q:
    """One's own only: a notice is a letter."""
    return Q(recipient=user)


def may_see_undelivered(user: Person) -> bool:
    return user.has_role("central", "admin")
