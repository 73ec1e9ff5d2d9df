"""The letters of a release: one per applicant and proposal, with the words of its decision."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluation import links
from evaluation.messages.people import applicants, round_words
from evaluation.models import Round, Standing
from evaluation.states import Decision
from notifications.outbox import queue_many_events

KINDS = {
    Decision.SELECTED: "evaluation/result-selected",
    Decision.RESERVE: "evaluation/result-reserve",
    Decision.REJECTED: "evaluation/result-rejected",
}


def results_released(round: Round, standings: Sequence[Standing], events: Mapping[str, int]) -> None:
    """`events` by stream: the key of what each proposal's letter is about. The letter says the decision; score and reasons are
    behind the sign-in."""
    people = applicants((standing.proposal_id, standing.proposal.lead_id) for standing in standings)
    words = _of_round(round)
    letters = defaultdict(list)
    pages = links.result_pages(standing.proposal.ref for standing in standings)
    for standing in standings:
        proposal = standing.proposal
        context = {**words, **_of_one(standing), "link": pages[proposal.ref]}
        for person in people[standing.proposal_id]:
            letters[standing.decision].append((person, events[proposal.stream], context))
    for decision, kind in KINDS.items():
        queue_many_events(kind, letters[decision])


def letter_words(round: Round, standing: Standing) -> dict[str, Any]:
    """What the letter about one proposal says."""
    return {**_of_round(round), **_of_one(standing), "link": links.result_page(standing.proposal)}


def _of_round(round: Round) -> dict[str, Any]:
    clocks = round.rules.clocks
    return {**round_words(round), "agreement": clocks.agreement.value.amount, "appeal": clocks.appeal.value.amount}


def _of_one(standing: Standing) -> dict[str, Any]:
    return {
        "proposal": standing.proposal.ref, "title": standing.proposal.title, "granted_krw": standing.granted_krw,
        "asked_krw": standing.asked_krw, "reserve_number": standing.reserve_number,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Letters:
    """How many people hear of how many proposals with one decision."""

    decision: Decision
    proposals: int
    people: int


def letters_due(round: Round) -> list[Letters]:
    """Who a release would write to, decision by decision. Four statements."""
    rows = list(round.standings.values_list("decision", "proposal", "proposal__lead"))
    told = applicants((proposal, lead) for _decision, proposal, lead in rows)
    return [
        Letters(
            decision,
            sum(one == decision for one, _proposal, _lead in rows),
            sum(len(told[proposal]) for one, proposal, _lead in rows if one == decision),
        )
        for decision in Decision
    ]
