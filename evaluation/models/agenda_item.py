from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cluster_portal.shared.states import Stateful
from evaluation.agenda import Slot
from evaluation.models.meeting import Meeting
from evaluation.models.round_proposal import RoundProposal
from evaluation.states import AGENDA_MOVES, AGENDA_TONES, ON, AgendaStatus


class AgendaItem(Stateful):
    """A line of a meeting's agenda: a proposal to be heard, or a break."""

    MOVES = AGENDA_MOVES

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="agenda")
    entry = models.ForeignKey(
        RoundProposal, models.PROTECT, null=True, blank=True, related_name="agenda_items", verbose_name=_("proposal")
    )  # none: a break
    place = models.PositiveSmallIntegerField(_("order"))
    title = models.CharField(_("name of a break"), max_length=60, blank=True)
    presentation_minutes = models.PositiveSmallIntegerField(_("minutes to present"))
    question_minutes = models.PositiveSmallIntegerField(_("minutes for questions"), default=0)
    planned_at = models.DateTimeField(_("planned"))
    status = models.CharField(_("status"), max_length=10, choices=AgendaStatus.choices, default=AgendaStatus.WAITING)
    called_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(_("begun"), null=True, blank=True)
    questions_at = models.DateTimeField(_("questions begun"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    note = models.CharField(_("note for the minutes"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("line of an agenda")
        verbose_name_plural = _("lines of agendas")
        ordering: ClassVar[list[str]] = ["place"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="a_proposal_is_on_an_agenda_once", fields=["meeting", "entry"]),
            models.UniqueConstraint(
                name="one_line_per_place_of_an_agenda", fields=["meeting", "place"], deferrable=models.Deferrable.DEFERRED
            ),
            models.UniqueConstraint(
                name="one_is_called_at_a_time", fields=["meeting"], condition=models.Q(status="called"),
                violation_error_message=_("Somebody else is called already."),
            ),
            models.UniqueConstraint(
                name="one_is_heard_at_a_time", fields=["meeting"], condition=models.Q(status__in=list(ON)),
                violation_error_message=_("Somebody else is being heard."),
            ),
            models.CheckConstraint(name="a_break_has_a_name", condition=models.Q(entry__isnull=False) | ~models.Q(title="")),
            models.CheckConstraint(name="a_line_takes_some_minutes", condition=models.Q(presentation_minutes__gte=1)),
            models.CheckConstraint(
                name="a_line_of_an_agenda_has_a_known_status", condition=models.Q(status__in=AgendaStatus.values)
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        return self.entry.proposal.title if self.entry else self.title

    @property
    def status_tone(self) -> str:
        return AGENDA_TONES[AgendaStatus(self.status)]

    @property
    def is_break(self) -> bool:
        return self.entry_id is None

    @property
    def is_on(self) -> bool:
        return self.status in ON

    @property
    def is_called(self) -> bool:
        return self.status == AgendaStatus.CALLED

    @property
    def is_waiting(self) -> bool:
        return self.status == AgendaStatus.WAITING

    @property
    def minutes(self) -> int:
        return self.presentation_minutes + self.question_minutes

    def as_slot(self) -> Slot:
        """The line as the timetable sees it."""
        over = self.status in (AgendaStatus.DONE, AgendaStatus.SKIPPED)
        return Slot(self.planned_at, self.minutes, self.started_at, self.is_on or self.is_called, over)
