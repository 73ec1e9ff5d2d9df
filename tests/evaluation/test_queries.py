"""Lists cost the same for any number of rows, and show what they should."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User
from evaluation.actions.release_round import release_round
from evaluation.models import Round, Sheet, Standing
from evaluation.queries import evaluator, ranking, results, rounds
from evaluation.queries.subjects import declarations_due
from evaluation.states import SheetStatus
from tests.factories.accounts import make_user
from tests.factories.evaluation import (
    SCORING_OPENS,
    fill,
    head_of,
    make_closed_call,
    make_confirmed_round,
    make_eligible,
    make_pool,
    make_round,
    make_scoring_round,
    make_tallied_round,
    operator_of,
    seal,
)

pytestmark = pytest.mark.django_db


def cost(read) -> int:
    with CaptureQueriesContext(connection) as captured:
        read()
    return len(captured)


def fresh(user: User) -> User:
    """As a request brings the person: grants known already."""
    found = User.objects.get(pk=user.pk)
    assert found.active_grants is not None
    return found


def test_the_evaluators_pages_cost_the_same_for_any_number_of_proposals():
    costs = []
    for number in (1, 5):
        round = make_scoring_round(proposals=number, members=5)
        member = round.members.joined().order_by("seat").first()
        user = fresh(member.expert.user)
        first = Sheet.objects.filter(member=member).joined().order_by("pk").first()
        costs.append(
            (
                cost(lambda user=user: list(evaluator.my_rounds(user))),
                cost(lambda member=member: [sheet.proposal.lead for sheet in evaluator.queue(member)]),
                cost(lambda member=member: evaluator.next_unscored(member)),
                cost(lambda first=first: evaluator.neighbours(first)),
                cost(lambda first=first, user=user: evaluator.my_sheet(user, first.round.ref, first.proposal.ref)),
                cost(lambda member=member: declarations_due(member)),
            )
        )
    assert costs[0] == costs[1]
    assert costs[0][:5] == (1, 1, 1, 2, 1)


def test_the_headquarters_pages_cost_the_same_for_any_number():
    costs = []
    for number in (1, 5):
        round = make_scoring_round(proposals=number, members=5)
        hq = fresh(operator_of())
        costs.append(
            (
                cost(lambda hq=hq: rounds.round_list(hq)),
                cost(lambda round=round: [e.proposal.round_sheets for e in rounds.monitor(round).entries]),
                cost(lambda round=round: rounds.panel(round)),
            )
        )
    assert costs[0] == costs[1] == (1, 4, 1)


def test_ranking_and_results_cost_the_same_for_any_number():
    costs = []
    for number in (1, 5):
        round = make_confirmed_round(proposals=number, members=5, budget_krw=10**11)
        hq = fresh(operator_of())
        trace_cost = cost(lambda round=round: ranking.trace(round.standings.first()))
        page_cost = cost(lambda hq=hq, round=round: [one.proposal.lead for one in ranking.ranking_page(hq, round)])
        release_round(round, by=head_of())
        released = results.released_round(round.ref)
        costs.append((page_cost, trace_cost - (number > 1), cost(lambda released=released: results.public_results(released))))
    assert costs[0] == costs[1] == (1, 2, 1)


def test_the_queue_walks_to_what_waits():
    round = make_scoring_round(proposals=4, members=5)
    member = round.members.joined().order_by("seat").first()
    first, second, third, fourth = Sheet.objects.filter(member=member).joined().order_by("pk")
    seal(second)
    fill(third)
    assert evaluator.next_unscored(member) == first
    assert evaluator.next_unscored(member, after=first) == third
    assert evaluator.next_unscored(member, after=fourth) == first
    assert evaluator.neighbours(second) == (first, third)
    assert evaluator.neighbours(first) == (None, second)
    assert [one.pk for one in evaluator.queue(member, show="todo")] == [first.pk, third.pk, fourth.pk]
    assert [one.pk for one in evaluator.queue(member, show="done")] == [second.pk]


def test_the_queue_pages_by_key():
    round = make_scoring_round(proposals=5, members=5)
    member = round.members.joined().first()
    seen, cursor = [], None
    while True:
        page = evaluator.queue(member, cursor=cursor, size=2)
        seen += [sheet.pk for sheet in page]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == list(Sheet.objects.filter(member=member).order_by("pk").values_list("pk", flat=True))


def test_the_table_shows_what_the_sheet_says_and_where_a_comment_is_due():
    make_scoring_round(proposals=1, members=5)
    sheet = fill(Sheet.objects.first(), 62)
    rows = evaluator.criteria(sheet)
    assert [(row.code, row.points, [item.points for item in row.items]) for row in rows] == [
        ("cooperation", 15, ["15"]), ("technology", 30, ["30"]), ("business", 40, ["17"]), ("impact", 15, ["0"]),
    ]  # fmt: skip
    assert [item.comment_due for row in rows for item in row.items] == [True, True, True, True]
    assert [points for _code, _name, points in rows[0].items[0].grades] == ["15", "12", "9", "6", "3"]


def test_what_can_be_planned():
    call = make_closed_call()
    type(call).objects.filter(pk=call.pk).update(status="closed", closed_at=call.closes_at)
    make_eligible(call)
    make_eligible(call, region="honam")
    assert [(one.call, one.region.pk, one.eligible, one.waiting) for one in rounds.plannable(operator_of())] == [
        (call, "capital", 1, 0)
    ]
    assert len(rounds.plannable(make_user(Role.CENTRAL))) == 2
    make_round(call)
    assert rounds.plannable(operator_of()) == []


def test_candidates_come_with_what_bars_them():
    round = make_round()
    tied = make_pool(home=0, away=2)[0]
    tied.organisation = round.entries.first().proposal.lead
    tied.save()
    found = rounds.panel_candidates(round)
    assert [bool(one.barred) for one in found] == [False, True]
    assert {hit.rule for hit in found[1].hits} == {"same_organisation"}


def test_the_panel_is_checked_against_the_rulebook():
    round = make_scoring_round(members=5)
    check = rounds.panel_check(round, rounds.panel(round))
    assert (check.size, check.others, check.others_needed, check.problems, check.is_sound) == (5, 3, 3, [], True)


def test_a_trace_shows_seats_and_neighbours():
    round = make_tallied_round(proposals=2, members=5)
    standing = Standing.objects.order_by("position").first()
    view = ranking.trace(standing)
    assert [sheet.member.seat_name for sheet in view.sheets] == ["seat-1", "seat-2", "seat-3", "seat-4", "seat-5"]
    assert [one.position for one in view.neighbours] == [1, 2]
    assert {sheet.status for sheet in view.sheets} == {SheetStatus.SEALED}
    assert ranking.totals(round).proposals == 2


def test_hq_finds_the_sheet_to_reopen_without_its_score():
    round = make_scoring_round(proposals=1, members=5)
    sealed = seal(Sheet.objects.first(), at=SCORING_OPENS)
    found = rounds.sheet_to_reopen(round, sealed.pk)
    assert {"points", "total"} <= found.get_deferred_fields()
    with pytest.raises(Sheet.DoesNotExist):
        rounds.sheet_to_reopen(Round.objects.get(), Sheet.objects.exclude(pk=sealed.pk).first().pk)
