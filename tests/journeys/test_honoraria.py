"""Honoraria from the rates a headquarters types to what the evaluator reads on a phone."""

import pytest

from evaluation.models import HonorariumPayment
from tests.factories.evaluation import make_closed_round, operator_of
from tests.journeys.kit import Journey

pytestmark = pytest.mark.django_db(transaction=True)


def test_honoraria_are_drawn_up_and_read(journey: Journey):
    round = make_closed_round(proposals=3, members=5)
    office = journey.person(operator_of())
    office.go(f"/evaluation/rounds/{round.ref}/panel/")
    office.press("평가수당")
    office.looks_right("honoraria to draw up")
    office.page.locator("[name=basic_krw]").fill("200000")
    office.page.locator("[name=per_sheet_krw]").fill("30000")
    office.press("평가수당 산정")
    office.sees("5명의 평가수당을 산정했습니다.")
    office.looks_right("honoraria drawn up")
    assert HonorariumPayment.objects.count() == 5
    evaluator = journey.person(round.members.joined().first().expert.user, phone=True)
    evaluator.go("/evaluation/my/")
    evaluator.press("나의 평가수당")
    evaluator.sees("₩290,000")
    evaluator.looks_right("my honoraria")
