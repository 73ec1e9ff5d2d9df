import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, require
from evaluation import access
from evaluation.models import AgendaItem, Meeting
from evaluation.states import ON, AgendaStatus

STAMPS = {
    AgendaStatus.CALLED: "called_at",
    AgendaStatus.PRESENTING: "started_at",
    AgendaStatus.QUESTIONS: "questions_at",
    AgendaStatus.DONE: "ended_at",
}


@transaction.atomic
def move_agenda_item(item: AgendaItem, to: AgendaStatus, *, by: User, at: dt.datetime | None = None) -> AgendaItem:
    """Call, begin, ask, finish, pass over, or put back in the line. The second press changes nothing.

    One at a time is called, and one at a time is heard.

    Raises:
        DomainError: code "meeting-not-running", "somebody-is-heard", or "illegal-move".
    """
    at = at or timezone.now()
    meeting = _running(item.meeting, by)
    item = AgendaItem.objects.select_for_update(of=("self",)).select_related("entry__proposal").get(pk=item.pk)
    if item.status == to:
        return item
    return _move(meeting, item, to, by, at)


@transaction.atomic
def call_next(meeting: Meeting, *, by: User, at: dt.datetime | None = None) -> AgendaItem | None:
    """Call whoever waits first; who is called already stays called. None when nobody waits. A break is nobody to call.

    Raises:
        DomainError: code "meeting-not-running".
    """
    at = at or timezone.now()
    meeting = _running(meeting, by)
    lines = list(meeting.agenda.select_for_update(of=("self",)).filter(entry__isnull=False).select_related("entry__proposal"))
    called = next((one for one in lines if one.is_called), None)
    if called:
        return called
    following = next((one for one in lines if one.is_waiting), None)
    return _move(meeting, following, AgendaStatus.CALLED, by, at) if following else None


def _running(meeting: Meeting, by: User) -> Meeting:
    held = Meeting.objects.locked(meeting)
    require(access.may_run_round(by, held.round))
    if not held.is_running:
        raise DomainError(_("The meeting is not running."), code="meeting-not-running")
    return held


def _move(meeting: Meeting, item: AgendaItem, to: AgendaStatus, by: User, at: dt.datetime) -> AgendaItem:
    others = meeting.agenda.exclude(pk=item.pk)
    if to == AgendaStatus.CALLED and others.filter(status=AgendaStatus.CALLED).exists():
        raise DomainError(_("Somebody else is called already."), code="somebody-is-called")
    if to in ON and others.filter(status__in=ON).exists():
        raise DomainError(_("Somebody else is being heard."), code="somebody-is-heard")
    item.become(to)
    changed = ["status"]
    if stamp := STAMPS.get(to):
        setattr(item, stamp, at)
        changed.append(stamp)
    item.save(update_fields=changed)
    if item.entry:
        data = {"number": meeting.number, "proposal": item.entry.proposal.ref, "to": to.value}
        record(stream=meeting.round.stream, verb="agenda-moved", by=by, at=at, data=data)
    return item
