"""A regional round in a browser, from planning to the applicant's result; the evaluator on a phone, with one thumb."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Grant, Role, User
from evaluation.models import PanelMember, Round, Sheet, Standing
from evaluation.states import Decision, MemberStatus, RoundStatus, SheetStatus
from programme.clocks import SEOUL
from tests.factories.evaluation import (
    OVERALL,
    enter,
    give_budget,
    head_of,
    make_closed_call,
    make_eligible,
    make_pool,
    make_scoring_round,
    seal,
    summarise,
)
from tests.factories.readable import hand_in, hand_in_all
from tests.journeys.kit import Journey, Person

pytestmark = pytest.mark.django_db(transaction=True)
COMMENT = "협력 방식과 사업화 계획을 근거로 매긴 점수입니다."


@pytest.fixture
def waiting():
    """A closed call with two eligible proposals, a pool of experts and a budget."""
    call = make_closed_call(status="closed")
    for _ in range(2):
        hand_in(make_eligible(call))
    make_pool(home=3, away=5)
    return call


@pytest.fixture
def head():
    return may_sign_in(head_of())


def may_sign_in(user: User) -> User:
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    return user


def test_a_round_from_planning_to_the_applicants_result(journey: Journey, waiting, head):
    office = journey.person(head)
    round = plan(office)
    staff(office, round)
    member = round.members.filter(status=MemberStatus.INVITED).order_by("seat").first()
    evaluator = journey.person(may_sign_in(member.expert.user), phone=True)
    come_in(evaluator, member)
    for other in round.members.filter(status=MemberStatus.INVITED):
        enter(other, at=timezone.now())
    open_scoring(office, round)
    score_everything(evaluator, member)
    for sheet in Sheet.objects.filter(round=round).exclude(member=member):
        seal(sheet, 80, at=timezone.now())
    close_and_tally(office, round)
    confirm_and_release(office, round)
    the_applicant_reads_it(journey, round)


def plan(office: Person) -> Round:
    office.go("/evaluation/rounds/")
    office.looks_right("rounds before planning")
    office.press("회차 계획")
    office.page.wait_for_url("**/rounds/new/")
    now = timezone.now().astimezone(SEOUL)
    office.page.locator("[name=scoring_opens_at]").fill(f"{now - dt.timedelta(hours=1):%Y-%m-%dT%H:%M}")
    office.page.locator("[name=scoring_closes_at]").fill(f"{now + dt.timedelta(days=3):%Y-%m-%dT%H:%M}")
    office.looks_right("plan a round")
    office.page.locator("form input[name=plan], form button[name=plan]").click()
    office.confirm()
    office.sees("회차를 계획했습니다")
    return Round.objects.joined().get()


def staff(office: Person, round: Round) -> None:
    office.page.get_by_role("button", name="규칙에 따라 구성").click()
    office.sees("7석을 채웠습니다")
    office.looks_right("panel")
    office.page.get_by_role("button", name="초대장 보내기").click()
    office.confirm()
    office.sees("초대장 7통을 보냈습니다")
    assert round.members.filter(status=MemberStatus.INVITED).count() == 7


def come_in(evaluator: Person, member: PanelMember) -> None:
    """Invitation, pledge, declaration: three taps, and nothing of a proposal before them."""
    evaluator.go("/evaluation/my/")
    evaluator.looks_right("desk")
    evaluator.page.get_by_role("link", name="초대에 회신").tap()
    evaluator.page.wait_for_url("**/invitations/**")
    evaluator.looks_right("invitation")
    evaluator.page.get_by_role("button", name="수락").tap()
    evaluator.sees("평가위원으로 위촉되었습니다")
    evaluator.looks_right("pledge")
    evaluator.page.get_by_role("button", name="서명").tap()
    evaluator.page.wait_for_url("**/conflicts/")
    evaluator.looks_right("conflicts")
    evaluator.page.get_by_role("button", name="과제 2건 모두 신고").tap()
    evaluator.confirm()
    evaluator.sees("신고를 접수했습니다")
    evaluator.looks_right("queue before scoring")
    assert PanelMember.objects.get(pk=member.pk).sheet_count == 2


def open_scoring(office: Person, round: Round) -> None:
    office.go(f"/evaluation/rounds/{round.ref}/")
    office.looks_right("round with its panel")
    office.page.get_by_role("button", name="채점 시작").click()
    office.confirm()
    office.sees("채점을 시작했습니다")
    office.go(f"/evaluation/rounds/{round.ref}/monitor/")
    office.looks_right("monitor")


def score_everything(evaluator: Person, member: PanelMember) -> None:
    evaluator.go(f"/evaluation/my/{member.round.ref}/")
    evaluator.page.get_by_role("link", name="다음 미채점 과제").tap()
    evaluator.sees("회수 공정을 실증한다")
    fill_in(evaluator)
    evaluator.looks_right("score sheet")
    reload_keeps_everything(evaluator)
    sign(evaluator)
    evaluator.looks_right("sealed sheet")
    evaluator.page.get_by_role("link", name="다음 미채점 과제").tap()
    fill_in(evaluator)
    sign(evaluator)
    sealed = Sheet.objects.filter(member=member)
    assert [(sheet.status, sheet.points) for sheet in sealed] == [
        (SheetStatus.SEALED, {"cooperation": "12", "technology": "24", "business": "32", "impact": "12"})
    ] * 2


def fill_in(evaluator: Person) -> None:
    """'Good' for every line by one tap each, one line changed and explained, the overall comment."""
    page = evaluator.page
    page.get_by_role("button", name="평가표", exact=True).tap()
    for code in ("cooperation", "technology", "business", "impact"):
        page.locator(f"[data-for=score-points-{code}]").nth(1).tap()
    expect(page.locator("[data-total=score]")).to_have_text("80.00")
    page.locator("[data-for=score-points-impact]").nth(3).tap()
    expect(page.locator("#due-impact")).to_contain_text("사유를 10자 이상")
    page.locator("#comment-impact").fill(COMMENT)
    page.locator("[data-for=score-points-impact]").nth(1).tap()
    page.locator("#overall").fill(OVERALL)
    page.locator("#overall").blur()
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "saved")
    expect(page.locator("[data-total=score]")).to_have_text("80.00")


def reload_keeps_everything(evaluator: Person) -> None:
    evaluator.page.reload()
    expect(evaluator.page.locator("#overall")).to_have_value(OVERALL)
    expect(evaluator.page.locator("#comment-impact")).to_have_value(COMMENT)
    expect(evaluator.page.locator("#score-points-business")).to_have_value("32")


def sign(evaluator: Person) -> None:
    evaluator.page.get_by_role("button", name="서명", exact=True).tap()
    evaluator.confirm()
    evaluator.sees("확정 확인값 (SHA-256)")


def close_and_tally(office: Person, round: Round) -> None:
    office.go(f"/evaluation/rounds/{round.ref}/close/")
    office.page.locator("[name=reason]").fill("모든 평가표가 확정되었습니다.")
    office.looks_right("close early")
    office.page.locator("input[name=do], button[name=do]").click()
    office.confirm()
    office.sees("채점을 마감했습니다")
    office.looks_right("closed round")
    office.page.get_by_role("button", name="집계").click()
    office.confirm()
    office.sees("집계했습니다")
    office.looks_right("ranking")
    office.page.get_by_role("link", name="공동 개발").first.click()
    office.page.wait_for_url("**/ranking/*/")
    office.looks_right("trace")
    give_budget(round, 300_000_000)
    summarise(round)


def confirm_and_release(office: Person, round: Round) -> None:
    office.go(f"/evaluation/rounds/{round.ref}/confirm/")
    office.looks_right("confirmation")
    office.page.get_by_role("button", name="순위 확정").click()
    office.confirm()
    office.sees("순위를 확정했습니다")
    office.page.get_by_role("link", name="공개하기").click()
    office.page.wait_for_url("**/release/")
    office.looks_right("release")
    office.page.get_by_role("button", name="공개", exact=True).click()
    office.confirm()
    office.sees("공개했습니다")
    office.looks_right("public result")
    assert Round.objects.get(pk=round.pk).status == RoundStatus.RELEASED


def the_applicant_reads_it(journey: Journey, round: Round) -> None:
    standing = Standing.objects.select_related("proposal__lead").get(round=round, decision=Decision.SELECTED)
    owner = Grant.objects.get(organisation=standing.proposal.lead, role=Role.COMPANY_OWNER).user
    applicant = journey.person(may_sign_in(owner))
    applicant.go(f"/evaluation/results/{standing.proposal.ref}/")
    applicant.sees("80.00")
    applicant.sees("협력이 뚜렷합니다.")
    applicant.sees(COMMENT)
    applicant.looks_right("disclosure")


# --- By keyboard, and on a dropped line ------------------------------------------------------


@pytest.fixture
def sheet():
    round = make_scoring_round(proposals=2, members=5)
    hand_in_all(round)
    found = Sheet.objects.filter(round=round).joined().order_by("pk").first()
    may_sign_in(found.member.expert.user)
    return found


def open_sheet(journey: Journey, sheet: Sheet, **browser) -> Person:
    evaluator = journey.person(sheet.member.expert.user, **browser)
    evaluator.go(f"/evaluation/my/{sheet.round.ref}/sheets/{sheet.proposal.ref}/")
    return evaluator


def test_a_sheet_is_scored_and_signed_by_keyboard(journey: Journey, sheet):
    evaluator = open_sheet(journey, sheet)
    keyboard = evaluator.page.keyboard
    evaluator.page.locator("#score-points-cooperation").focus()
    for points in ("12", "24", "32", "12"):
        keyboard.type(points)
        keyboard.press("j")
    evaluator.page.locator("#overall").focus()
    keyboard.type(OVERALL)
    keyboard.press("Control+Enter")
    evaluator.page.keyboard.press("Tab")
    evaluator.confirm()
    evaluator.sees("확정 확인값 (SHA-256)")
    kept = Sheet.objects.get(pk=sheet.pk)
    assert (kept.status, kept.total, kept.overall) == (SheetStatus.SEALED, 80, OVERALL)
    evaluator.looks_right("sealed by keyboard")


def test_scores_survive_a_dropped_line(journey: Journey, sheet):
    evaluator = open_sheet(journey, sheet, phone=True)
    page = evaluator.page
    page.get_by_role("button", name="평가표", exact=True).tap()
    page.context.set_offline(True)
    page.locator("[data-for=score-points-technology]").nth(1).tap()
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "offline")
    assert Sheet.objects.get(pk=sheet.pk).points == {}
    page.context.set_offline(False)
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "saved", timeout=20_000)
    assert Sheet.objects.get(pk=sheet.pk).points == {"technology": "24"}


def test_the_sheet_stands_beside_the_proposal_on_a_wide_screen(journey: Journey, sheet):
    evaluator = open_sheet(journey, sheet)
    evaluator.looks_right("sheet beside proposal")
    text, form = (evaluator.page.locator(at).bounding_box() for at in ("#proposal-pane", "#sheet-pane"))
    assert text["x"] + text["width"] <= form["x"]
    assert abs(text["y"] - form["y"]) < 5
