"""The letters of a release: one per applicant and proposal, with the words of its decision."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from audit.models import Event
from evaluation import links
from evaluation.messages.people import applicants_of_round, round_words
from evaluation.models import Round, Standing
from evaluation.states import Decision
from notifications.mailings import queue_mailing
from notifications.outbox import queue_many_events

KINDS = {
    Decision.SELECTED: "evaluation/result-selected",
    Decision.RESERVE: "evaluation/result-reserve",
    Decision.REJECTED: "evaluation/result-rejected",
}


MOVES = ("selected", "reserved", "rejected")  # the verbs of a release in the history of proposals


class Result(NamedTuple):
    """Of a standing, what its letters say."""

    proposal_id: int
    decision: str
    reserve_number: int | None
    asked_krw: int
    granted_krw: int | None
    ref: str
    title: str


COLUMNS = (*Result._fields[:5], "proposal__ref", "proposal__title")


MAILING = "evaluation/results"
AT_ONCE = 500  # proposals; for more, the letters' rows are written right after the release


def results_released(round: Round, results: Collection[Result], events: Mapping[int, int], *, release: Event) -> None:
    """`events` by proposal: the key of what its letter is about. The letter says the decision; score and reasons are behind the
    sign-in."""
    if len(results) > AT_ONCE:
        queue_mailing(MAILING, about=release)
    else:
        _write(round, results, events)


def write_results(release: Event) -> None:
    """The letters of a release, from what it left behind for good: the list and the history."""
    round = Round.objects.joined().get(pk=release.stream.removeprefix("round/"))
    moved = Event.objects.filter(pk__gt=release.pk, verb__in=MOVES, data__release=release.data["sha256"])
    events = {int(stream.removeprefix("proposal/")): pk for pk, stream in moved.values_list("pk", "stream")}
    _write(round, results_of(round), events)


def results_of(round: Round) -> list[Result]:
    return [Result(*row) for row in round.standings.values_list(*COLUMNS)]


def _write(round: Round, results: Iterable[Result], events: Mapping[int, int]) -> None:
    words = _of_round(round)
    found = {one.proposal_id: one for one in results}
    pages = links.result_pages(one.ref for one in found.values())
    context = {pk: {**words, **_of_one(one), "link": pages[one.ref]} for pk, one in found.items()}
    letters = defaultdict(list)
    for pk, person in applicants_of_round(round):
        letters[found[pk].decision].append((person, events[pk], context[pk]))
    for decision, kind in KINDS.items():
        queue_many_events(kind, letters[decision])


def letter_words(round: Round, one: Standing) -> dict[str, Any]:
    """What the letter about one proposal says."""
    result = Result(
        one.proposal_id, one.decision, one.reserve_number, one.asked_krw, one.granted_krw, one.proposal.ref, one.proposal.title
    )
    return {**_of_round(round), **_of_one(result), "link": links.result_page(one.proposal)}


def _of_round(round: Round) -> dict[str, Any]:
    clocks = round.rules.clocks
    return {**round_words(round), "agreement": clocks.agreement.value.amount, "appeal": clocks.appeal.value.amount}


def _of_one(result: Result) -> dict[str, Any]:
    return {
        "proposal": result.ref, "title": result.title, "granted_krw": result.granted_krw, "asked_krw": result.asked_krw,
        "reserve_number": result.reserve_number,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Letters:
    """How many people hear of how many proposals with one decision."""

    decision: Decision
    proposals: int
    people: int


def letters_due(round: Round) -> list[Letters]:
    """Who a release would write to, decision by decision. Two statements."""
    decisions = dict(round.standings.values_list("proposal", "decision"))
    told = Counter(decisions[proposal] for proposal, _person in applicants_of_round(round))
    proposals = Counter(decisions.values())
    return [Letters(decision, proposals[decision], told[decision]) for decision in Decision]
