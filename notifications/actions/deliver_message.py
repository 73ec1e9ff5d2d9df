import datetime as dt
from email.utils import formatdate

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.utils import timezone

from notifications import attachments
from notifications.models import Message
from notifications.states import RETRY_AFTER, MailStatus


def deliver_message(message_id: int, *, at: dt.datetime | None = None) -> bool:
    """Send one message by mail: claim it in one UPDATE, send outside any transaction, then say it was sent.

    Returns whether this call sent it. A second call finds nothing to do. A worker that dies after sending and before saying
    so leaves a claim that runs out; the next try carries the same Message-ID, so that a mailbox shows one.
    """
    now = at or timezone.now()
    claimed = Message.objects.filter(pk=message_id, mail_status=MailStatus.QUEUED, due_at__lte=now).update(
        mail_status=MailStatus.SENDING, claimed_at=now, attempts=F("attempts") + 1
    )
    if not claimed:
        return False
    message = Message.objects.get(pk=message_id)
    try:
        _mail(message).send()
    except Exception as error:  # any failure of template, renderer, network or server counts as a try
        _failed(message, error, now)
        return False
    Message.objects.filter(pk=message_id, mail_status=MailStatus.SENDING).update(
        mail_status=MailStatus.SENT, sent_at=timezone.now(), last_error=""
    )
    return True


def _mail(message: Message) -> EmailMessage:
    footer = f"\n--\n{settings.SITE_URL}\n"
    mail = EmailMessage(
        subject=message.subject, body=message.body + footer, to=[message.address],
        headers={"Message-ID": message.message_id, "Date": formatdate(localtime=True), "Auto-Submitted": "auto-generated"},
    )  # fmt: skip
    for key in message.attachments:
        made = attachments.make(key)
        mail.attach(made.name, made.content, made.mime)
    return mail


def _failed(message: Message, error: Exception, now: dt.datetime) -> None:
    tries_left = message.attempts <= len(RETRY_AFTER)
    # The same try only: when our claim ran out, another worker may be sending it now.
    ours = Message.objects.filter(pk=message.pk, mail_status=MailStatus.SENDING, attempts=message.attempts)
    ours.update(
        mail_status=MailStatus.QUEUED if tries_left else MailStatus.DEAD,
        due_at=now + RETRY_AFTER[message.attempts - 1] if tries_left else now,
        claimed_at=None,
        last_error=f"{type(error).__name__}: {error}"[:300],
    )
