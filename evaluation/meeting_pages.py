"""How a meeting is laid out: its addresses, the table of its agenda, and what tells a page that something changed."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from cluster_portal.shared.canonical import canonical_json, sha256_hex
from evaluation.models import Meeting
from evaluation.queries.meetings import Room, Turn

HEADER = (
    _lazy("No."),
    pgettext_lazy("agenda", "Planned"),
    _lazy("Proposal"),
    _lazy("Number"),
    _lazy("Lead"),
    _lazy("Minutes"),
    _lazy("Leaves the room"),
)


def url(meeting: Meeting, name: str, *more: Any) -> str:
    return reverse(f"evaluation:{name}", args=[meeting.round.ref, meeting.number, *more])


def table(room: Room) -> Iterator[list[Any]]:
    """The agenda for a spreadsheet."""
    for line in room.lines:
        item = line.item
        proposal = item.entry.proposal if item.entry else None
        yield [
            line.number or "",
            item.planned_at,
            item.words,
            proposal.ref if proposal else "",
            str(proposal.lead) if proposal else _("Break"),
            item.minutes,
            ", ".join(member.name for member in line.leaving),
        ]


def stamp(room: Room) -> str:
    """Stands for everything a page of the room shows; another value means that something changed. Times count by the minute."""
    shown = [
        get_language(), room.meeting.status, room.meeting.video_url, room.meeting.place, room.meeting.recording,
        [
            [
                line.item.pk, line.item.place, line.item.status, line.item.note, line.item.started_at, line.item.questions_at,
                f"{line.expected_at:%d %H:%M}" if line.expected_at else "", [one.pk for one in line.leaving],
            ]
            for line in room.lines
        ],
        [[chair.person.pk, chair.person.name, chair.is_here, chair.leaves] for chair in room.chairs],
        [user.pk for user in room.away],
    ]  # fmt: skip
    return sha256_hex(canonical_json(shown))[:32]


def stamp_of_turn(turn: Turn) -> str:
    """The same for an applicant's waiting room."""
    meeting, item = turn.item.meeting, turn.item
    shown = [
        get_language(), meeting.status, meeting.video_url, meeting.place, meeting.recording, item.status, item.planned_at,
        turn.number, turn.proposals, turn.ahead, f"{turn.expected_at:%d %H:%M}" if turn.expected_at else "",
    ]  # fmt: skip
    return sha256_hex(canonical_json(shown))[:32]
