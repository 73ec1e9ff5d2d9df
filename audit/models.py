"""Two logs that only grow: what was done, and whose personal data was looked at.

The database itself numbers and chains the events and refuses any change (migration
0002), so a row cannot be forged by going around this module.
"""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Event(models.Model):
    """One deed. `stream` is its object ("proposal/17"); its events, in order, are that object's history."""

    stream = models.CharField(_("stream"), max_length=80)
    seq = models.BigIntegerField(_("number in stream"), default=0)  # given by the database
    at = models.DateTimeField(_("at"))
    actor = models.CharField(_("actor key"), max_length=40, blank=True)  # a user's key; no link upwards
    verb = models.CharField(_("verb"), max_length=60)
    payload = models.TextField(_("canonical JSON"))  # all of the above and the data, as hashed
    prev_hash = models.CharField(max_length=64, default="")  # given by the database
    hash = models.CharField(max_length=64, default="")  # given by the database
    data = models.JSONField(_("data"), default=dict)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_event_per_number_of_a_stream", fields=["stream", "seq"]),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["actor", "-id"], name="event_by_actor")]

    def __str__(self) -> str:
        return f"{self.stream}#{self.seq} {self.verb}"


class StreamHead(models.Model):
    """The last link of each chain: a chain cut short no longer meets its head."""

    stream = models.CharField(primary_key=True, max_length=80)
    seq = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("stream head")
        verbose_name_plural = _("stream heads")

    def __str__(self) -> str:
        return f"{self.stream}#{self.seq}"


class DailyHeads(models.Model):
    """What was made public of the chains on one day: a digest over all heads that had moved since the day before.

    The digest binds that of the day before; whoever kept one of them outside can tell whether any event before it was bent.
    """

    day = models.DateField(_("day"), unique=True)
    at = models.DateTimeField(_("at"))
    streams = models.PositiveIntegerField(_("chains in all"))
    moved = models.PositiveIntegerField(_("chains that moved"))
    previous = models.CharField(_("digest of the day before"), max_length=64)
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = _("heads of a day")
        verbose_name_plural = _("heads of the days")
        ordering: ClassVar[list[str]] = ["-day"]

    def __str__(self) -> str:
        return f"{self.day}: {self.sha256[:12]}"


class PublishedHead(models.Model):
    """Where one chain stood on a day on which it had moved."""

    publication = models.ForeignKey(DailyHeads, models.PROTECT, related_name="heads")
    stream = models.CharField(max_length=80)
    seq = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("published head")
        verbose_name_plural = _("published heads")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_published_head_per_stream_and_number", fields=["stream", "seq"]),
        ]

    def __str__(self) -> str:
        return f"{self.stream}#{self.seq}"


class PersonalDataAccess(models.Model):
    """Who looked at whose data, when, from where, and why (개인정보보호법; RULES.md §3.7)."""

    at = models.DateTimeField(_("at"), auto_now_add=True)
    actor = models.CharField(_("actor key"), max_length=40)
    subject = models.CharField(_("whose data"), max_length=120)
    what = models.CharField(_("what"), max_length=120)
    why = models.CharField(_("why"), max_length=200, blank=True)
    address = models.CharField(pgettext_lazy("network", "from"), max_length=45, blank=True)

    class Meta:
        verbose_name = _("personal-data access")
        verbose_name_plural = _("personal-data accesses")
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["subject", "-at"], name="access_by_subject"),
            models.Index(fields=["actor", "-at"], name="access_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.actor} → {self.subject}: {self.what}"
