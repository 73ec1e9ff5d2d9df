"""Every component: no barrier for axe, nothing sideways at 390 px, no script error, no breach of the content policy."""

import pytest


@pytest.mark.parametrize("page", ["", "form/", "detail/", "score/", "errors/404/", "errors/503/"])
def test_a_page_of_the_kit_has_no_barrier(builder, page):
    response = builder.page.goto(f"/ui/{page}")
    assert response.status in {200, 404, 503}
    builder.looks_right(f"ui-{page.strip('/').replace('/', '-') or 'components'}")


def test_a_form_with_errors_has_no_barrier_and_puts_the_summary_first(builder):
    builder.go("/ui/form/")
    builder.page.get_by_role("button", name="저장 후 계속").click()
    summary = builder.page.locator(".error-summary")
    summary.wait_for()
    assert summary.evaluate("node => node === document.activeElement")
    builder.looks_right("ui-form-errors")
    summary.get_by_role("link").first.click()
    assert builder.page.evaluate("document.activeElement.name || document.activeElement.id") == "title"


def test_open_dialogs_menus_and_details_have_no_barrier(builder):
    builder.go("/ui/")
    builder.page.evaluate("document.querySelectorAll('.page details').forEach(one => one.open = true)")
    builder.page.locator(".user-menu summary").click()
    builder.looks_right("ui-open")
    builder.page.keyboard.press("Escape")
    builder.page.get_by_role("button", name="대화 상자 열기").click()
    builder.looks_right("ui-dialog")
