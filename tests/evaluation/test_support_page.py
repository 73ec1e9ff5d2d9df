"""The page of decision support: who sees it when, what a chair sees of it, and that it decides nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from evaluation import support_pages
from evaluation.actions.appoint_chair import appoint_chair
from evaluation.models import Round, Standing
from evaluation.queries.support import report, service
from tests.factories.accounts import make_user
from tests.factories.evaluation import (
    give_budget,
    head_of,
    make_closed_call,
    make_closed_round,
    make_eligible,
    make_scoring_round,
    make_tallied_round,
    operator_of,
)

pytestmark = pytest.mark.django_db
MILLION = 1_000_000
TOTALS = ([95, 90, 92, 94, 91], [85, 80, 84, 86, 70], [84, 83, 82, 88, 71], [72, 70, 75, 74, 60])


def scored(make=make_tallied_round) -> Round:
    """Four proposals, of which the money carries two; the fifth evaluator is strict."""
    call = make_closed_call()
    proposals = [make_eligible(call, requested_krw=300 * MILLION) for _ in TOTALS]
    round = make(call, members=5, totals={one.pk: list(given) for one, given in zip(proposals, TOTALS, strict=True)})
    give_budget(round, 600 * MILLION)
    return round


def page_of(round: Round) -> str:
    return reverse("evaluation:round-support", args=[round.ref])


def read(client, user, round: Round, query: str = "") -> str:
    client.force_login(user)
    answer = client.get(page_of(round) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_staff_see_places_intervals_and_evaluators_by_name(client):
    round = scored()
    shown = read(client, head_of(), round)
    assert "참고용" in shown
    assert "공식 순위" in shown
    for standing in Standing.objects.filter(round=round).select_related("proposal"):
        assert standing.proposal.title in shown
    assert round.members.first().name in shown


def test_the_line_is_the_budgets_and_the_list_stays_what_it_was():
    round = scored()
    before = list(Standing.objects.values())
    found = report(round)
    assert found.funded == 2
    assert found.found.above.sum() == 2
    assert list(Standing.objects.values()) == before


def test_without_a_budget_the_pass_line_is_the_line():
    call = make_closed_call()
    proposal = make_eligible(call)
    other = make_eligible(call)
    found = report(make_tallied_round(call, members=5, totals={proposal.pk: [80] * 5, other.pk: [60, 62, 64, 66, 65]}))
    assert found.funded is None
    assert [bool(one) for one in found.found.above] == [True, False]


def test_a_chair_sees_the_own_panel_without_places(client):
    round = scored()
    member = round.members.order_by("seat").first()
    appoint_chair(member, by=operator_of())
    shown = read(client, member.expert.user, round)
    assert "보정 순위" in shown
    assert "공식 순위" not in shown
    assert Standing.objects.first().proposal.title in shown


def test_nobody_sees_it_while_a_score_can_change(client):
    round = make_scoring_round()
    for user in (head_of(), operator_of(), make_user(Role.CENTRAL), make_user(Role.AUDITOR)):
        client.force_login(user)
        assert client.get(page_of(round)).status_code == 403


def test_a_plain_evaluator_never_sees_it(client):
    round = scored(make_closed_round)
    client.force_login(round.members.order_by("seat").last().expert.user)
    assert client.get(page_of(round)).status_code == 403


def test_filters_show_what_they_count(client):
    round = scored()
    found = report(round)
    for chip in support_pages.chips(found, ""):
        assert len(support_pages.page(found, chip["show"], None).items) == chip["count"]
        read(client, head_of(), round, f"?show={chip['show']}")
    read(client, head_of(), round, "?show=nonsense&cursor=x")


def test_an_applicant_met_before_is_counted():
    call = make_closed_call()
    first = make_eligible(call)
    earlier = make_closed_round(call, members=5)
    again = make_closed_call()
    make_eligible(again, lead=first.lead)
    make_eligible(again)
    later = make_closed_round(again, members=5)
    members = list(later.members.joined())
    found = service(later, members)
    assert {one.met_before for one in found.values()} == {1}
    assert {one.rounds for one in found.values()} == {2}
    assert {one.met_before for one in service(earlier, list(earlier.members.joined())).values()} <= {0, 1}


def test_the_page_costs_the_same_for_one_and_for_three(client):
    small, large = make_tallied_round(proposals=1, members=5), make_tallied_round(proposals=3, members=5)
    user = head_of()
    client.force_login(user)
    client.get(page_of(small))
    counts = []
    for round in (small, large):
        client.get(page_of(round))
        with CaptureQueriesContext(connection) as asked:
            client.get(page_of(round))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_same_sheets_are_computed_once():
    round = scored()
    report(round)
    with CaptureQueriesContext(connection) as asked:
        report(round)
    assert not any('"evaluation_sheet"."total"' in one["sql"] for one in asked.captured_queries)
