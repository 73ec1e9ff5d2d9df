"""Nothing typed is lost: not to a dropped line, an expired sign-in, a colleague or a closed tab."""

import json

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import Page, Route, expect

from tests.factories.accounts import PASSWORD

TITLE, STORY = "#id_headline", "#id_story"


@pytest.fixture
def page(builder) -> Page:
    builder.go("/ui/")
    builder.page.locator("[data-autosave-ready]").wait_for()
    return builder.page


def state(page: Page):
    return page.locator("[data-save-state]")


def kept(page: Page) -> dict[str, list[str]]:
    """Unsent copies on this device: field → value."""
    found = page.evaluate("Object.entries(localStorage).filter(([key]) => key.startsWith('autosave:'))")
    return {key.rsplit(":", 1)[1]: json.loads(copy)["value"] for key, copy in found}


def answers(page: Page, status: int, body: dict) -> None:
    def answer(route: Route) -> None:
        route.fulfill(status=status, content_type="application/json", body=json.dumps(body))

    page.route("**/ui/autosave/", answer)


def test_a_field_saves_itself_and_stays_saved(page):
    page.fill(TITLE, "수소 압축기 국산화")
    expect(state(page)).to_have_attribute("data-state", "saved")
    expect(state(page)).to_contain_text("저장됨")
    page.reload()
    expect(page.locator(TITLE)).to_have_value("수소 압축기 국산화")
    assert kept(page) == {}


def test_fast_typing_in_two_fields_saves_both_without_a_conflict(page):
    page.fill(TITLE, "첫째")
    page.fill(STORY, "둘째")
    page.get_by_label("단지 내 협력").check(force=True)
    expect(state(page)).to_have_attribute("data-state", "saved")
    page.reload()
    expect(page.locator(TITLE)).to_have_value("첫째")
    expect(page.locator(STORY)).to_have_value("둘째")
    expect(page.get_by_label("단지 내 협력")).to_be_checked()


def test_what_is_typed_before_the_script_arrives_is_saved_too(builder):
    page = builder.page
    late: list[Route] = []
    page.route("**/js/autosave.js", lambda route: late.append(route))
    with page.expect_request("**/js/autosave.js"):
        builder.go("/ui/")
    page.fill(STORY, "성급하게 쓴 글")
    late[0].continue_()
    page.unroute("**/js/autosave.js")
    expect(state(page)).to_have_attribute("data-state", "saved")
    page.reload()
    expect(page.locator(STORY)).to_have_value("성급하게 쓴 글")


def test_won_is_shown_with_thousands_and_sent_as_digits(page):
    with page.expect_request("**/ui/autosave/") as sent:
        page.locator("#id_cash_krw").press_sequentially("1234567")
    assert "value=1234567" in sent.value.post_data
    expect(page.locator("#id_cash_krw")).to_have_value("1,234,567")


def test_a_dropped_line_keeps_the_text_and_sends_it_when_the_line_is_back(page):
    page.context.set_offline(True)
    page.fill(STORY, "끊긴 동안 쓴 글")
    expect(state(page)).to_have_attribute("data-state", "offline")
    assert kept(page) == {"story": ["끊긴 동안 쓴 글"]}
    page.context.set_offline(False)
    expect(state(page)).to_have_attribute("data-state", "saved")
    assert kept(page) == {}
    page.reload()
    expect(page.locator(STORY)).to_have_value("끊긴 동안 쓴 글")


def test_a_copy_from_an_earlier_visit_comes_back_and_is_sent(page):
    answers(page, 503, {})
    page.fill(STORY, "보내지 못한 글")
    expect(state(page)).to_have_attribute("data-state", "offline")
    page.on("dialog", lambda box: box.accept())  # 'leave the page?'
    page.unroute("**/ui/autosave/")
    page.goto("/ui/")
    expect(page.locator(STORY)).to_have_value("보내지 못한 글")
    expect(state(page)).to_have_attribute("data-state", "saved")
    assert kept(page) == {}


def test_an_expired_sign_in_keeps_the_text_and_offers_to_sign_in_again(page):
    page.context.clear_cookies(name="sessionid")
    page.fill(STORY, "로그아웃된 뒤에 쓴 글")
    expect(state(page)).to_have_attribute("data-state", "signin")
    link = state(page).get_by_role("link", name="다시 로그인")
    assert link.get_attribute("href").startswith("/accounts/login/?next=%2Fui%2F")
    assert kept(page) == {"story": ["로그아웃된 뒤에 쓴 글"]}


def test_after_signing_in_again_elsewhere_the_text_is_sent(admin, page):
    EmailAddress.objects.get_or_create(user=admin, email=admin.email, defaults={"verified": True, "primary": True})
    page.context.clear_cookies(name="sessionid")
    page.fill(STORY, "다시 로그인하면 보낼 글")
    expect(state(page)).to_have_attribute("data-state", "signin")
    with page.context.expect_page() as opened:
        state(page).get_by_role("link").click()
    other = opened.value
    other.fill("input[name=login]", admin.email)
    other.fill("input[name=password]", PASSWORD)
    other.locator("form:has(input[name=login]) button[type=submit]").first.click()
    other.wait_for_url("**/ui/")
    other.close()
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    # The new session knows nothing of the old one's sample: its version is taken over, the text is sent.
    expect(state(page)).to_have_attribute("data-state", "saved")
    assert kept(page) == {}


def test_a_refused_value_shows_the_reason_beside_the_field_and_keeps_the_text(page):
    page.fill(TITLE, "제목")
    expect(state(page)).to_have_attribute("data-state", "saved")
    page.fill(TITLE, " ")
    error = page.locator("#div_id_headline .form-error")
    expect(error).to_contain_text("과제명을 입력해 주십시오")
    assert page.locator(TITLE).get_attribute("aria-invalid") == "true"
    assert error.get_attribute("id") in page.locator(TITLE).get_attribute("aria-describedby")
    expect(page.locator(TITLE)).to_have_value(" ")
    page.fill(TITLE, "고친 제목")
    expect(state(page)).to_have_attribute("data-state", "saved")
    expect(error).to_have_count(0)


def conflicting(page: Page, text: str) -> None:
    """A colleague saved `text` in the same field meanwhile; later saves go through."""
    page.fill(STORY, "처음 글")
    expect(state(page)).to_have_attribute("data-state", "saved")
    page.evaluate(
        """text => fetch('/ui/autosave/', {method: 'POST', headers: {'X-CSRFToken': document.cookie.match(/csrftoken=([^;]+)/)[1]},
        body: new URLSearchParams({field: 'story', value: text, version: document.querySelector('[data-version]').dataset.version})})""",
        text,
    )
    page.fill(STORY, "내가 고친 글")
    expect(page.locator("dialog[data-merge]")).to_be_visible()


@pytest.mark.parametrize(
    ("button", "outcome"),
    [("내 내용 유지", "내가 고친 글"), ("상대방 내용 사용", "동료가 고친 글")],
)
def test_two_writers_choose_which_text_stays(page, button, outcome):
    conflicting(page, "동료가 고친 글")
    expect(page.locator("dialog[data-merge]")).to_contain_text("동료가 고친 글")
    page.get_by_role("button", name=button).click()
    expect(page.locator(STORY)).to_have_value(outcome)
    expect(state(page)).to_have_attribute("data-state", "saved")
    page.reload()
    expect(page.locator(STORY)).to_have_value(outcome)


def test_two_writers_can_merge_both_texts(page):
    conflicting(page, "동료가 고친 글")
    page.get_by_role("button", name="두 내용을 합쳐서 편집").click()
    box = page.get_by_label("합친 내용")
    assert "동료가 고친 글" in box.input_value()
    assert "내가 고친 글" in box.input_value()
    box.fill("둘 다 담은 글")
    page.get_by_role("button", name="합친 내용 저장").click()
    expect(state(page)).to_have_attribute("data-state", "saved")
    page.reload()
    expect(page.locator(STORY)).to_have_value("둘 다 담은 글")


def test_a_colleague_in_another_field_is_no_conflict(page):
    page.fill(TITLE, "제목")
    expect(state(page)).to_have_attribute("data-state", "saved")
    page.evaluate("document.querySelector('[data-version]').dataset.version = '0'")  # ours is now an old number
    page.fill(STORY, "다른 항목")
    expect(state(page)).to_have_attribute("data-state", "saved")
    expect(page.locator("dialog[data-merge]")).to_have_count(0)


def test_leaving_with_unsent_text_asks_first(page):
    answers(page, 503, {})
    page.fill(STORY, "아직 보내지 않은 글")
    expect(state(page)).to_have_attribute("data-state", "offline")
    asked: list[str] = []
    page.on("dialog", lambda box: (asked.append(box.type), box.accept()))
    page.goto("/ui/form/")
    assert asked == ["beforeunload"]


def test_a_closed_form_says_so_and_keeps_the_text(page):
    answers(page, 409, {"detail": "접수가 마감되었습니다.", "code": "call-closed"})
    page.fill(STORY, "늦은 글")
    expect(state(page)).to_have_attribute("data-state", "refused")
    expect(state(page)).to_contain_text("접수가 마감되었습니다.")
    assert kept(page) == {"story": ["늦은 글"]}
