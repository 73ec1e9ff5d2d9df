"""The pages of a round whose proposals have their own evaluators."""

import datetime as dt
from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from evaluation.actions.compute_assignment import compute_assignment
from evaluation.actions.start_assignment import start_assignment
from evaluation.models import AssignmentRun, Round
from evaluation.queries import assignments
from evaluation.states import Formation, RunStatus
from evaluation.views import assignment as views
from tests.factories.accounts import make_user
from tests.factories.evaluation import (
    NOW,
    SCORING_OPENS,
    make_answered_round,
    make_appointed_round,
    make_closed_call,
    make_computed,
    make_eligible,
    make_individual_round,
    make_mixed_pool,
    make_round,
    operator_of,
)

pytestmark = pytest.mark.django_db


def url(name: str, *args) -> str:
    return reverse(f"evaluation:{name}", args=args)


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def hq(client):
    client.force_login(operator_of())
    return client


def plan(call, **loads):
    opens = NOW + dt.timedelta(days=1)
    return {
        "what": f"{call.ref}/capital", "formation": Formation.INDIVIDUAL, **loads,
        "scoring_opens_at": f"{opens:%Y-%m-%dT%H:%M}", "scoring_closes_at": f"{opens + dt.timedelta(days=10):%Y-%m-%dT%H:%M}",
    }  # fmt: skip


def test_a_round_is_planned_proposal_by_proposal(hq):
    call = make_closed_call(status="closed")
    for _ in range(3):
        make_eligible(call)
    page = hq.get(url("round-plan"))
    assert page.context["form"]["seats_each"].value() == 7
    refused = hq.post(url("round-plan"), plan(call, seats_each=4, load_min="", load_max=9))
    assert refused.status_code == 422
    assert refused.context["form"].errors.keys() == {"load_min"}
    refused = hq.post(url("round-plan"), plan(call, seats_each=4, load_min=0, load_max=9))
    assert refused.context["form"].errors.keys() == {"seats_each", "load_max"}
    assert hq.post(url("round-plan"), plan(call, seats_each=5, load_min=1, load_max=3)).status_code == 302
    round = Round.objects.get()
    assert (round.formation, round.seats_each, round.load_min, round.load_max) == (Formation.INDIVIDUAL, 5, 1, 3)
    assert "5" in text_of(hq.get(url("round-panel", round.ref)))


def test_the_estimate_follows_what_is_typed(hq):
    call = make_closed_call(status="closed")
    for _ in range(4):
        make_eligible(call)
    shown = hq.get(url("round-estimate"), plan(call, seats_each=5, load_min=1, load_max=4))
    assert shown.context["need"].least == 5
    assert hq.get(url("round-estimate"), {"seats_each": "viele"}).context["need"] is None


def test_from_asking_people_to_appointing_them(hq):
    round = make_individual_round(proposals=2)
    make_mixed_pool(12)
    hq.post(url("panel-propose", round.ref))
    assert round.members.count() == 6
    hq.post(url("panel-invite", round.ref))
    assert hq.get(url("round-assignment", round.ref)).status_code == 200

    answered = make_answered_round(people=12, proposals=4)
    page = hq.get(url("round-assignment", answered.ref))
    assert page.context["capacity"].accepted == 12
    assert hq.post(url("assignment-start", answered.ref), {"time_limit": 5}).status_code == 422
    assert hq.post(url("assignment-start", answered.ref), {"is_fair": "on", "time_limit": 30}).status_code == 302
    run = AssignmentRun.objects.get()
    shown = text_of(hq.get(url("round-assignment", answered.ref)))
    assert 'hx-trigger="every 2s"' in shown
    part = hq.get(url("assignment-run", answered.ref, run.number), headers={"HX-Request": "true"})
    assert "<html" not in text_of(part)
    compute_assignment(run.pk)
    result = hq.get(url("assignment-run", answered.ref, run.number))
    assert result.context["may_appoint"]
    assert len(result.context["page"].items) == 4
    assert hq.post(url("assignment-appoint", answered.ref, run.number)).status_code == 302
    assert assignments.standing(answered).count() == 20
    page = hq.get(url("round-assignment", answered.ref))
    assert page.context["gaps"] == []
    assert text_of(hq.get(url("round-monitor", answered.ref))).count('class="cell ') == 20
    assert hq.get(answered.get_absolute_url()).status_code == 200


def test_a_computation_under_way_can_be_cancelled(hq):
    round = make_answered_round()
    run = start_assignment(round, by=operator_of(), at=SCORING_OPENS)
    hq.post(url("assignment-cancel", round.ref, run.number))
    run.refresh_from_db()
    assert run.status == RunStatus.CANCELLED
    assert hq.get(url("assignment-run", round.ref, run.number)).status_code == 200


def test_the_load_of_one_evaluator_is_looked_at_and_handed_on(hq):
    round = make_appointed_round(people=14, proposals=3)
    seat = assignments.standing(round).select_related("entry__proposal", "member").first()
    shown = hq.get(url("round-assignment", round.ref), {"evaluator": seat.member_id})
    own = assignments.standing(round).filter(member=seat.member)
    assert {row.entry.pk for row in shown.context["page"].items} == set(own.values_list("entry", flat=True))
    address = url("assignment-panel", round.ref, seat.entry.proposal.ref) + f"?leave={seat.member_id}"
    assert address in text_of(shown)
    newcomers = hq.get(address).context["lines"]
    free = next(line.newcomer for line in newcomers if line.newcomer.may_come)
    assert hq.post(address, {"add": free.member.pk, "reason": "평가량 조정"}).status_code == 302
    assert not own.filter(entry=seat.entry).exists()
    assert assignments.standing(round).filter(entry=seat.entry, member=free.member).exists()


def test_of_a_large_pool_those_off_their_limits_come_first(hq, monkeypatch):
    monkeypatch.setattr(views, "LOADS_SHOWN", 3)
    round = make_appointed_round(people=14, proposals=3, loads=(2, 3))
    shown = hq.get(url("round-assignment", round.ref)).context
    tones = [load.tone for load in shown["loads"]]
    assert (len(tones), shown["more_loads"]) == (3, 11)
    assert "ok" not in tones or tones == sorted(tones, key=lambda tone: tone == "ok")


def test_a_late_proposal_is_taken_in_on_the_page(hq):
    round = make_appointed_round(people=14, proposals=2)
    address = url("round-assignment", round.ref)
    assert hq.get(address).context["late"] is None
    late = make_eligible(round.call)
    assert hq.get(address).context["late"] is not None
    refused = hq.post(url("assignment-late", round.ref), {"proposal": late.pk, "reason": ""})
    assert refused.status_code == 422
    assert hq.post(url("assignment-late", round.ref), {"proposal": late.pk, "reason": "이의 인용"}).url == address
    assert round.entries.filter(proposal=late).exists()


def test_an_auditor_sees_seats_and_figures_and_no_name_before_the_close(client):
    round = make_appointed_round(people=12, proposals=4)
    run = AssignmentRun.objects.get()
    client.force_login(make_user(Role.AUDITOR))
    for page in (client.get(url("round-assignment", round.ref)), client.get(url("assignment-run", round.ref, run.number))):
        text = text_of(page)
        assert str(run.number) in text
        assert not any(member.name in text for member in round.members.joined())


def test_a_round_in_sections_has_no_such_page(hq):
    round = make_round()
    assert hq.get(url("round-assignment", round.ref)).status_code == 404
    assert url("round-assignment", round.ref) not in text_of(hq.get(round.get_absolute_url()))


def test_the_pages_take_the_same_statements_for_any_number_of_proposals(hq):
    numbers = []
    for proposals in (1, 3):
        round = make_appointed_round(people=12, proposals=proposals)
        run = round.runs.get()
        counted = []
        for address in (
            url("round-assignment", round.ref),
            url("assignment-run", round.ref, run.number),
            url("round-monitor", round.ref),
        ):
            hq.get(address)
            with CaptureQueriesContext(connection) as queries:
                hq.get(address)
            counted.append(len(queries))
        numbers.append(counted)
    assert numbers[0] == numbers[1]


def test_a_result_is_marked_as_computed_and_where_seats_are_empty_it_is_said_why(hq):
    round = make_answered_round(people=3, proposals=2)
    run = make_computed(round)
    page = hq.get(url("assignment-run", round.ref, run.number))
    assert page.context["unfilled"] == 4
    assert page.context["obstacles"]
    short = hq.get(url("assignment-run", round.ref, run.number) + "?show=short")
    assert len(short.context["page"].items) == 2


def test_two_people_change_places_and_both_panels_say_what_it_costs(hq):
    round = make_appointed_round(people=16, proposals=4)
    seats = assignments.standing(round).select_related("entry__proposal", "member").order_by("pk")
    for seat in seats:
        address = url("assignment-panel", round.ref, seat.entry.proposal.ref) + f"?leave={seat.member_id}"
        page = hq.get(address)
        swaps = page.context["swap"].exchanges
        if swaps:
            break
    one = next(iter(swaps.values()))
    assert f"{one.gain:+d}" in text_of(page)
    loads = Counter(assignments.standing(round).values_list("member", flat=True))
    total = sum(assignments.standing(round).values_list("suitability", flat=True))
    refused = hq.post(address, {"swap-exchange": "", "swap-reason": "평가량 조정"})
    assert (refused.status_code, assignments.standing(round).filter(pk=seat.pk).exists()) == (422, True)
    assert hq.post(address, {"swap-exchange": one.key, "swap-reason": "평가량 조정"}).status_code == 302
    after = assignments.standing(round)
    assert after.filter(entry=seat.entry, member=one.coming).exists()
    assert after.filter(entry=one.elsewhere, member=seat.member).exists()
    assert not after.filter(entry=seat.entry, member=seat.member).exists()
    assert Counter(after.values_list("member", flat=True)) == loads
    assert sum(after.values_list("suitability", flat=True)) == total + one.gain
    assert assignments.assignment_problems(round) == []
    assert hq.post(address, {"swap-exchange": one.key, "swap-reason": "다시"}).status_code == 422
