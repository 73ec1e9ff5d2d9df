"""Letters to applicants who may answer the comments before the panel decides."""

from audit.models import Event
from evaluation import links
from evaluation.messages.people import applicants_by_lead, round_words
from evaluation.models import Round
from notifications.outbox import queue_each
from projects.models import Proposal


def window_opened(event: Event, round: Round) -> None:
    """Owners and writers of each lead, proposal by proposal."""
    _tell("evaluation/answers-opened", event, round)


def time_changed(event: Event, round: Round) -> None:
    """The same people: there is more time than they were told."""
    _tell("evaluation/answers-time-changed", event, round)


def _tell(kind: str, event: Event, round: Round) -> None:
    """One letter a person and proposal; the event is the round's, so a person with several is told of each in one letter."""
    proposals = list(Proposal.objects.filter(rounds__round=round).only("pk", "ref", "title", "lead").order_by("pk"))
    people = applicants_by_lead({proposal.lead_id for proposal in proposals})
    of_person: dict[int, list[Proposal]] = {}
    users = {}
    for proposal in proposals:
        for user in people.get(proposal.lead_id, []):
            users[user.pk] = user
            of_person.setdefault(user.pk, []).append(proposal)
    letters = [
        (
            users[pk],
            {
                **round_words(round),
                "until": round.answers_end_at,
                "proposals": [f"{one.ref} {one.title}".strip() for one in own],
                "link": links.own_answer_page(own[0]) if len(own) == 1 else links.home(),
            },
        )
        for pk, own in of_person.items()
    ]
    queue_each(kind, letters, about=event)
