"""Letters about a panel's meeting."""

from collections import defaultdict

from audit.models import Event
from evaluation import links
from evaluation.messages.people import applicants, round_words
from evaluation.models import Meeting, PanelMember
from evaluation.queries.meetings import agenda_of, panel_of
from evaluation.states import PaperKind
from notifications.outbox import queue_each, queue_messages
from programme.clocks import SEOUL


def meeting_announced(event: Event, meeting: Meeting, *, again: bool) -> None:
    """Each applicant its own times and nobody else's; the panel the day. Places and links are behind the sign-in."""
    words = {**round_words(meeting.round), "starts_at": meeting.starts_at, "again": again}
    items = [(item, item.entry.proposal) for item in agenda_of(meeting) if item.entry]
    told = applicants((proposal.pk, proposal.lead_id) for _item, proposal in items)
    lines, people = defaultdict(list), {}
    for item, proposal in items:
        for person in told[proposal.pk]:
            people[person.pk] = (person, links.waiting_page(proposal))
            lines[person.pk].append(f"{item.planned_at.astimezone(SEOUL):%Y-%m-%d %H:%M} · {proposal.title}")
    letters = [(person, {**words, "lines": lines[pk], "link": link}) for pk, (person, link) in people.items()]
    queue_each("evaluation/presentation-announced", letters, about=event)
    context = {**words, "proposals": len(items), "link": links.room_page(meeting)}
    queue_messages("evaluation/meeting-announced", [one.expert.user for one in panel_of(meeting)], about=event, context=context)


def paper_to_sign(event: Event, meeting: Meeting, kind: PaperKind, members: list[PanelMember]) -> None:
    """To everybody who was there: please read and sign."""
    context = {
        **round_words(meeting.round), "is_results": kind == PaperKind.RESULTS, "number": meeting.number,
        "link": links.paper_page(meeting, kind),
    }  # fmt: skip
    queue_messages("evaluation/paper-to-sign", [one.expert.user for one in members], about=event, context=context)
