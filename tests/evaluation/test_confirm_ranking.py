"""Deciding down the list within what is left of the region's budget."""

import pytest

from accounts.models import Role
from audit.models import Event
from cluster_portal.shared.errors import DomainError, NotAllowed
from evaluation.actions.confirm_ranking import NeedsOrder, confirm_ranking
from evaluation.models import Round, Standing
from evaluation.queries.ranking import available_budget, preview_selection, totals
from evaluation.states import Decision, RoundStatus
from programme.models import RegionalBudget
from tests.factories.accounts import make_user
from tests.factories.evaluation import (
    CALL_CLOSED,
    give_budget,
    head_of,
    make_closed_call,
    make_eligible,
    make_tallied_round,
    operator_of,
)

pytestmark = pytest.mark.django_db
MILLION = 1_000_000


def tallied(*asked: int, totals: list[int] | None = None, **fields) -> tuple[Round, list[Standing]]:
    """A tallied round with proposals that ask so many millions, the first one best unless `totals` says otherwise."""
    call = make_closed_call()
    proposals = [make_eligible(call, requested_krw=one * MILLION, **fields) for one in asked]
    scores = totals or [95 - n for n in range(len(asked))]
    round = make_tallied_round(call, members=5, totals={p.pk: [score] * 5 for p, score in zip(proposals, scores, strict=True)})
    return round, [Standing.objects.get(proposal=proposal) for proposal in proposals]


def confirm(round: Round, **kwargs) -> Round:
    return confirm_ranking(round, by=kwargs.pop("by", None) or head_of(), **kwargs)


def decisions(standings: list[Standing]) -> list[tuple]:
    for one in standings:
        one.refresh_from_db()
    return [
        (one.decision, one.decision_reason, one.granted_krw and one.granted_krw // MILLION, one.reserve_number)
        for one in standings
    ]


def test_the_list_is_funded_within_the_budget_and_the_rest_waits():
    round, standings = tallied(300, 400, 250, 100, totals=[95, 90, 85, 60])
    give_budget(round, 600 * MILLION)
    confirmed = confirm(round)
    assert decisions(standings) == [
        (Decision.SELECTED, "within_budget", 300, None),
        (Decision.RESERVE, "skipped_too_large", None, 1),
        (Decision.SELECTED, "within_budget", 250, None),
        (Decision.REJECTED, "below_pass_line", None, None),
    ]
    assert (confirmed.status, confirmed.budget_krw) == (RoundStatus.CONFIRMED, 600 * MILLION)
    assert totals(round).granted_krw == 550 * MILLION


def test_joint_projects_come_first_under_the_rulebook_of_2010():
    call = make_closed_call()
    single = make_eligible(call, joint=False, requested_krw=300 * MILLION)
    joint = make_eligible(call, requested_krw=300 * MILLION)
    round = make_tallied_round(call, members=5, totals={single.pk: [95] * 5, joint.pk: [75] * 5})
    give_budget(round, 300 * MILLION)
    confirm(round)
    assert Standing.objects.get(proposal=joint).decision == Decision.SELECTED
    assert Standing.objects.get(proposal=single).decision == Decision.RESERVE


def test_what_is_committed_or_promised_elsewhere_is_not_given_twice():
    first, _ = tallied(300)
    give_budget(first, 500 * MILLION)
    RegionalBudget.objects.update(committed_krw=50 * MILLION)
    confirm(first)
    second, standings = tallied(300)
    assert available_budget(second) == 150 * MILLION
    confirm(second)
    assert decisions(standings) == [(Decision.RESERVE, "skipped_too_large", None, 1)]


def test_equals_at_the_line_are_put_in_order_by_people():
    moment = CALL_CLOSED
    round, standings = tallied(300, 300, totals=[90, 90], submitted_at=moment)
    give_budget(round, 300 * MILLION)
    with pytest.raises(NeedsOrder) as refusal:
        confirm(round)
    assert refusal.value.code == "tie-at-the-line"
    assert set(refusal.value.proposals) == {one.proposal_id for one in standings}
    assert Round.objects.get(pk=round.pk).status == RoundStatus.TALLIED
    order = {standings[1].proposal_id: 1, standings[0].proposal_id: 2}
    confirm(round, among_equals=order | {0: 1})  # of no proposal of this round: not kept
    assert [one[0] for one in decisions(standings)] == [Decision.RESERVE, Decision.SELECTED]
    event = Event.objects.get(stream=round.stream, verb="confirmed")
    assert event.data["among_equals"] == {str(pk): number for pk, number in order.items()}


def test_without_a_budget_nothing_is_confirmed():
    round, _ = tallied(300)
    with pytest.raises(DomainError) as refusal:
        confirm(round)
    assert refusal.value.code == "no-budget"


def test_a_preview_changes_nothing():
    round, standings = tallied(300, 300)
    give_budget(round, 300 * MILLION)
    assert preview_selection(round).spent_krw == 300 * MILLION
    assert [one[0] for one in decisions(standings)] == ["", ""]


def test_confirming_again_changes_nothing():
    round, standings = tallied(300)
    give_budget(round, 300 * MILLION)
    confirm(round)
    give_budget(round, 100 * MILLION)
    confirm(round)
    assert decisions(standings)[0][0] == Decision.SELECTED
    assert Event.objects.filter(stream=round.stream, verb="confirmed").count() == 1


def test_only_the_head_of_the_regions_headquarters_confirms():
    round, _ = tallied(300)
    give_budget(round, 300 * MILLION)
    for other in (operator_of(), head_of("honam"), make_user(Role.CENTRAL), make_user(Role.MINISTRY)):
        with pytest.raises(NotAllowed):
            confirm(round, by=other)
