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
            models.Index(fields=["at"], name="access_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.actor} → {self.subject}: {self.what}"


class ReviewOutcome(models.TextChoices):
    SOUND = "sound", _("Nothing to object to")
    FOLLOW_UP = "follow_up", _("To be followed up")


class AccessReview(models.Model):
    """A month's looks at personal data, reviewed by an auditor and signed off once (개인정보 접속기록 월간 점검).

    `sha256` binds the rows that were reviewed, `figures` what was shown of them. The database keeps it as it was signed.
    """

    month = models.DateField(_("month"), unique=True)  # its first day
    outcome = models.CharField(pgettext_lazy("audit", "outcome"), max_length=10, choices=ReviewOutcome.choices)
    finding = models.TextField(_("finding"), max_length=4000)
    figures = models.JSONField(default=dict)
    sha256 = models.CharField("SHA-256", max_length=64)
    signed_by = models.CharField(_("actor key"), max_length=40)  # a user's key; no link upwards
    signed_at = models.DateTimeField(_("signed"))

    class Meta:
        verbose_name = _("monthly review of accesses")
        verbose_name_plural = _("monthly reviews of accesses")
        ordering: ClassVar[list[str]] = ["-month"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="a_month_is_known_by_its_first_day", condition=models.Q(month__day=1)),
            models.CheckConstraint(name="a_review_says_what_was_found", condition=~models.Q(finding="")),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def stream(self) -> str:
        return f"access-review/{self.month:%Y-%m}"
