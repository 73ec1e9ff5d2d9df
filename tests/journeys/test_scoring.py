"""Scoring by hand and by key: a sheet that says what is saved, a table for many, and the phases after the scoring."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from evaluation.actions.save_score import save_score
from evaluation.models import Note, Round, Sheet
from evaluation.rulebook_rules import scoring_rules
from evaluation.states import SheetStatus
from tests.evaluation.test_offline_sheets import filled_in
from tests.factories.evaluation import OVERALL, make_scoring_round, seal
from tests.journeys.kit import Journey, Person
from tests.journeys.test_round import hand_in_all, may_sign_in

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def sheet():
    round = make_scoring_round(proposals=3, members=5)
    hand_in_all(round)
    found = Sheet.objects.filter(round=round).joined().order_by("pk").first()
    may_sign_in(found.member.expert.user)
    return found


def open_page(journey: Journey, sheet: Sheet, page: str, **browser) -> Person:
    evaluator = journey.person(sheet.member.expert.user, **browser)
    evaluator.go(f"/evaluation/my/{sheet.round.ref}/{page}")
    return evaluator


def own_sheets(sheet: Sheet) -> list[Sheet]:
    return list(Sheet.objects.filter(member=sheet.member_id).joined().order_by("pk"))


def test_a_sheet_says_field_by_field_what_is_saved_and_leads_on(journey: Journey, sheet):
    second = own_sheets(sheet)[1]
    seal(second, 77)
    evaluator = open_page(journey, sheet, f"sheets/{sheet.proposal.ref}/")
    page = evaluator.page
    page.locator("#score-points-cooperation").fill("12")
    page.keyboard.press("Enter")
    expect(page.locator("#score-points-technology")).to_be_focused()
    expect(page.locator("[data-state-of=points-cooperation]")).to_have_attribute("data-state", "saved")
    page.get_by_text("나만 보는 메모").first.click()
    page.locator("#own-note").fill("발표에서 판로를 물을 것")
    expect(page.locator("[data-state-of=note]")).to_have_attribute("data-state", "saved")
    assert Note.objects.get().text == "발표에서 판로를 물을 것"
    page.reload()
    page.get_by_text("내가 준 점수와 비교").click()
    evaluator.sees("77.00")
    evaluator.looks_right("sheet with notes and own scores")
    page.context.set_offline(True)
    page.locator("#overall").fill(OVERALL)
    page.locator("#overall").blur()
    expect(page.locator("[data-state-of=overall]")).to_have_text("이 기기에 보관됨")
    page.context.set_offline(False)
    expect(page.locator("[data-state-of=overall]")).to_have_attribute("data-state", "saved", timeout=20_000)
    page.locator("#score-points-technology").fill("24")
    page.keyboard.press("Control+Shift+Enter")
    page.wait_for_url(f"**/{own_sheets(sheet)[2].proposal.ref}/")
    kept = Sheet.objects.get(pk=sheet.pk)
    assert (kept.points["technology"], kept.overall) == ("24", OVERALL)


def test_many_sheets_are_scored_in_one_table(journey: Journey, sheet):
    evaluator = open_page(journey, sheet, "grid/")
    page = evaluator.page
    first = page.locator("[data-score-grid] tbody tr").nth(0).locator("input")
    first.nth(0).focus()
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    expect(page.locator("[data-score-grid] tbody tr").nth(1).locator("input").nth(0)).to_be_focused()
    page.keyboard.type("15")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    expect(first.nth(1)).to_be_focused()
    page.evaluate(
        """() => { const data = new DataTransfer(); data.setData("text/plain", "24\\t32\\t12\\n20\\t30\\t10");
        document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })); }"""
    )
    expect(page.locator(f"#total-{own_sheets(sheet)[0].proposal.ref}")).to_have_text("80.00")
    expect(page.locator(f"#total-{own_sheets(sheet)[1].proposal.ref}")).to_have_text("75.00")
    expect(page.locator("[data-mean-total]")).to_have_text("77.50")
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "saved")
    badges = page.locator("[data-score-grid] tbody .badge")
    expect(badges.nth(0)).to_have_text("작성 중")
    expect(badges.nth(2)).to_have_text("시작 전")
    evaluator.looks_right("table of all sheets")
    saved = own_sheets(sheet)
    assert [one.points.get("impact") for one in saved] == ["12", "10", None]
    first.nth(0).fill("99")
    page.keyboard.press("Tab")
    expect(page.locator("[data-score-grid] tbody tr").nth(0).locator(".form-error")).to_contain_text("최대")
    evaluator.looks_right("table with a wrong number")


def test_an_expired_sign_in_takes_nothing_from_the_table(journey: Journey, sheet):
    evaluator = open_page(journey, sheet, "grid/")
    page, rows = evaluator.page, evaluator.page.locator("[data-score-grid] tbody tr")
    page.context.clear_cookies(name="sessionid")
    rows.nth(0).locator("input").nth(0).fill("12")
    rows.nth(1).locator("input").nth(1).fill("21.5")
    rows.nth(1).locator("input").nth(1).blur()
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "signin")
    page.get_by_role("button", name="다 채운 평가표 모두 서명").click()
    evaluator.confirm()
    expect(rows.nth(0).locator("input").nth(0)).to_have_value("12")  # the page stays: not everything has arrived
    evaluator.looks_right("table without a sign-in")
    with page.context.expect_page() as opened:
        page.locator("[data-save-state]").get_by_role("link").click()
    again = Person(opened.value)
    again.fill_sign_in(sheet.member.expert.user)
    again.page.wait_for_url("**/grid/")
    again.page.close()
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "saved")
    first, second, _third = own_sheets(sheet)
    assert (list(first.points.values()), list(second.points.values())) == (["12"], ["21.5"])
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('autosave:'))") == []


def test_sheets_are_filled_in_on_the_train(journey: Journey, sheet, tmp_path):
    evaluator = open_page(journey, sheet, "")
    page = evaluator.page
    evaluator.press("오프라인으로 작성")
    evaluator.looks_right("sheets to take away")
    with page.expect_download() as taken:
        evaluator.press("내 평가표 내려받기")
    file = tmp_path / "sheets.xlsx"
    taken.value.save_as(file)
    first = own_sheets(sheet)[0]
    code, other, third = [item.code for item in scoring_rules(first.round.rules, first.proposal.track).items[:3]]
    content = filled_in(file.read_bytes(), first, points={code: 12.5, other: 99, third: "매우우수"}, overall=OVERALL)
    file.write_bytes(content)
    save_score(first, by=first.member.expert.user, version=0, points={code: "9"})
    page.locator("input[type=file]").set_input_files(file)
    evaluator.press("반영될 내용 보기")
    evaluator.sees("아직 아무것도 저장하지 않았습니다")
    evaluator.looks_right("what the workbook says")
    evaluator.press("작성 중으로 반영")
    evaluator.sees("하나를 골라 주십시오")
    evaluator.looks_right("what the workbook says, not chosen yet")
    page.locator("input[value=file]").check()
    evaluator.press("작성 중으로 반영")
    evaluator.sees("작성 중으로 반영하였습니다")
    kept = Sheet.objects.get(pk=first.pk)
    assert (kept.points[code], other in kept.points, kept.overall, kept.status) == ("12.5", False, OVERALL, SheetStatus.DRAFT)


def test_the_table_on_a_phone_has_a_card_for_each_proposal(journey: Journey, sheet):
    evaluator = open_page(journey, sheet, "grid/", phone=True)
    evaluator.page.locator("[data-score-grid] input").nth(0).fill("11")
    evaluator.page.locator("[data-score-grid] input").nth(0).blur()
    expect(evaluator.page.locator("[data-save-state]")).to_have_attribute("data-state", "saved")
    evaluator.looks_right("table on a phone")


def test_after_the_discussion_a_sheet_is_opened_again_and_sealed_anew(journey: Journey, sheet):
    for one in Sheet.objects.filter(round=sheet.round_id, proposal=sheet.proposal_id):
        seal(one, 70 if one.pk == sheet.pk else 90)
    now = timezone.now()
    Round.objects.filter(pk=sheet.round_id).update(
        scoring_opens_at=now - 3 * HOUR,
        scoring_closes_at=now - 2 * HOUR,
        discussion_ends_at=now + HOUR,
        adjusting_ends_at=now + 2 * HOUR,
    )
    evaluator = open_page(journey, sheet, f"sheets/{sheet.proposal.ref}/")
    evaluator.sees("90.00")
    evaluator.looks_right("sheet while the panel discusses")
    Round.objects.filter(pk=sheet.round_id).update(discussion_ends_at=now - HOUR)
    evaluator.page.reload()
    evaluator.page.get_by_text("토의 후 평가표 조정").click()
    evaluator.page.locator("[name=reason]").fill("토의에서 확인한 사실을 반영합니다.")
    evaluator.looks_right("sheet while it may be adjusted")
    evaluator.page.get_by_role("button", name="내 평가표 다시 열기").click()
    evaluator.confirm()
    evaluator.sees("평가표를 다시 열었습니다")
    evaluator.page.locator("#score-points-cooperation").fill("14")
    evaluator.page.locator("#score-points-cooperation").blur()
    expect(evaluator.page.locator("[data-state-of=points-cooperation]")).to_have_attribute("data-state", "saved")
    evaluator.page.get_by_role("button", name="서명", exact=True).click()
    evaluator.confirm()
    evaluator.sees("확정 확인값 (SHA-256)")
    kept = Sheet.objects.get(pk=sheet.pk)
    assert kept.status == SheetStatus.SEALED and kept.seals.count() == 2
