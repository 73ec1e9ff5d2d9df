"""Proposals with their own evaluators, in a browser: planned, computed, looked at, changed by hand, appointed; a table read."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from evaluation.models import AssignmentRun, Round
from evaluation.queries import assignments
from evaluation.queries.duties import duties
from programme.clocks import SEOUL
from tests.factories.evaluation import (
    head_of,
    make_answered_round,
    make_closed_call,
    make_eligible,
    make_expert,
    make_mixed_pool,
)
from tests.factories.readable import hand_in
from tests.journeys.kit import Journey

pytestmark = pytest.mark.django_db(transaction=True)


def may_sign_in(user: User) -> User:
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    return user


@pytest.fixture
def office(journey: Journey):
    return journey.person(may_sign_in(head_of()))


def local(at: dt.datetime) -> str:
    return f"{at.astimezone(SEOUL):%Y-%m-%dT%H:%M}"


def test_a_round_is_planned_proposal_by_proposal(office):
    call = make_closed_call(status="closed")
    for _ in range(6):
        hand_in(make_eligible(call))
    make_mixed_pool(30)
    office.go("/evaluation/rounds/new/")
    page = office.page
    page.locator("label", has_text="과제별 배정").first.click()
    page.locator("[name=seats_each]").fill("5")
    page.locator("[name=load_min]").fill("1")
    page.locator("[name=load_max]").fill("4")
    page.locator("[name=load_max]").blur()
    office.sees("30")
    now = timezone.now()
    page.locator("[name=scoring_opens_at]").fill(local(now + dt.timedelta(days=3)))
    page.locator("[name=scoring_closes_at]").fill(local(now + dt.timedelta(days=10)))
    office.looks_right("plan proposal by proposal")
    page.locator("[name=plan]").click()
    office.confirm()
    page.wait_for_url(lambda url: "/rounds/new/" not in url)
    round = Round.objects.get()
    assert (round.formation, round.seats_each) == ("individual", 5)
    office.go(reverse("evaluation:round-panel", args=[round.ref]))
    office.looks_right("evaluators before")
    office.page.locator("form[action$='propose/'] [type=submit]").first.click()
    office.page.wait_for_load_state()
    office.looks_right("evaluators proposed")
    assert round.members.count() == 10


def test_computed_looked_at_changed_and_appointed(office):
    call = make_closed_call(status="closed")
    for _ in range(5):
        hand_in(make_eligible(call))
    round = make_answered_round(call=call, people=14, loads=(0, 4))
    office.go(reverse("evaluation:round-assignment", args=[round.ref]))
    office.looks_right("assignment before")
    office.page.get_by_role("button", name="배정안 계산").click()
    office.page.wait_for_load_state()
    run = AssignmentRun.objects.get()
    office.go(reverse("evaluation:assignment-run", args=[round.ref, run.number]))
    office.sees("최저 평가단")
    office.looks_right("assignment computed")

    entry = round.entries.order_by("pk").first()
    office.page.get_by_role("link", name=entry.proposal.title).first.click()
    office.page.wait_for_load_state()
    office.looks_right("one panel")
    before = set(run.seats.filter(entry=entry).values_list("member", flat=True))
    office.page.locator("td.actions a").first.click()
    office.page.wait_for_load_state()
    office.page.locator("input[name=add]").first.check()
    office.page.locator("#newcomers ~ form [name=reason], form [name=reason]").first.fill("희소 분야 전문가")
    office.looks_right("one panel being changed")
    office.page.locator("section[aria-labelledby=newcomers] [type=submit]").click()
    office.page.wait_for_load_state()
    assert len(before ^ set(run.seats.filter(entry=entry).values_list("member", flat=True))) == 2

    office.go(reverse("evaluation:assignment-run", args=[round.ref, run.number]))
    office.page.get_by_role("button", name="이대로 위촉").click()
    office.confirm()
    office.page.wait_for_url("**/assignment/")
    office.looks_right("assignment appointed")
    assert assignments.standing(round).count() == 25
    office.go(reverse("evaluation:round-monitor", args=[round.ref]))
    office.looks_right("monitor of a round proposal by proposal")

    office.go(reverse("evaluation:assignment-import", args=[round.ref]))
    office.page.locator("[type=file]").set_input_files(
        {"name": "배정.csv", "mimeType": "text/csv", "buffer": f"과제,자리\n{entry.proposal.ref},1\n없는과제,2\n".encode()}
    )
    office.page.get_by_role("button", name="확인만 하기").click()
    office.sees("처리할 수 없는 행")
    office.looks_right("a table that was checked")
    assert AssignmentRun.objects.count() == 1


def test_an_evaluator_sees_the_own_proposals_alone(journey: Journey):
    from evaluation.actions.appoint_assignment import appoint_assignment
    from tests.factories.evaluation import make_computed

    call = make_closed_call(status="closed")
    for _ in range(5):
        hand_in(make_eligible(call))
    make_expert()
    round = make_answered_round(call=call, people=14, loads=(0, 4))
    appoint_assignment(make_computed(round), by=head_of())
    member = next(one for one in round.members.joined() if 0 < duties(one).count() < 5)
    person = journey.person(may_sign_in(member.expert.user))
    person.go(f"/evaluation/my/{round.ref}/conflicts/")
    titles = set(duties(member).values_list("proposal__title", flat=True))
    for title in round.entries.values_list("proposal__title", flat=True):
        assert (person.page.get_by_text(title).count() > 0) == (title in titles)
    person.looks_right("declaring for the own proposals")
