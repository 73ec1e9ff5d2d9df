"""Who hears how the screening ended: the lead's people, and the owners of its partners."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from audit.models import Event
from notifications.outbox import queue_many_events, queue_messages
from projects.messages.calls import shown
from projects.models import Proposal, Screening
from projects.models.screening import ScreeningDecision
from projects.queries.people import people_of
from projects.sections import step

KINDS = {
    ScreeningDecision.ELIGIBLE: "projects/proposal-eligible",
    ScreeningDecision.RETURNED: "projects/proposal-returned",
    ScreeningDecision.INELIGIBLE: "projects/proposal-ineligible",
}


def proposal_screened(event: Event, proposal: Proposal, screening: Screening) -> None:
    context = _about(proposal) | {"reason": screening.reason}
    if screening.due_at:
        context |= {"due_at": shown(screening.due_at), "sections": [step(code).label for code in screening.scope]}
    people = people_of([proposal])[proposal.pk]
    queue_messages(KINDS[ScreeningDecision(screening.decision)], people, about=event, context=context)


def proposals_found_eligible(events: Sequence[Event], proposals: Sequence[Proposal]) -> None:
    people = people_of(proposals)
    event_of = {event.stream: event for event in events}
    queue_many_events(
        KINDS[ScreeningDecision.ELIGIBLE],
        [(person, event_of[p.stream], _about(p)) for p in proposals for person in people[p.pk]],
    )


def _about(proposal: Proposal) -> dict[str, Any]:
    return {"proposal": proposal, "link": reverse("projects:proposal-detail", args=[proposal.ref])}
