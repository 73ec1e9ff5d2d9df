import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cluster_portal.shared.errors import DomainError
from cluster_portal.shared.states import Stateful
from clusters.models import Region
from programme.models import ProgrammeYear, Rulebook
from projects.states import CALL_MOVES, CALL_TONES, CallStatus


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, user: Any) -> "CallQuerySet":
        from projects import access

        return self.filter(access.calls_visible_to(user))

    def open_at(self, at: dt.datetime) -> "CallQuerySet":
        return self.filter(status=CallStatus.PUBLISHED, opens_at__lte=at, closes_at__gte=at)

    def lock(self, pk: int, *also: str) -> "Call":
        """The row, held until the transaction ends, and with it the rows it names by `also`.

        Raises:
            DomainError: code "call-gone", when it was discarded meanwhile.
        """
        call = self.select_for_update(no_key=True, of=("self", *also)).select_related(*also).filter(pk=pk).first()
        if call is None:
            raise DomainError(_("This draft has been discarded."), code="call-gone")
        return call


class Call(Stateful):
    """An invitation to propose (공고), under one rulebook that it freezes when published."""

    MOVES = CALL_MOVES

    ref = models.SlugField(_("reference"), max_length=40, unique=True)
    year = models.ForeignKey(ProgrammeYear, models.PROTECT, related_name="calls", verbose_name=_("programme year"))
    rulebook = models.ForeignKey(Rulebook, models.PROTECT, related_name="calls", verbose_name=_("rulebook"))
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="calls",
        verbose_name=_("region"),
        help_text=_("Empty: all seven regions."),
    )
    tracks = models.JSONField(_("tracks"), default=list)  # codes of the rulebook's tracks
    title_ko = models.CharField(_("title"), max_length=160)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    summary_ko = models.CharField(_("in one sentence"), max_length=300, blank=True)
    summary_en = models.CharField(_("in one sentence, in English"), max_length=300, blank=True)
    body_ko = models.TextField(_("text"), blank=True)
    body_en = models.TextField(_("text in English"), blank=True)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    short_notice_reason = models.CharField(_("reason for a shorter notice"), max_length=300, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=CallStatus.choices, default=CallStatus.DRAFT)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    amendment_number = models.PositiveSmallIntegerField(_("amendments made"), default=0)  # of the newest one
    is_demo = models.BooleanField(default=False)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="a_call_closes_after_it_opens", condition=models.Q(closes_at__gt=models.F("opens_at")),
                violation_error_message=_("The call must close after it opens."),
            ),
            models.CheckConstraint(
                name="a_published_call_has_its_time_of_publication",
                condition=models.Q(status="draft", published_at__isnull=True) | (~models.Q(status="draft") & models.Q(published_at__isnull=False)),
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["closes_at"], name="call_to_close", condition=models.Q(status="published")),
            models.Index(fields=["-closes_at", "-id"], name="call_by_closing"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def stream(self) -> str:
        return f"call/{self.pk}"

    @property
    def title(self) -> str:
        return self._in_language("title")

    @property
    def summary(self) -> str:
        return self._in_language("summary")

    @property
    def body(self) -> str:
        return self._in_language("body")

    def _in_language(self, field: str) -> str:
        english = getattr(self, f"{field}_en")
        return english if english and (get_language() or "").startswith("en") else getattr(self, f"{field}_ko")

    @property
    def status_tone(self) -> str:
        return CALL_TONES[CallStatus(self.status)]

    def is_open(self, at: dt.datetime) -> bool:
        """Taking submissions at `at`: the closing second itself still counts. Told by the clock, not by the beat."""
        return self.status != CallStatus.DRAFT and self.opens_at <= at <= self.closes_at
