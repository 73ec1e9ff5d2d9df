"""A public draw in a browser: the notice, the value, the draw; a visitor draws it again; a decline brings the alternate."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from clusters.models import Region
from evaluation.actions.announce_draw import PublicValue, announce_draw
from evaluation.models import Draw, DrawTurn, PanelMember, Round
from evaluation.states import MemberStatus
from programme.clocks import SEOUL
from tests.factories.evaluation import head_of, make_closed_call, make_eligible, make_expert, make_pool, make_round
from tests.factories.readable import hand_in
from tests.journeys.kit import Journey, Person

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = dt.timedelta(hours=1)


def may_sign_in(user: User) -> User:
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    return user


def make_waiting(proposals: int = 2) -> Round:
    call = make_closed_call(status="closed")
    for _ in range(proposals):
        hand_in(make_eligible(call))
    return make_round(call)


@pytest.fixture
def head():
    make_pool(home=7, away=10)
    return may_sign_in(head_of())


def test_a_draw_is_announced(journey: Journey, head):
    round = make_waiting(4)
    office = journey.person(head)
    office.go(f"/evaluation/rounds/{round.ref}/sections/")
    office.looks_right("sections before")
    office.page.locator("[name=at_most]").fill("2")
    office.page.get_by_role("button", name="업종별로 나누기").click()
    office.sees("분과 2개로 나누었습니다")
    office.page.locator("#name-2").fill("기계·부품")
    office.page.get_by_role("button", name="이름 변경").nth(1).click()
    office.sees("제2분과 · 기계·부품")
    office.page.locator("[name=entry]").first.check()
    office.page.locator("[name=to]").select_option(label="제2분과 · 기계·부품")
    office.page.get_by_role("button", name="선택한 과제 옮기기").click()
    office.sees("옮겼습니다")
    office.looks_right("sections")
    assert [one.entries.count() for one in round.sections.order_by("number")] == [1, 3]

    office.press("공개 추첨")
    office.page.wait_for_url("**/draw/")
    office.looks_right("draw before")
    past = timezone.now().astimezone(SEOUL) - HOUR
    office.page.locator("[name=value_at]").fill(f"{past:%Y-%m-%dT%H:%M}")
    office.page.get_by_role("button", name="추첨 공고하기").click()
    office.confirm()
    office.sees("공개값은 공고 이후에 공개되어야 합니다")
    office.looks_right("draw refused")
    office.page.locator("[name=value_at]").fill(f"{past + 3 * HOUR:%Y-%m-%dT%H:%M}")
    office.page.get_by_role("button", name="추첨 공고하기").click()
    office.confirm()
    office.sees("추첨을 공고했습니다")
    office.looks_right("notice of a draw")
    draw = Draw.objects.get()
    office.go(f"/evaluation/rounds/{round.ref}/draw/")
    office.sees("그때까지 할 일이 없습니다")
    office.looks_right("draw waiting")
    office.go(f"/evaluation/rounds/{round.ref}/sections/")
    office.sees("분과를 바꿀 수 없습니다")
    assert draw.pool_size == 17


def test_a_draw_from_its_value_to_the_alternate(journey: Journey, head):
    round = make_waiting()
    tied = make_expert(organisation=round.entries.first().proposal.lead)
    at = timezone.now() - 12 * HOUR
    draw = announce_draw(round, by=head, value=PublicValue("drand", at + HOUR, "", "다음 회차의 난수"), at=at)
    office = journey.person(head)
    carry_out(office, round, draw)
    visitor = journey.person(None)
    anybody_draws_again(visitor, draw)
    leaver = invite(office, round)
    evaluator = journey.person(may_sign_in(leaver.expert.user), phone=True)
    decline(evaluator, leaver)
    turn = DrawTurn.objects.get()
    assert turn.taken
    visitor.go(f"/evaluation/draws/{draw.ref}/")
    visitor.sees("추첨 후 생긴 빈자리")
    visitor.sees(turn.taken)
    visitor.looks_right("draw with a turn")
    for member in PanelMember.objects.filter(round=round).joined():
        assert member.name not in visitor.page.content()
    office.page.reload()
    office.looks_right("panel after a draw")
    assert not PanelMember.objects.filter(expert=tied).exists()


def carry_out(office: Person, round: Round, draw: Draw) -> None:
    office.go(f"/evaluation/rounds/{round.ref}/draw/")
    office.page.locator("[name=value]").fill("값")
    office.page.get_by_role("button", name="공개값 입력").click()
    office.sees("64자리입니다")
    office.looks_right("value refused")
    office.page.locator("[name=value]").fill("ab" * 32)
    office.page.get_by_role("button", name="공개값 입력").click()
    office.sees("공개값을 입력했습니다")
    office.looks_right("value entered")
    office.page.get_by_role("button", name="추첨", exact=True).click()
    office.confirm()
    office.sees("추첨했습니다")
    office.looks_right("drawn")
    assert round.members.filter(status=MemberStatus.PROPOSED).count() == 7


def anybody_draws_again(visitor: Person, draw: Draw) -> None:
    visitor.go("/evaluation/draws/")
    visitor.looks_right("draws")
    visitor.page.locator("tbody a").first.click()
    visitor.page.get_by_role("button", name="이 브라우저에서 계산").click()
    expect(visitor.page.locator("[data-verdict]")).to_have_text("같은 결과가 나왔습니다. 추첨이 확인되었습니다.")
    expect(visitor.page.locator("[data-steps] li.ok")).to_have_count(7)
    visitor.looks_right("drawn again")
    visitor.page.route("**/record.json", lambda route: route.fulfill(json={**route.fetch().json(), "public_value": "다른 값"}))
    visitor.page.get_by_role("button", name="이 브라우저에서 계산").click()
    expect(visitor.page.locator("[data-verdict]")).to_have_text("다른 결과가 나왔습니다.")
    visitor.page.unroute("**/record.json")


def invite(office: Person, round: Round) -> PanelMember:
    office.go(f"/evaluation/rounds/{round.ref}/panel/")
    office.page.get_by_role("button", name="초대장 보내기").click()
    office.confirm()
    office.sees("초대장 7통을 보냈습니다")
    return round.members.filter(status=MemberStatus.INVITED).exclude(region=Region.objects.get(pk="capital")).joined().first()


def decline(evaluator: Person, member: PanelMember) -> None:
    evaluator.go(f"/evaluation/invitations/{member.token}/")
    evaluator.page.locator("summary", has_text="거절").tap()
    evaluator.page.locator("[name=reason]").fill("출장으로 참석할 수 없습니다.")
    evaluator.page.locator("form:has([name=reason]) button[type=submit], form:has([name=reason]) input[type=submit]").first.tap()
    evaluator.confirm()
    evaluator.sees("거절했습니다. 본부에 알렸습니다.")
    member.refresh_from_db()
    assert member.status == MemberStatus.DECLINED
