import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, NotAllowed, require
from evaluation import access
from evaluation.models import Attendance, Meeting, PanelMember
from evaluation.states import MemberStatus


@transaction.atomic
def attend_meeting(
    meeting: Meeting, member: PanelMember, *, by: User, is_here: bool, at: dt.datetime | None = None
) -> Attendance | None:
    """Enter that an evaluator came or left. Who is there already, or was not there, changes nothing.

    Raises:
        NotAllowed: for somebody of another panel.
        DomainError: code "meeting-ended".
    """
    at = at or timezone.now()
    meeting = Meeting.objects.locked(meeting)
    require(access.may_attend(by, member))
    if member.round_id != meeting.round_id or member.section_id != meeting.section_id or member.status != MemberStatus.ACCEPTED:
        raise NotAllowed(_("This person is not on the panel that meets."))
    if meeting.is_ended:
        raise DomainError(_("This meeting has ended."), code="meeting-ended")
    stay = Attendance.objects.select_for_update().filter(meeting=meeting, member=member, left_at__isnull=True).first()
    if is_here == (stay is not None):
        return stay
    if stay is None:
        stay = Attendance.objects.create(meeting=meeting, member=member, came_at=at, entered_by=by)
    else:
        stay.left_at = max(at, stay.came_at)
        stay.save(update_fields=["left_at"])
    data = {"number": meeting.number, "seat": member.seat_name, "is_here": is_here}
    record(stream=meeting.round.stream, verb="attended" if is_here else "left-meeting", by=by, at=at, data=data)
    return stay
