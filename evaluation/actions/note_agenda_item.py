import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from evaluation import access
from evaluation.models import AgendaItem, Meeting

LONGEST = 500  # characters


@transaction.atomic
def note_agenda_item(item: AgendaItem, *, by: User, note: str, at: dt.datetime | None = None) -> AgendaItem:
    """Keep what the minutes shall say about one line: who presented, what was asked for. Until minutes are written of it.

    Raises:
        InvalidInput: for a note too long.
        DomainError: code "minutes-written".
    """
    at = at or timezone.now()
    meeting = Meeting.objects.locked(item.meeting)
    require(access.may_run_round(by, meeting.round))
    item = AgendaItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    note = note.strip()
    if item.note == note:
        return item
    if len(note) > LONGEST:
        raise InvalidInput({"note": _("At most %(n)d characters.") % {"n": LONGEST}})
    if meeting.papers.exists():
        raise DomainError(_("The minutes are written. Say it there, in a new version."), code="minutes-written")
    item.note = note
    item.save(update_fields=["note"])
    record(stream=meeting.round.stream, verb="agenda-noted", by=by, at=at, data={"number": meeting.number, "line": item.place})
    return item
