from collections.abc import Iterable

from django.db import transaction

from notifications.actions.retry_message import retry_message
from notifications.models import Message
from notifications.person import Person


@transaction.atomic
def retry_messages(messages: Iterable[Message], *, by: Person) -> int:
    """Give each of these dead letters a fresh set of tries. Returns how many were still dead."""
    return sum(retry_message(message, by=by) for message in messages)
