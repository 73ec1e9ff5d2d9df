"""The ministry looks from the map to the proposals; an auditor checks history; anybody reads, searches and asks for help."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import Role
from projects.actions.refresh_figures import refresh_figures
from tests.factories.accounts import make_user
from tests.factories.projects import make_call, make_submitted
from tests.journeys.kit import Journey

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def programme():
    call_command("load_reference", verbosity=0)
    call = make_call()
    make_submitted(call, title="감속기 하우징 경량화", region="capital")
    make_submitted(call, region="dongnam", partner_region="dongnam")
    refresh_figures()
    return call


def test_a_ministry_official_follows_a_number_to_its_proposals(journey: Journey, programme):
    official = journey.person(make_user(Role.MINISTRY))
    official.looks_right("my-tasks-ministry")
    official.go(reverse("dashboards:ministry"))
    official.looks_right("dashboard")
    official.page.get_by_label("광역권", exact=True).select_option("capital")
    official.page.wait_for_url("**region=capital**")
    expect(official.page.get_by_role("heading", level=1)).to_contain_text("수도권")
    official.page.locator("main summary", has_text="산업단지").click()
    official.page.get_by_role("rowheader", name="반월·시화국가산업단지").get_by_role("link").click()
    official.sees("감속기 하우징 경량화")
    official.looks_right("proposals-of-a-complex")
    with official.page.expect_download() as download:
        official.go(reverse("dashboards:ministry"))
        official.page.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename.startswith("cluster-figures-")


def test_an_auditor_checks_history(journey: Journey, programme):
    auditor = journey.person(make_user(Role.AUDITOR))
    auditor.go(reverse("dashboards:audit-log"))
    auditor.looks_right("audit-log")
    auditor.press("지금 무결성 확인")
    auditor.sees("기록이 온전합니다")
    auditor.looks_right("audit-verified")
    auditor.go(reverse("dashboards:access-log"))
    auditor.looks_right("access-log")


@pytest.mark.parametrize("language", ["ko-KR", "en-US"])
def test_anybody_reads_and_searches(journey: Journey, programme, language):
    visitor = journey.person(language=language)
    for name in ("front", "search", "help", "help-errors", "privacy", "terms", "accessibility"):
        visitor.go(reverse(f"dashboards:{name}"))
        visitor.looks_right(f"{name}-{language[:2]}")
    visitor.go(reverse("account_login"))
    visitor.looks_right(f"sign-in-{language[:2]}")
    visitor.go(reverse("account_signup"))
    visitor.looks_right(f"sign-up-{language[:2]}")
    visitor.go("/no/such/page/", status=404)
    visitor.looks_right(f"not-found-{language[:2]}")
    visitor.go(reverse("dashboards:search") + "?q=%EB%B0%98%EC%9B%94")
    visitor.sees("Banwol" if language.startswith("en") else "반월")
