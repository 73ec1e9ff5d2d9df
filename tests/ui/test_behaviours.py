"""Confirmation, score sheets by keyboard, uploads, counters, the menu on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture
def page(builder) -> Page:
    builder.go("/ui/")
    return builder.page


def test_a_dangerous_deed_asks_first_and_no_means_no(page):
    page.get_by_role("button", name="철회", exact=True).click()
    dialog = page.locator("#confirm-dialog")
    expect(dialog).to_contain_text("신청을 철회하시겠습니까?")
    dialog.get_by_role("button", name="취소").click()
    assert "#buttons" not in page.url
    page.get_by_role("button", name="철회", exact=True).click()
    with page.expect_navigation():
        dialog.get_by_role("button", name="철회").click()


def test_an_upload_shows_the_file_and_refuses_a_wrong_kind_before_sending(page):
    picker = page.locator(".upload input[type=file]")
    picker.set_input_files({"name": "계획.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 sample"})
    expect(page.locator(".upload-list li").last).to_contain_text("계획.pdf")
    expect(page.locator(".upload-list li").last).to_contain_text("검사 완료")
    picker.set_input_files({"name": "virus.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"})
    expect(page.locator(".upload-error")).to_contain_text("올릴 수 없는 형식입니다: virus.exe")


def test_an_upload_refused_by_the_server_says_why(page):
    picker = page.locator(".upload input[type=file]")
    picker.set_input_files({"name": "empty.pdf", "mimeType": "application/pdf", "buffer": b""})
    expect(page.locator(".upload-error")).to_contain_text("빈 파일입니다.")


def test_colleagues_are_shown(page):
    expect(page.locator(".presence-people")).to_contain_text("이참여")


def test_a_text_area_counts_its_characters(page):
    page.fill("#id_story", "가나다 ABC")
    expect(page.locator("#div_id_story .counter")).to_have_text("7 / 400자")


def test_a_score_sheet_is_filled_by_keyboard(builder):
    page = builder.page
    builder.go("/ui/score/")
    page.locator("body").press("j")
    page.keyboard.press("1")
    page.keyboard.press("5")
    expect(page.locator("input[name=c1][value='15']")).to_be_checked()
    page.keyboard.press("j")
    page.keyboard.press("5")
    expect(page.locator("input[name=c2][value='5']")).to_be_checked()
    expect(page.locator("[data-total=score]")).to_have_text("20.00")
    page.keyboard.press("?")
    expect(page.locator("#keys-dialog")).to_be_visible()


def test_the_minus_and_plus_of_a_number_stay_in_bounds_and_save(builder):
    page = builder.page
    builder.go("/ui/score/")
    plus = page.get_by_role("button", name="1점 올리기")
    plus.click()
    plus.click()
    page.get_by_role("button", name="1점 내리기").click()
    expect(page.locator("input[name=c3]")).to_have_value("1")
    expect(page.locator("[data-total=score]")).to_have_text("1.00")
    for _ in range(3):
        page.get_by_role("button", name="1점 내리기").click()
    expect(page.locator("input[name=c3]")).to_have_value("0")


def test_the_menu_opens_on_a_phone(builder_on_phone):
    person = builder_on_phone
    person.go("/ui/")
    menu = person.page.locator("#site-nav")
    expect(menu).to_be_hidden()
    person.page.get_by_role("button", name="메뉴").click()
    expect(menu).to_be_visible()
    person.looks_right("ui-menu")


def test_the_page_turns_english_and_back(builder):
    page = builder.page
    builder.go("/ui/")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".site-name")).to_have_text("Industrial Complex Cluster Portal")
    page.get_by_role("button", name="한국어").click()
    expect(page.locator("html")).to_have_attribute("lang", "ko")


def test_the_server_clock_ticks_in_korean_time(page):
    clock = page.locator("[data-server-clock]")
    expect(clock).to_have_text(re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d KST$"))
    before = clock.inner_text()
    expect(clock).not_to_have_text(before, timeout=3000)


def test_the_expiry_warning_offers_to_stay_and_staying_works(builder):
    page = builder.page
    page.add_init_script(
        "document.addEventListener('readystatechange', () => { if (document.body) Object.assign(document.body.dataset, {sessionSeconds: '3', sessionLength: '60'}); })"
    )
    builder.go("/ui/")
    dialog = page.locator("#session-dialog")
    expect(dialog).to_be_visible(timeout=6000)
    with page.expect_response("**/session/extend/") as answer:
        dialog.get_by_role("button", name="로그인 연장").click()
    assert answer.value.status == 200
    expect(dialog).to_be_hidden()
