"""The pages of the programme's frame: who reads what, and what the programme office does there."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User
from programme.actions.commit_budget import commit_budget
from programme.actions.freeze_rulebook import freeze_rulebook
from programme.actions.set_year_rulebook import set_year_rulebook
from programme.models import HolidayOverride, ProgrammeYear, Rulebook
from programme.models.rulebook import digest
from programme.queries import budget_of
from tests.factories.accounts import make_user
from tests.factories.clusters import make_region
from tests.factories.programme import make_budget, make_rulebook, make_year, shipped_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def central(client):
    client.force_login(make_user(Role.CENTRAL))
    return client


def test_anybody_reads_a_rulebook_with_the_source_of_each_value(client):
    make_rulebook()
    page = client.get("/programme/rulebooks/2010/").text
    assert "₩500,000,000" in page
    assert "2010년 발표" in page and "포털의 선택" in page
    assert "당시 평가표를 찾지 못해" in page
    assert "새 판 작성" not in page


def test_in_english_the_page_is_english(client):
    make_rulebook()
    page = client.get("/programme/rulebooks/2010/", headers={"accept-language": "en"}).text
    assert "Grant cap" in page and "Announcement of 2010" in page
    assert "지원 한도" not in page


def test_a_rulebook_nobody_wrote_is_not_found(client):
    for ref in ("1999", "2010-v2", "2010-v"):
        assert client.get(f"/programme/rulebooks/{ref}/").status_code == 404


def test_the_document_that_is_downloaded_has_the_digest_that_is_shown(client):
    rulebook = make_rulebook()
    answer = client.get("/programme/rulebooks/2010/document/")
    assert digest(json.loads(answer.content)) == rulebook.sha256
    assert rulebook.sha256 in client.get("/programme/rulebooks/2010/").text


def test_two_rulebooks_side_by_side(client):
    make_rulebook()
    left, right = Rulebook.objects.get(code="2009"), Rulebook.objects.get(code="2010")
    everything = client.get("/programme/rulebooks/compare/", {"left": left.pk, "right": right.pk})
    assert "₩200,000,000" in everything.text and "₩500,000,000" in everything.text
    labels = {str(row.label): row.differs for group in everything.context["groups"] for row in group.rows}
    assert labels["지원 한도"] and not labels["지원 기준점수"]
    only = client.get("/programme/rulebooks/compare/", {"left": left.pk, "right": right.pk, "show": "differences"})
    assert all(row.differs for group in only.context["groups"] for row in group.rows)
    assert only.context["differences"] == everything.context["differences"] == sum(labels.values())
    same = client.get("/programme/rulebooks/compare/", {"left": left.pk, "right": left.pk, "show": "differences"})
    assert same.context["differences"] == 0 and "차이가 없습니다" in same.text


def test_comparison_answers_before_anything_is_chosen_and_with_nonsense(client):
    assert client.get("/programme/rulebooks/compare/").status_code == 200
    make_rulebook()
    assert client.get("/programme/rulebooks/compare/").context["differences"] > 0
    assert client.get("/programme/rulebooks/compare/?left=x&right=999").status_code == 200


def test_a_list_costs_the_same_whatever_its_length(client):
    make_rulebook()
    Rulebook.objects.exclude(code="2010").delete()
    with CaptureQueriesContext(connection) as one:
        client.get("/programme/rulebooks/")
    make_rulebook()
    with CaptureQueriesContext(connection) as three:
        client.get("/programme/rulebooks/")
    assert len(three) == len(one)


def test_the_budget_page_costs_the_same_whatever_its_length(central):
    year = make_year()
    make_budget(year, make_region("capital"))
    central.get("/programme/years/2026/")  # the session notes that somebody is at work
    with CaptureQueriesContext(connection) as one:
        central.get("/programme/years/2026/")
    make_budget(year, make_region("jeju"))
    make_budget(year, make_region("honam"))
    with CaptureQueriesContext(connection) as three:
        central.get("/programme/years/2026/")
    assert len(three) == len(one)


@pytest.mark.parametrize("role", [Role.HQ_OPERATOR, Role.HQ_HEAD, Role.MINISTRY, Role.AUDITOR])
def test_offices_read_budgets_and_see_nothing_to_change(client, role):
    make_budget(make_year(), make_region("capital"), 6_600_000_000)
    client.force_login(make_user(role))
    page = client.get("/programme/budgets/").text
    assert "₩6,600,000,000" in page
    assert "/programme/years/2026/budgets/capital/" not in page
    assert client.get("/programme/years/2026/budgets/capital/").status_code == 403
    assert client.post("/programme/years/2026/close/").status_code == 403


@pytest.mark.parametrize("path", ["/programme/budgets/", "/programme/years/2026/"])
def test_budgets_are_not_for_companies_nor_the_public(client, path):
    make_year()
    assert client.get(path).status_code == 302
    client.force_login(make_user(Role.COMPANY_OWNER))
    assert client.get(path).status_code == 403


def test_before_the_first_year_the_page_says_what_to_do(central):
    assert "등록된 사업연도가 없습니다" in central.get("/programme/budgets/").text


def test_the_office_plans_a_year_and_sets_a_budget(central):
    make_region("capital")
    rulebook = make_rulebook()
    assert central.post("/programme/years/new/", {"year": 2026, "rulebook": rulebook.pk})["Location"] == "/programme/years/2026/"
    central.post("/programme/years/2026/open/")
    answer = central.post(
        "/programme/years/2026/budgets/capital/", {"amount_krw": 6600000000, "reason": "연초 배정"}, follow=True
    )
    assert "₩6,600,000,000" in answer.text and "연초 배정" in answer.text
    assert ProgrammeYear.objects.get().status == "open"


def test_a_refused_budget_keeps_what_was_typed_and_says_why(central):
    year, region = make_year(), make_region("capital")
    make_budget(year, region, 500)
    answer = central.post("/programme/years/2026/budgets/capital/", {"amount_krw": "700", "reason": ""})
    assert answer.status_code == 422 and "700" in answer.text
    assert budget_of(year, region).amount_krw == 500


def test_a_budget_beyond_all_money_is_refused(central):
    make_year(), make_region("capital")
    answer = central.post("/programme/years/2026/budgets/capital/", {"amount_krw": "9" * 30, "reason": "x"})
    assert answer.status_code == 422 and list(answer.context["form"].errors) == ["amount_krw"]


def test_the_history_of_a_year_speaks_in_words(central):
    year, region = make_year(), make_region("capital", name_ko="수도권")
    make_budget(year, region, 500)
    set_year_rulebook(year, rulebook=Rulebook.objects.get(code="2009"), by=User.objects.system())
    commit_budget(year, region, amount_krw=300, by=User.objects.system(), why="2026-1-capital")
    told = [(str(event["what"]), event["note"]) for event in central.get("/programme/budgets/").context["events"]]
    assert told == [
        ("수도권: ₩300 확정", "평가 회차 2026-1-capital 결과 공개"),
        ("규정집 변경: ‘2010년 규정집 (자생력 강화 개편)’ → ‘2009년 규정집 (개편 전)’", ""),
        ("수도권: 예산 ₩0 → ₩500", "시험"),
        ("시작", ""),
        ("등록, ‘2010년 규정집 (자생력 강화 개편)’ 적용", ""),
    ]


def test_the_office_writes_a_new_version(central):
    rulebook = make_rulebook()
    offered = central.get("/programme/rulebooks/2010/succeed/").context["form"]["document"].value()
    assert digest(json.loads(offered)) == rulebook.sha256
    broken = central.post("/programme/rulebooks/2010/succeed/", {"change_note": "x", "document": "{"})
    assert broken.status_code == 422 and "not JSON" in broken.text
    document = json.dumps(shipped_document(scoring__pass_line="60"))
    answer = central.post("/programme/rulebooks/2010/succeed/", {"change_note": "기준점 60점", "document": document})
    assert answer["Location"] == "/programme/rulebooks/2010-v2/"
    assert "기준점 60점" in central.get("/programme/rulebooks/2010-v2/").text
    assert "새 판이 있습니다" in central.get("/programme/rulebooks/2010/").text
    assert Rulebook.objects.get(pk=rulebook.pk).sha256 == rulebook.sha256


def test_the_office_freezes(central):
    make_rulebook()
    central.post("/programme/rulebooks/2010/freeze/")
    assert Rulebook.objects.get(code="2010").is_frozen
    assert central.get("/programme/rulebooks/2010/freeze/").status_code == 405


def test_anybody_sees_holidays_and_counts_a_deadline(client):
    page = client.get("/programme/holidays/", {"year": "2026", "start": "2026-03-04", "amount": "10", "unit": "calendar_days"})
    assert "삼일절 대체 휴일" in page.text
    assert "2026-03-16" in page.text


@pytest.mark.parametrize(
    "query",
    ["year=abc&start=x", f"year={'9' * 5000}&start=", "start=9999-12-31&amount=400&unit=months", "start=2026-03-04&amount=0"],
)
def test_a_deadline_that_cannot_be_counted_is_asked_for_again(client, query):
    page = client.get(f"/programme/holidays/?{query}")
    assert (page.status_code, page.context["answer"]) == (200, None)


def test_the_office_changes_a_day_and_undoes_it(central):
    assert (
        central.post("/programme/holidays/change/", {"date": "2026-12-24", "name": "임시공휴일", "is_holiday": "off"})["Location"]
        == "/programme/holidays/?year=2026"
    )
    assert "임시공휴일" in central.get("/programme/holidays/?year=2026").text
    central.post("/programme/holidays/2026-12-24/forget/")
    assert not HolidayOverride.objects.exists()
    for no_day in ("nonsense", "2026-02-30"):
        assert central.post(f"/programme/holidays/{no_day}/forget/").status_code == 404


def test_the_api_tells_rulebooks_to_all_and_budgets_to_offices(client):
    freeze_rulebook(make_rulebook(), by=make_user(Role.CENTRAL))
    make_budget(make_year(), make_region("capital"), 700)
    listed = client.get("/api/v1/rulebooks/").json()["results"]
    assert [(row["ref"], row["is_frozen"]) for row in listed] == [("2009", False), ("2010", True), ("2026", False)]
    detail = client.get("/api/v1/rulebooks/2010/").json()
    assert digest(detail["document"]) == detail["sha256"]
    assert client.get("/api/v1/rulebooks/1999/").status_code == 404
    assert client.get("/api/v1/budgets/").status_code in (401, 403)
    client.force_login(make_user(Role.MINISTRY))
    assert client.get("/api/v1/budgets/?year=2026&region=capital").json()["results"] == [
        {"year": 2026, "region": "capital", "amount_krw": 700, "committed_krw": 0, "left_krw": 700}
    ]
    for nothing in ("year=1999", "year=abc", f"year={'9' * 5000}", "region=x%00"):
        assert client.get(f"/api/v1/budgets/?{nothing}").json()["results"] == []
    assert client.get("/api/v1/years/2026/").json() == {"year": 2026, "status": "open", "rulebook": "2010"}
