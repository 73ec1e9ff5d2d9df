import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.record import record
from evaluation.actions.plan_meeting import MeetingPlan
from evaluation.actions.setting_agenda import keep, planned_meeting
from evaluation.models import Meeting


@transaction.atomic
def change_meeting(meeting: Meeting, plan: MeetingPlan, *, by: User, at: dt.datetime | None = None) -> Meeting:
    """Another day, place, link or policy, before the meeting begins. Lines with the usual minutes take the new ones, and every
    time is computed anew. The same again changes nothing.

    Raises:
        InvalidInput: as `plan_meeting`.
        DomainError: code "meeting-begun".
    """
    at = at or timezone.now()
    meeting = planned_meeting(meeting, by)
    columns = plan.as_columns()
    changed = {name: value for name, value in columns.items() if getattr(meeting, name) != value}
    if not changed:
        return meeting
    usual = (meeting.presentation_minutes, meeting.question_minutes)
    items = list(meeting.agenda.all())
    for item in items:
        if not item.is_break and (item.presentation_minutes, item.question_minutes) == usual:
            item.presentation_minutes, item.question_minutes = plan.presentation_minutes, plan.question_minutes
    for name, value in changed.items():
        setattr(meeting, name, value)
    meeting.save(update_fields=list(changed))
    keep(meeting, items, at)
    data = {"number": meeting.number, "changed": sorted(changed), "starts_at": plan.starts_at}
    record(stream=meeting.round.stream, verb="meeting-changed", by=by, at=at, data=data)
    return meeting
