"""The released list beside the score of a review: what upholding an appeal would change, and what it changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from evaluation.appeal_outcome import STAYS, Consequence, Listed, consequence, deserved, is_better, places_with
from evaluation.models import Addendum, Appeal, Round, Standing
from evaluation.queries.ranking import (
    available_budget,
    choose,
    order_among_equals,
    recommended,
    shared_selection_rules,
    to_choose_from,
)
from evaluation.ranking import Entry
from evaluation.rulebook_rules import shared_tie_break_chain
from evaluation.selection import Candidate
from evaluation.states import Decision, RoundStatus
from projects.states import ProposalStatus


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the review came to, beside the released result."""

    first: Standing
    review: Standing  # of the review's own list of one
    place: int | None  # on the released list, with the new score
    amount_krw: int
    left_krw: int
    if_upheld: Consequence
    is_better: bool


def outlook(appeal: Appeal, left_krw: int | None = None) -> Outlook | None:
    """What upholding would change, from a tallied review; None before. `left_krw`: what the region can still grant, if known.
    A constant number of statements; the making of scores is read only of those with the same total."""
    review = appeal.review
    if review is None or review.status not in (RoundStatus.TALLIED, RoundStatus.RELEASED):
        return None
    left = available_budget(review) if left_krw is None else left_krw
    first = Standing.objects.select_related("proposal").get(pk=appeal.standing_id)
    own = Standing.objects.select_related("proposal").get(round=review, proposal=appeal.proposal_id)
    amount = choose(review, to_choose_from(review), left, {}).decisions[0].amount_krw
    before = str(own.proposal.status)
    if own.total is None:
        return Outlook(first, own, None, amount, left, Consequence(before, STAYS), is_better=False)
    listed = list(to_choose_from(appeal.round))
    places = _places(appeal.round, own, listed)
    fair = deserved(
        own.proposal_id,
        _candidates(appeal.round, listed, own, places, amount),
        appeal.round.standings.filter(decision=Decision.SELECTED).values_list("proposal", flat=True),
        appeal.round.budget_krw or 0,
        shared_selection_rules(appeal.round, sorted({one.proposal.track for one in listed})),
    )
    followed = consequence(fair, before=before, before_number=first.reserve_number, amount_krw=amount, left_krw=left)
    return Outlook(first, own, places[own.proposal_id], amount, left, followed, is_better(own.total, first.total))


def _places(round: Round, own: Standing, listed: Sequence[Standing]) -> dict[int, int]:
    others = [Listed(one.proposal_id, one.total, one.place) for one in listed if one.proposal_id != own.proposal_id]
    same = [one.key for one in others if one.total == own.total]
    equals = Standing.objects.filter(round=round, proposal__in=same).select_related("proposal") if same else ()
    chain = shared_tie_break_chain(round.rules, {one.proposal.track for one in listed})
    return places_with(_entry(own), others, [_entry(one) for one in equals], chain)


def _entry(standing: Standing) -> Entry[int]:
    proposal = standing.proposal
    assert standing.total is not None
    means = {code: Decimal(mean) for code, mean in standing.trace["criterion_means"].items()}
    return Entry(
        standing.proposal_id, standing.total, means, proposal.is_joint, proposal.is_cross_region,
        Decimal(standing.trace["plain_mean"] or 0), proposal.submitted_at,
    )  # fmt: skip


def _candidates(
    round: Round, listed: Sequence[Standing], own: Standing, places: Mapping[int, int], amount_krw: int
) -> Iterator[Candidate[int]]:
    """The released list as a selection sees it, with the own score and amount of the review."""
    cuts, among_equals = recommended(round), order_among_equals(round)
    for one in listed:
        is_own = one.proposal_id == own.proposal_id
        cap = round.rules.track(one.proposal.track).grant_cap_krw.value
        yield Candidate(
            key=one.proposal_id,
            place=places.get(one.proposal_id),
            passed=own.passed if is_own else one.passed,
            amount_krw=amount_krw if is_own else one.asked_krw,
            joint=one.proposal.is_joint,
            recommended_krw=None if is_own else cuts.get(one.proposal_id),
            grant_cap_krw=cap,
            among_equals=among_equals.get(one.proposal_id, 0),
        )


def addenda_of(round: Round) -> QuerySet[Addendum]:
    """What changed since the release, in order."""
    return Addendum.objects.joined().filter(round=round).order_by("number")


def public_addenda() -> QuerySet[Addendum]:
    """Everybody's, as on the pages of released lists."""
    return Addendum.objects.joined().filter(round__status=RoundStatus.RELEASED)


def waiting_by_appeal(round: Round) -> QuerySet[Addendum]:
    """Proposals an appeal put on the round's reserve list: each stands before the released one of the same number."""
    waiting = addenda_of(round).filter(decision=Decision.RESERVE, proposal__status=ProposalStatus.RESERVE)
    return waiting.order_by("reserve_number", "number")
