"""The letters of a release, one by one: as they would be before it, and what became of them after."""

from collections import defaultdict
from dataclasses import dataclass

from accounts.models import User
from cluster_portal.shared.paging import Page, keyset_page
from evaluation.messages.people import applicants
from evaluation.messages.results import KINDS, MAILING, letter_words
from evaluation.models import Round, Standing
from evaluation.states import Decision, RoundStatus
from notifications.models import Mailing, Message
from notifications.rendering import render


@dataclass(frozen=True, slots=True)
class Recipients:
    """A proposal's letters: to whom they would go, or the letters that went."""

    standing: Standing
    people: list[User]
    letters: list[Message]


def recipients(round: Round, *, cursor: str | None = None, size: int = 30) -> tuple[Page, list[Recipients]]:
    """A page of the list in the order of decisions. A constant number of statements."""
    rows = Standing.objects.filter(round=round).select_related("proposal__lead").defer("trace", "tie")
    page = keyset_page(rows, order=("order",), cursor=cursor, size=size)
    standings = list(page.items)
    if (
        round.status != RoundStatus.RELEASED
        or Mailing.objects.filter(event__stream=round.stream, kind=MAILING, written_at=None).exists()
    ):
        told = applicants((one.proposal_id, one.proposal.lead_id) for one in standings)
        return page, [Recipients(one, told[one.proposal_id], []) for one in standings]
    letters = defaultdict(list)
    sent = Message.objects.filter(
        kind__in=KINDS.values(), event__stream__in=[one.proposal.stream for one in standings], event__data__round=round.ref,
    )  # fmt: skip
    for letter in sent.select_related("event", "recipient").defer("body").order_by("pk"):
        letters[letter.event.stream].append(letter)
    return page, [Recipients(one, [], letters[one.proposal.stream]) for one in standings]


@dataclass(frozen=True, slots=True)
class Preview:
    """A letter as this person would get it, in the person's language."""

    person: User
    subject: str
    body: str


def previews(standing: Standing) -> list[Preview]:
    """Every letter of one proposal, word for word, before anything is sent."""
    words = letter_words(standing.round, standing)
    people = applicants([(standing.proposal_id, standing.proposal.lead_id)])[standing.proposal_id]
    kind = KINDS[Decision(standing.decision)]
    return [Preview(person, *render(kind, person.language, {**words, "recipient": person})) for person in people]
