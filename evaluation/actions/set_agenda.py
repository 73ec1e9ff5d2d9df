import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import InvalidInput
from evaluation.actions.setting_agenda import keep, planned_meeting
from evaluation.agenda import by_lot
from evaluation.models import AgendaItem, Meeting

LONGEST = 600  # minutes


@dataclass(frozen=True, slots=True)
class Line:
    """Where an item of the agenda is to stand, and how long it takes."""

    place: int
    presentation_minutes: int
    question_minutes: int = 0


@transaction.atomic
def set_agenda(meeting: Meeting, lines: Mapping[int, Line], *, by: User, at: dt.datetime | None = None) -> Meeting:
    """Put the items of the agenda ({id: line}) where HQ wants them; of two with the same number the one that stood first
    stays first. Every time is computed anew. An item not named keeps its number and minutes.

    Raises:
        InvalidInput: for minutes no meeting has.
        DomainError: code "meeting-begun".
    """
    at = at or timezone.now()
    meeting = planned_meeting(meeting, by)
    items = list(meeting.agenda.all())
    before = _as_it_stands(items)
    for item in items:
        if line := lines.get(item.pk):
            if not 1 <= line.presentation_minutes <= LONGEST or not 0 <= line.question_minutes <= LONGEST:
                raise InvalidInput({f"minutes-{item.pk}": _("Between 1 and %(n)d minutes.") % {"n": LONGEST}})
            item.presentation_minutes, item.question_minutes = line.presentation_minutes, line.question_minutes
    items.sort(key=lambda item: (lines[item.pk].place if item.pk in lines else item.place, item.place))
    if _as_it_stands(items) != before:
        keep(meeting, items, at)
        record(stream=meeting.round.stream, verb="agenda-set", by=by, at=at, data={"number": meeting.number, "how": "hand"})
    return meeting


@transaction.atomic
def order_agenda(meeting: Meeting, how: Literal["submission", "lot"], *, by: User, at: dt.datetime | None = None) -> Meeting:
    """Order the proposals by rule: as they were submitted, or by lot. Breaks keep their places.

    A lot is drawn with a seed that is kept, so that anybody can draw the order again; each draw is in the history.

    Raises:
        DomainError: code "meeting-begun".
    """
    at = at or timezone.now()
    meeting = planned_meeting(meeting, by)
    items = list(meeting.agenda.select_related("entry__proposal"))
    heard = [item for item in items if item.entry]
    seed = secrets.token_hex(16) if how == "lot" else ""
    if how == "lot":
        refs = by_lot(seed, [item.entry.proposal.ref for item in heard if item.entry])
        heard.sort(key=lambda item: refs.index(item.entry.proposal.ref) if item.entry else 0)
    else:
        heard.sort(key=lambda item: (item.entry.proposal.submitted_at or at, item.entry.proposal.ref) if item.entry else (at, ""))
    meeting.lot_seed = seed
    meeting.save(update_fields=["lot_seed"])
    keep(meeting, _around_breaks(items, heard), at)
    data = {"number": meeting.number, "how": how, "seed": seed}
    record(stream=meeting.round.stream, verb="agenda-set", by=by, at=at, data=data)
    return meeting


@transaction.atomic
def add_break(meeting: Meeting, *, by: User, title: str, minutes: int, after: int, at: dt.datetime | None = None) -> AgendaItem:
    """A break behind the line of that number; 0 puts it first.

    Raises:
        InvalidInput: without a name, or for minutes no meeting has.
        DomainError: code "meeting-begun".
    """
    at = at or timezone.now()
    meeting = planned_meeting(meeting, by)
    if not title.strip():
        raise InvalidInput({"title": _("Give the break a name.")})
    if not 1 <= minutes <= LONGEST:
        raise InvalidInput({"minutes": _("Between 1 and %(n)d minutes.") % {"n": LONGEST}})
    items = list(meeting.agenda.all())
    made = AgendaItem.objects.create(
        meeting=meeting, place=len(items) + 1, title=" ".join(title.split()), presentation_minutes=minutes,
        planned_at=meeting.starts_at,
    )  # fmt: skip
    items.insert(min(max(after, 0), len(items)), made)
    keep(meeting, items, at)
    record(stream=meeting.round.stream, verb="agenda-set", by=by, at=at, data={"number": meeting.number, "how": "break"})
    return made


@transaction.atomic
def remove_break(item: AgendaItem, *, by: User, at: dt.datetime | None = None) -> None:
    """Take a break off the agenda; a second press finds nothing.

    Raises:
        DomainError: code "meeting-begun".
    """
    at = at or timezone.now()
    meeting = planned_meeting(item.meeting, by)
    if meeting.agenda.filter(pk=item.pk, entry__isnull=True).delete()[0]:
        keep(meeting, list(meeting.agenda.all()), at)
        record(stream=meeting.round.stream, verb="agenda-set", by=by, at=at, data={"number": meeting.number, "how": "break"})


def _as_it_stands(items: Sequence[AgendaItem]) -> list[tuple[int, int, int]]:
    return [(item.pk, item.presentation_minutes, item.question_minutes) for item in items]


def _around_breaks(items: Sequence[AgendaItem], heard: Sequence[AgendaItem]) -> list[AgendaItem]:
    """The proposals in their new order, on the places that no break has."""
    following = iter(heard)
    return [item if item.is_break else next(following) for item in items]
