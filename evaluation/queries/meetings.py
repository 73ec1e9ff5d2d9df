"""What the pages of a meeting are made of. A constant number of statements, whatever the number of proposals and people."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from accounts.models import User
from evaluation import access
from evaluation.agenda import expected_starts
from evaluation.attendance import Quorum, present_at, quorum
from evaluation.models import AgendaItem, Attendance, Meeting, PanelMember, Round, Sheet
from evaluation.queries.blind import cover_for
from evaluation.states import AgendaStatus, MemberStatus, SheetStatus
from projects.models import Proposal
from projects.queries.recusals import recused_from

# A sheet says that somebody judges a proposal; without one, or having given it up, the person leaves the room for it.
STAYS = (SheetStatus.OPEN, SheetStatus.DRAFT, SheetStatus.SEALED, SheetStatus.VOID)


def meetings_of(round: Round) -> QuerySet[Meeting]:
    """With `proposals`, how many each hears. One statement."""
    meetings = Meeting.objects.filter(round=round).joined()
    return meetings.annotate(proposals=Count("agenda", filter=Q(agenda__entry__isnull=False)))


def panel_of(meeting: Meeting) -> list[PanelMember]:
    """Whose meeting it is, by seat. One statement."""
    panel = PanelMember.objects.filter(round=meeting.round_id, section=meeting.section_id, status=MemberStatus.ACCEPTED)
    return list(panel.joined().order_by("seat"))


def agenda_of(meeting: Meeting) -> list[AgendaItem]:
    """One statement."""
    return list(meeting.agenda.select_related("entry__proposal__lead").order_by("place"))


def agenda_as_known(meeting: Meeting, reader: Any) -> list[AgendaItem]:
    """The same; where names are hidden from the reader, with proposals under their code names. One statement more then."""
    items = agenda_of(meeting)
    cover_for(reader, meeting.round, [item.entry for item in items if item.entry])
    return items


@dataclass(frozen=True, slots=True)
class Person:
    """An evaluator as the reader may know them: by name, or by the seat alone."""

    pk: int
    seat: int
    name: str
    affiliation: str
    is_chair: bool


@dataclass(frozen=True, slots=True)
class Chair:
    """A seat of the panel in the room."""

    person: Person
    is_here: bool
    leaves: bool  # for what is on or called now


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the agenda as it stands now."""

    item: AgendaItem
    number: int | None  # among the proposals; none for a break
    expected_at: dt.datetime | None
    leaving: list[Person]

    @property
    def is_late(self) -> bool:
        return self.expected_at is not None and self.expected_at - self.item.planned_at >= dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Room:
    """A meeting at one moment."""

    meeting: Meeting
    lines: list[Line]
    chairs: list[Chair]
    quorum: Quorum
    away: list[User]  # of the offices: they keep away from a proposal of the agenda

    @property
    def on(self) -> Line | None:
        """What is being heard, a break too."""
        return next((line for line in self.lines if line.item.is_on), None)

    @property
    def called(self) -> Line | None:
        return next((line for line in self.lines if line.item.is_called), None)

    @property
    def following(self) -> Line | None:
        """The first that waits."""
        return next((line for line in self.lines if line.item.is_waiting), None)

    @property
    def heard(self) -> int:
        return sum(line.item.status == AgendaStatus.DONE for line in self.lines if line.number)

    @property
    def proposals(self) -> int:
        return sum(line.number is not None for line in self.lines)


def room(meeting: Meeting, at: dt.datetime, reader: Any) -> Room:
    """Six statements, seven in a blind round."""
    items, panel = agenda_as_known(meeting, reader), panel_of(meeting)
    named = set(PanelMember.objects.visible_to(reader).filter(round=meeting.round_id).values_list("pk", flat=True))
    people = {one.pk: _as_known(one, one.pk in named) for one in panel}
    spans = [one.as_span() for one in Attendance.objects.filter(meeting=meeting).select_related("member")]
    now = meeting.ended_at or at
    # Of a meeting that has ended the last moment counts, not the one after everybody has left.
    here = present_at(spans, now) if not meeting.is_ended else {one.seat for one in spans if one.left_at == meeting.ended_at}
    judged = staying(items, panel)
    expected = expected_starts([item.as_slot() for item in items], at) if not meeting.is_ended else [None] * len(items)
    lines, number = [], 0
    for item, begins in zip(items, expected, strict=True):
        leaving: list[Person] = []
        if item.entry:
            number += 1
            leaving = [one for pk, one in people.items() if (pk, item.entry.proposal_id) not in judged]
        lines.append(Line(item, number if item.entry else None, begins, leaving))
    current = {one.pk for line in lines if line.item.is_on or line.item.is_called for one in line.leaving}
    return Room(
        meeting=meeting,
        lines=lines,
        chairs=[Chair(one, one.seat in here, one.pk in current) for one in people.values()],
        quorum=quorum_of(meeting, panel, here),
        away=_keeping_away(items),
    )


def _as_known(member: PanelMember, named: bool) -> Person:
    name = member.name if named else gettext("Seat %(n)s") % {"n": member.seat}
    return Person(member.pk, member.seat, name, member.affiliation if named else "", member.is_chair)


def quorum_of(meeting: Meeting, panel: list[PanelMember], here: set[int]) -> Quorum:
    """By the rulebook of the round. No statement."""
    rules = meeting.round.rules.panel
    return quorum(rules.quorum.value, seats={one.seat for one in panel}, present=here, smallest=rules.size_min.value)


def staying(items: list[AgendaItem], panel: list[PanelMember]) -> set[tuple[int, int]]:
    """(member, proposal) of everybody who judges what. One statement."""
    proposals = [item.entry.proposal_id for item in items if item.entry]
    sheets = Sheet.objects.filter(member__in=panel, proposal__in=proposals, status__in=STAYS)
    return set(sheets.values_list("member", "proposal"))


def _keeping_away(items: list[AgendaItem]) -> list[User]:
    proposals = Proposal.objects.filter(pk__in=[item.entry.proposal_id for item in items if item.entry])
    return list(User.objects.filter(pk__in=recused_from(proposals)).order_by("pk"))


def own_meetings(member: PanelMember) -> QuerySet[Meeting]:
    """Announced meetings of the member's panel. One statement."""
    own = Meeting.objects.filter(round=member.round_id, section=member.section_id, announced_at__isnull=False)
    return own.joined().order_by("starts_at", "number")


def presentation(user: Any, proposal_ref: str) -> AgendaItem | None:
    """Where an applicant's proposal stands on an announced agenda: the latest it is on. One statement."""
    own = AgendaItem.objects.filter(access.presentations_visible_to(user), entry__proposal__ref=proposal_ref)
    return own.select_related("meeting__round__call", "meeting__round__region", "entry__proposal__lead").order_by("-pk").first()


def current_meeting(member: PanelMember, number: int | None = None) -> Meeting | None:
    """The one of that number; else the one that runs, the next to come, or the last. One statement."""
    meetings = list(own_meetings(member))
    if number is not None:
        return next((one for one in meetings if one.number == number), None)
    running = next((one for one in meetings if one.is_running), None)
    return running or next((one for one in meetings if one.is_planned), None) or (meetings[-1] if meetings else None)


def own_sheets_of(member: PanelMember, room: Room) -> dict[int, str]:
    """{line of the agenda: what the proposal is called} where the member has a sheet to open. One statement."""
    entries = {line.item.entry.proposal_id: (line.item.pk, line.item.entry) for line in room.lines if line.item.entry}
    judged = Sheet.objects.filter(member=member, proposal__in=entries, status__in=STAYS)
    return {entries[pk][0]: entries[pk][1].proposal.ref for pk in judged.values_list("proposal", flat=True)}


@dataclass(frozen=True, slots=True)
class Turn:
    """Where an applicant stands in the line: numbers, and nothing of anybody else."""

    item: AgendaItem
    number: int
    proposals: int
    ahead: int  # still to be heard before
    expected_at: dt.datetime | None


def turn(item: AgendaItem, at: dt.datetime) -> Turn:
    """One statement."""
    lines = list(item.meeting.agenda.order_by("place"))
    heard = [one for one in lines if not one.is_break]
    expected = expected_starts([one.as_slot() for one in lines], at) if not item.meeting.is_ended else [None] * len(lines)
    place = next(index for index, one in enumerate(lines) if one.pk == item.pk)
    before = [one for one in lines[:place] if not one.is_break]
    return Turn(
        item=item,
        number=len(before) + 1,
        proposals=len(heard),
        ahead=sum(not one.as_slot().is_over for one in before),
        expected_at=expected[place],
    )


def meetings_ahead(user: Any) -> QuerySet[Meeting]:
    """Announced meetings of the person's own panels that have not ended. One statement."""
    own = PanelMember.objects.filter(
        expert__user=user, status=MemberStatus.ACCEPTED, declared_at__isnull=False, round=OuterRef("round")
    ).filter(Q(section=OuterRef("section")) | Q(section__isnull=True))
    ahead = Meeting.objects.filter(Exists(own), announced_at__isnull=False, ended_at__isnull=True)
    return ahead.joined().order_by("starts_at")


def presentations_ahead(user: Any) -> QuerySet[AgendaItem]:
    """What the person's organisations are to present, soonest first. One statement."""
    own = AgendaItem.objects.filter(access.presentations_visible_to(user), meeting__ended_at__isnull=True)
    own = own.exclude(status__in=[AgendaStatus.DONE, AgendaStatus.SKIPPED])
    return own.select_related("entry__proposal", "meeting").order_by("planned_at")
