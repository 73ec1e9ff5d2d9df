import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, require
from evaluation import access
from evaluation.messages import meetings as messages
from evaluation.models import Meeting


@transaction.atomic
def announce_meeting(meeting: Meeting, *, by: User, at: dt.datetime | None = None) -> Meeting:
    """Tell every applicant its own time, and the panel its agenda. After a change it is told anew; unchanged, nobody is.

    Raises:
        DomainError: code "meeting-ended".
    """
    at = at or timezone.now()
    meeting = Meeting.objects.locked(meeting)
    require(access.may_run_round(by, meeting.round))
    if meeting.is_ended:
        raise DomainError(_("This meeting has ended."), code="meeting-ended")
    if meeting.is_announced_as_it_is:
        return meeting
    again, meeting.announced_at = meeting.is_announced, at
    meeting.save(update_fields=["announced_at"])
    data = {"number": meeting.number, "starts_at": meeting.starts_at}
    event = record(stream=meeting.round.stream, verb="meeting-announced", by=by, at=at, data=data)
    messages.meeting_announced(event, meeting, again=again)
    return meeting
