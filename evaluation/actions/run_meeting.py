"""Beginning and ending a meeting."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, require
from evaluation import access
from evaluation.models import Attendance, Meeting
from evaluation.states import ON, AgendaStatus, MeetingStatus


@transaction.atomic
def begin_meeting(meeting: Meeting, *, by: User, at: dt.datetime | None = None) -> Meeting:
    """Open the meeting: from now on people are called. Whether there was a quorum stands in the minutes. Begun once.

    Raises:
        DomainError: code "not-announced", or "illegal-move" after its end.
    """
    at = at or timezone.now()
    meeting = Meeting.objects.locked(meeting)
    require(access.may_run_round(by, meeting.round))
    if meeting.is_running:
        return meeting
    if not meeting.is_announced:
        raise DomainError(_("Announce the meeting first: applicants and panel must know of it."), code="not-announced")
    meeting.become(MeetingStatus.RUNNING)
    meeting.started_at = at
    meeting.save(update_fields=["status", "started_at"])
    record(stream=meeting.round.stream, verb="meeting-begun", by=by, at=at, data={"number": meeting.number})
    return meeting


@transaction.atomic
def end_meeting(meeting: Meeting, *, by: User, at: dt.datetime | None = None) -> Meeting:
    """Close the meeting. Who still waits is passed over and can be put on another agenda; everybody has left. Ended once.

    Raises:
        DomainError: code "somebody-is-heard", or "illegal-move" before it began.
    """
    at = at or timezone.now()
    meeting = Meeting.objects.locked(meeting)
    require(access.may_run_round(by, meeting.round))
    if meeting.is_ended:
        return meeting
    if meeting.agenda.filter(status__in=[AgendaStatus.CALLED, *ON]).exists():
        raise DomainError(_("Somebody is called or being heard. Finish that first."), code="somebody-is-heard")
    meeting.become(MeetingStatus.ENDED)
    meeting.ended_at = at
    meeting.save(update_fields=["status", "ended_at"])
    left_over = list(meeting.agenda.select_for_update().filter(status=AgendaStatus.WAITING))
    for item in left_over:
        item.become(AgendaStatus.SKIPPED)
        item.save(update_fields=["status"])
    Attendance.objects.filter(meeting=meeting, left_at__isnull=True).update(left_at=at)
    data = {"number": meeting.number, "passed_over": sum(not item.is_break for item in left_over)}
    record(stream=meeting.round.stream, verb="meeting-ended", by=by, at=at, data=data)
    return meeting
