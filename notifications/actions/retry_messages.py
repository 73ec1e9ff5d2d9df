from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from notifications.actions.retry_message import retry_message
from notifications.models import Message


@transaction.atomic
def retry_messages(messages: Iterable[Message], *, by: User) -> int:
    """Give each of these dead letters a fresh set of tries. Returns how many were still dead."""
    return sum(retry_message(message, by=by) for message in messages)
