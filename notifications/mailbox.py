"""Demonstration mode's mail server: a table that a page shows."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from notifications.models import SentMail


class MailboxBackend(BaseEmailBackend):
    """Keeps each Message-ID once, as a real mailbox would show it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for mail in email_messages:
            message_id = mail.extra_headers.get("Message-ID") or str(mail.message()["Message-ID"])
            SentMail.objects.get_or_create(
                message_id=message_id,
                defaults={
                    "to": ", ".join(mail.to),
                    "subject": mail.subject[:250],
                    "body": str(mail.body),
                    "attachments": [str(getattr(part, "filename", None) or part[0]) for part in mail.attachments],
                },
            )
        return len(email_messages)
