"""Letters for tests: already rendered, about an event of their own."""

from itertools import count
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.record import record
from notifications.models import Message, SentMail

_numbers = count(1)


def make_notice(recipient: User, **fields: Any) -> Message:
    """A letter to `recipient`, unread and waiting for the post."""
    number = next(_numbers)
    with transaction.atomic():
        event = record(stream=f"test/{number}", verb="told", by=None)
    defaults = {
        "kind": "projects/call-published", "subject": f"알림 {number}", "body": "본문\n둘째 줄", "link": "",
        "address": recipient.email, "due_at": timezone.now(),
    }  # fmt: skip
    return Message.objects.create(recipient=recipient, event=event, **{**defaults, **fields})


def make_sent_mail(**fields: Any) -> SentMail:
    number = next(_numbers)
    defaults = {
        "message_id": f"<{number}@example.kr>",
        "to": "someone@example.kr",
        "subject": f"소식 {number}",
        "body": "본문 문장",
    }
    return SentMail.objects.create(**{**defaults, **fields})
