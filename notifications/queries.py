"""Reads behind the notice, mailbox and undelivered-mail pages."""

from django.apps import apps
from django.db.models import Q, QuerySet

from notifications.access import notices_visible_to
from notifications.models import Message, SentMail
from notifications.person import Person
from notifications.states import MailStatus


def notices(user: Person, *, unread_only: bool = False) -> QuerySet[Message]:
    """A person's notices; newest first by key `-pk`."""
    mine = Message.objects.filter(notices_visible_to(user)).defer("address", "last_error", "attachments")
    return mine.filter(read_at=None) if unread_only else mine


def undelivered() -> QuerySet[Message]:
    """Letters given up. Neither subject nor body: who looks after the post does not read it."""
    return Message.objects.filter(mail_status=MailStatus.DEAD).only("kind", "address", "attempts", "created_at", "last_error")


def sent_mails(words: str = "") -> QuerySet[SentMail]:
    found = SentMail.objects.all()
    if words:
        found = found.filter(Q(to__icontains=words) | Q(subject__icontains=words) | Q(body__icontains=words))
    return found


def letter_of(mail: SentMail) -> Message | None:
    """The letter that went out as this mail; none behind a mail of the sign-in pages."""
    number = Message.pk_in(mail.message_id)
    return Message.objects.filter(pk=number).first() if number else None


def area_of(kind: str) -> str:
    """The name of the app a message comes from, for people."""
    return str(apps.get_app_config(kind.partition("/")[0]).verbose_name)
