"""Whose notices one may see, and who looks after the mails that did not arrive."""

from django.db.models import Q

from notifications.models import Message
from notifications.person import Person


def notices_visible_to(user: Person) -> Q:
    """One's own only: a notice is a letter."""
    return Q(recipient=user)


def may_open_attachments(user: Person, letter: Message) -> bool:
    """The person the letter was written to, and nobody else."""
    return letter.recipient_id is not None and letter.recipient_id == user.pk


def may_see_undelivered(user: Person) -> bool:
    return user.has_role("central", "admin")


def may_retry(user: Person) -> bool:
    """Send an undelivered letter again."""
    return may_see_undelivered(user)
