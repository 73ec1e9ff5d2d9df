"""A headquarters picks its panel from the recommended list, on a desktop and on a phone."""

import pytest

from evaluation.models import PanelMember
from tests.factories.evaluation import make_pool, make_round, operator_of
from tests.journeys.kit import Journey

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("phone", [False, True])
def test_a_panel_is_picked_from_the_recommended_list(journey: Journey, phone: bool):
    round = make_round(proposals=2)
    make_pool(home=6, away=14)
    office = journey.person(operator_of(), phone=phone)
    office.go(f"/evaluation/rounds/{round.ref}/panel/")
    office.press("추천 후보에서 선정")
    office.looks_right("the recommended list")
    ticks = office.page.locator("input[name=picked]")
    for number in range(3):
        ticks.nth(number).check(force=True)
    office.page.locator("input[name=pick], button[name=pick]").click()
    office.sees("사유")
    assert office.page.locator("input[name=picked]:checked").count() == 3
    office.page.locator("[name=reason]").fill("분야 전문성을 고려함")
    office.looks_right("three are picked")
    office.page.locator("input[name=pick], button[name=pick]").click()
    office.sees("3명을 평가단에 넣었습니다.")
    assert PanelMember.objects.filter(round=round).count() == 3
