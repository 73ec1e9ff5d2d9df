"""The outbox: telling somebody is a row. The same row is the notice inside the portal and the mail on its way."""

import re
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.models import Event
from notifications.states import MailStatus


class Message(models.Model):
    """One person told of one event in one way of words (`kind`)."""

    kind = models.CharField(_("kind"), max_length=80)  # "<app>/<template>", e.g. "projects/proposal-submitted"
    # Both are looked up by indexes below that begin with them.
    event = models.ForeignKey(Event, models.PROTECT, db_index=False, related_name="messages", verbose_name=_("event"))
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="messages", verbose_name=_("recipient")
    )
    address = models.EmailField(_("address"))  # as it was when queued; for people without an account, all there is
    language = models.CharField(max_length=2, default="ko")
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("body"))
    link = models.CharField(_("leads to"), max_length=200, blank=True)
    attachments = models.JSONField(default=list)  # keys of documents, rendered by the sender's app when sent
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    mail_status = models.CharField(_("mail"), max_length=8, choices=MailStatus.choices, default=MailStatus.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("due"))
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_message_per_kind_event_and_address", fields=["event", "kind", "address"]),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["due_at"], name="message_to_send", condition=models.Q(mail_status="queued")),
            models.Index(fields=["claimed_at"], name="message_claimed", condition=models.Q(mail_status="sending")),
            models.Index(fields=["recipient", "-id"], name="message_by_recipient"),
            models.Index(fields=["recipient"], name="message_unread", condition=models.Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.address}"

    @property
    def message_id(self) -> str:
        """The same for every try, so that a mailbox keeps only one."""
        return f"<message-{self.pk}@{settings.DEFAULT_FROM_EMAIL.partition('@')[2]}>"

    @staticmethod
    def pk_in(message_id: str) -> int | None:
        """Which letter a `message_id` names; None for a mail that came from elsewhere."""
        found = re.match(r"<message-([0-9]{1,18})@", message_id)
        return int(found[1]) if found else None


class Mailing(models.Model):
    """Thousands of letters about one event, queued as one row; `written_at` is when each of them had its own."""

    kind = models.CharField(_("kind"), max_length=80)  # as notifications.mailings knows it
    event = models.ForeignKey(Event, models.PROTECT, related_name="mailings", verbose_name=_("event"))
    queued_at = models.DateTimeField()
    written_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_mailing_per_event_and_kind", fields=["event", "kind"]),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["queued_at"], name="mailing_to_write", condition=models.Q(written_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.event_id}"


class Preference(models.Model):
    """Mail a person does not want; the notice inside the portal is always there, and legal notices cannot be declined."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="declined_mail")
    kind = models.CharField(max_length=80)  # a pattern of notifications.kinds

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_preference_per_person_and_kind", fields=["user", "kind"])
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: no {self.kind}"


class SentMail(models.Model):
    """Demonstration mode's post box: what would have gone out."""

    message_id = models.CharField(max_length=120, unique=True)
    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=250)
    body = models.TextField()
    attachments = models.JSONField(default=list)  # file names
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("sent mail")
        verbose_name_plural = _("sent mails")

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"
