import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cluster_portal.shared.states import Stateful
from evaluation.models.round import Round
from evaluation.models.section import Section
from evaluation.states import MEETING_MOVES, MEETING_TONES, MeetingStatus, Recording


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: Any) -> "MeetingQuerySet":
        from evaluation import access

        return self.filter(access.meetings_visible_to(user))

    def joined(self) -> "MeetingQuerySet":
        return self.select_related("round__call", "round__region", "round__rulebook", "section").defer(
            "round__rulebook__document", "round__call__body_ko", "round__call__body_en"
        )

    def locked(self, meeting: "Meeting") -> "Meeting":
        """Held by this transaction, before the lines of its agenda."""
        return self.select_for_update(no_key=True, of=("self",)).joined().get(pk=meeting.pk)


class Meeting(Stateful):
    """A day on which a panel hears its proposals (발표평가): agenda, attendance, minutes.

    Applicants and panel know of it from its announcement on.
    """

    MOVES = MEETING_MOVES

    round = models.ForeignKey(Round, models.PROTECT, related_name="meetings")
    section = models.ForeignKey(
        Section, models.PROTECT, null=True, blank=True, related_name="meetings", verbose_name=_("section")
    )  # none where each proposal has its own evaluators
    number = models.PositiveSmallIntegerField(_("number"))
    status = models.CharField(_("status"), max_length=10, choices=MeetingStatus.choices, default=MeetingStatus.PLANNED)
    starts_at = models.DateTimeField(_("begins"))
    place = models.CharField(pgettext_lazy("meeting", "place"), max_length=200, blank=True)
    video_url = models.URLField(_("video link"), blank=True)
    recording = models.CharField(_("recording"), max_length=10, choices=Recording.choices, default=Recording.NONE)
    recording_note = models.CharField(_("how long a recording is kept, and who may use it"), max_length=300, blank=True)
    presentation_minutes = models.PositiveSmallIntegerField(_("minutes to present"), default=15)
    question_minutes = models.PositiveSmallIntegerField(_("minutes for questions"), default=15)
    lot_seed = models.CharField(_("seed of the order by lot"), max_length=64, blank=True)
    changed_at = models.DateTimeField()  # what applicants and panel are told
    announced_at = models.DateTimeField(_("announced"), null=True, blank=True)
    started_at = models.DateTimeField(_("begun"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering: ClassVar[list[str]] = ["starts_at", "number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_meeting_per_number_of_a_round", fields=["round", "number"]),
            models.CheckConstraint(name="a_meeting_has_a_known_status", condition=models.Q(status__in=MeetingStatus.values)),
            models.CheckConstraint(
                name="a_meeting_has_a_place_or_a_video_link", condition=~models.Q(place="") | ~models.Q(video_url=""),
                violation_error_message=_("Give the place, a video link, or both."),
            ),
            models.CheckConstraint(
                name="a_recording_says_how_long_it_is_kept", condition=models.Q(recording="none") | ~models.Q(recording_note=""),
                violation_error_message=_("Say how long the recording is kept, and who may use it."),
            ),
            models.CheckConstraint(
                name="a_meeting_runs_from_its_start_to_its_end",
                condition=models.Q(status="planned", started_at__isnull=True, ended_at__isnull=True)
                | models.Q(status="running", started_at__isnull=False, ended_at__isnull=True)
                | models.Q(status="ended", started_at__isnull=False, ended_at__gte=models.F("started_at")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("evaluation:meeting-detail", args=[self.round.ref, self.number])

    @property
    def title(self) -> str:
        number = gettext("Meeting %(number)d") % {"number": self.number}
        return f"{number} · {self.section.title}" if self.section else number

    @property
    def status_tone(self) -> str:
        return MEETING_TONES[MeetingStatus(self.status)]

    @property
    def is_planned(self) -> bool:
        return self.status == MeetingStatus.PLANNED

    @property
    def is_running(self) -> bool:
        return self.status == MeetingStatus.RUNNING

    @property
    def is_ended(self) -> bool:
        return self.status == MeetingStatus.ENDED

    @property
    def is_announced(self) -> bool:
        return self.announced_at is not None

    @property
    def is_announced_as_it_is(self) -> bool:
        """Nothing changed since people were told."""
        return self.announced_at is not None and self.announced_at >= self.changed_at

    @property
    def usual_length(self) -> dt.timedelta:
        return dt.timedelta(minutes=self.presentation_minutes + self.question_minutes)
