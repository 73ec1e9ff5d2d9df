from typing import Any

from django.utils import timezone

from notifications.models import Message


def read_messages(*, by: Any, only: int | None = None) -> int:
    """Mark one notice, or all of one's own, as read. Returns how many were news."""
    mine = Message.objects.filter(recipient=by, read_at__isnull=True)
    if only is not None:
        mine = mine.filter(pk=only)
    return mine.update(read_at=timezone.now())
