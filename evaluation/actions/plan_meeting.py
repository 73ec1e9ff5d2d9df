import datetime as dt
from dataclasses import dataclass, fields
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from evaluation import access
from evaluation.actions.setting_agenda import lay_out, not_on_an_agenda
from evaluation.models import AgendaItem, Meeting, Round, Section
from evaluation.states import Recording, RoundStatus

MOST = 200  # proposals of one meeting


@dataclass(frozen=True, slots=True)
class MeetingPlan:
    """When and where a panel meets, how long each is heard, and what is recorded."""

    starts_at: dt.datetime
    place: str = ""
    video_url: str = ""
    presentation_minutes: int = 15
    question_minutes: int = 15
    recording: str = Recording.NONE
    recording_note: str = ""

    def as_columns(self) -> dict[str, Any]:
        """
        Raises:
            InvalidInput.
        """
        errors: dict[str, Any] = {}
        if not self.place.strip() and not self.video_url:
            errors["place"] = _("Give the place, a video link, or both.")
        if self.recording != Recording.NONE and not self.recording_note.strip():
            errors["recording_note"] = _("Say how long the recording is kept, and who may use it.")
        if self.presentation_minutes < 1:
            errors["presentation_minutes"] = _("At least one minute.")
        if errors:
            raise InvalidInput(errors)
        return {one.name: getattr(self, one.name) for one in fields(self)}


@transaction.atomic
def plan_meeting(
    round: Round, plan: MeetingPlan, *, by: User, section: Section | None = None, at_most: int | None = None, at: dt.datetime | None = None
) -> Meeting:  # fmt: skip
    """Plan a day on which a panel hears its proposals.

    Those of the section that no agenda has yet come in the order of their submission, `at_most` so many; the rest is for
    another day. Nobody is told before `announce_meeting`.

    Raises:
        InvalidInput: without a place and a link, without its section, or for a recording nobody explained.
        DomainError: code "round-released", "nothing-left" or "too-many".
    """
    at = at or timezone.now()
    round = Round.objects.locked(round)
    require(access.may_run_round(by, round))
    if round.status == RoundStatus.RELEASED:
        raise DomainError(_("This round is released."), code="round-released")
    if not round.is_individual and (section is None or section.round_id != round.pk):
        raise InvalidInput({"section": _("Choose the section.")})
    waiting = list(
        not_on_an_agenda(round, section).order_by("code_name", "proposal__submitted_at", "proposal__ref")[: at_most or MOST + 1]
    )
    if not waiting:
        raise DomainError(_("Every proposal is on an agenda already."), code="nothing-left")
    if len(waiting) > MOST:
        words = _("At most %(n)d proposals fit one meeting. Say how many this one takes.")
        raise DomainError(words % {"n": MOST}, code="too-many", field="at_most")
    number = (round.meetings.aggregate(last=Max("number"))["last"] or 0) + 1
    meeting = Meeting.objects.create(
        round=round, section=section, number=number, created_by=by, changed_at=at, **plan.as_columns()
    )
    items = [
        AgendaItem(
            meeting=meeting, entry=entry, place=place, planned_at=plan.starts_at,
            presentation_minutes=plan.presentation_minutes, question_minutes=plan.question_minutes,
        )
        for place, entry in enumerate(waiting, start=1)
    ]  # fmt: skip
    lay_out(meeting, items)
    AgendaItem.objects.bulk_create(items)
    data = {"number": number, "proposals": len(items), "starts_at": plan.starts_at, "recording": plan.recording}
    record(stream=round.stream, verb="meeting-planned", by=by, at=at, data=data)
    return meeting
