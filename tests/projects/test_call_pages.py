"""The pages around calls, for the public, for firms and for those who write calls."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from projects.actions.extend_call import extend_call
from projects.models import Call
from projects.states import CallStatus
from tests.factories.accounts import make_user
from tests.factories.projects import make_call, make_draft, make_firm, make_region, owner_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("korean")]
NOW = timezone.now()


def url(name: str, call: Call) -> str:
    return reverse(f"projects:{name}", args=[call.ref])


@pytest.fixture
def hq(client):
    user = make_user(Role.HQ_OPERATOR, region="capital")
    client.force_login(user)
    return user


def form_data(call: Call, **changes) -> dict:
    def local(moment: dt.datetime) -> str:
        return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"

    usual = {
        "year": call.year_id, "region": call.region_id, "rulebook": call.rulebook_id, f"tracks_{call.rulebook_id}": call.tracks,
        "title_ko": "수도권 공동과제 공고", "opens_at": local(NOW + dt.timedelta(days=1)), "closes_at": local(NOW + dt.timedelta(days=40)),
    }  # fmt: skip
    return usual | changes


# --- Everybody -------------------------------------------------------------------------


def test_the_list_tells_open_upcoming_and_closed_by_the_clock(client):
    running = make_call(title_ko="접수 중인 공고")
    coming = make_call(title_ko="접수 예정 공고", opens_at=NOW + dt.timedelta(days=2))
    over = make_call(title_ko="끝난 공고", opens_at=NOW - dt.timedelta(days=40), closes_at=NOW - dt.timedelta(seconds=1))
    assert over.status == CallStatus.PUBLISHED  # the beat has not been there yet
    draft = make_call(title_ko="준비 중 공고", published=False)
    for tab, shown in (("open", running), ("upcoming", coming), ("closed", over), ("drafts", running), ("nonsense", running)):
        html = client.get(reverse("projects:call-list"), {"tab": tab}).content.decode()
        titles = [call.title_ko for call in (running, coming, over, draft) if call.title_ko in html]
        assert titles == [shown.title_ko], tab


def test_the_list_is_filtered_by_region_and_words(client):
    make_call(region="capital", title_ko="수도권 금형 공고")
    make_call(region="dongnam", title_ko="동남권 기계 공고")
    make_call(title_ko="전국 금형 공고")
    html = client.get(reverse("projects:call-list"), {"region": "capital", "q": "금형"}).content.decode()
    assert ("수도권 금형" in html, "전국 금형" in html, "동남권 기계" in html) == (True, True, False)


def test_the_list_costs_the_same_with_one_call_and_with_three(client):
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("projects:call-list")).status_code == 200
        return len(captured)

    make_call(region="capital")
    statements()
    one = statements()
    make_call(code="2026")
    make_call(code="2009", region="dongnam")
    statements()
    assert statements() == one <= 4


def test_the_list_does_not_fetch_rulebooks(client):
    make_call()
    client.get(reverse("projects:call-list"))
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("projects:call-list"))
    assert not [q for q in captured if '"programme_rulebook"."document"' in q["sql"]]


def test_a_call_shows_what_its_rulebook_says(client):
    call = make_call(body_ko="지원 목적을 적습니다.")
    html = client.get(url("call-detail", call)).content.decode()
    for words in (
        "지원 목적을 적습니다.",
        "₩500,000,000",
        "협업성",
        "기술성",
        "사업성",
        "파급성",
        "70점",
        "75%",
        "KST",
        "10일 이내",
    ):
        assert words in html, words


def test_a_call_shows_how_it_was_extended(client):
    call = make_call()
    extend_call(call, closes_at=call.closes_at + dt.timedelta(days=1), reason="전산 점검", by=make_user(Role.CENTRAL), at=NOW)
    assert "전산 점검" in client.get(url("call-detail", call)).content.decode()


def test_a_draft_call_is_not_found_by_others(client):
    call = make_call(region="capital", published=False)
    assert client.get(url("call-detail", call)).status_code == 404
    client.force_login(make_user(Role.HQ_OPERATOR, region="dongnam"))
    assert client.get(url("call-detail", call)).status_code == 404


def test_a_call_is_read_in_english(client):
    call = make_call(title_en="Joint projects 2026")
    html = client.get(url("call-detail", call), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "Joint projects 2026" in html
    assert "Who may apply" in html


# --- A firm ----------------------------------------------------------------------------


def test_a_firm_sees_which_of_its_plants_could_lead(client):
    firm = make_firm(region="dongnam")
    client.force_login(owner_of(firm))
    national, regional = make_call(), make_call(region="capital")
    html = client.get(url("call-detail", national)).content.decode()
    assert reverse("projects:proposal-start", args=[national.ref]) in html
    assert '<span class="badge ok">적격</span>' in html
    html = client.get(url("call-detail", regional)).content.decode()
    assert '<span class="badge danger">부적격</span>' in html


def test_a_large_company_learns_that_it_cannot_lead(client):
    client.force_login(owner_of(make_firm(kind="large")))
    assert "주관할 수 없는 기관 유형" in client.get(url("call-detail", make_call())).content.decode()


def test_a_firm_without_a_plant_is_led_to_registering_one(client):
    client.force_login(owner_of(make_firm(region=None)))
    assert reverse("clusters:plant-create") in client.get(url("call-detail", make_call())).content.decode()


# --- Writing -----------------------------------------------------------------------------


def test_a_headquarters_writes_previews_and_publishes(client, hq):
    model = make_call(region="capital", published=False)
    answer = client.post(reverse("projects:call-create"), form_data(model))
    call = Call.objects.get(title_ko="수도권 공동과제 공고")
    assert answer.url == url("call-preview", call)
    assert (call.region_id, call.tracks, call.status) == ("capital", ["joint"], CallStatus.DRAFT)
    assert "미리보기입니다" in client.get(answer.url).content.decode()
    page = client.get(url("call-publish", call)).content.decode()
    assert call.rulebook.sha256 in page
    assert "₩500,000,000" in page
    assert client.post(url("call-publish", call)).url == url("call-detail", call)
    call.refresh_from_db()
    assert call.status == CallStatus.PUBLISHED


def test_times_are_typed_in_korean_time(client, hq):
    model = make_call(region="capital", published=False)
    client.post(reverse("projects:call-create"), form_data(model, closes_at="2031-03-02T17:00"))
    assert Call.objects.get(title_ko="수도권 공동과제 공고").closes_at == dt.datetime(2031, 3, 2, 8, 0, tzinfo=dt.UTC)


def test_what_is_wrong_is_said_beside_the_field_and_kept(client, hq):
    model = make_call(region="capital", published=False)
    answer = client.post(
        reverse("projects:call-create"), form_data(model, closes_at="2001-03-02T17:00", **{f"tracks_{model.rulebook_id}": []})
    )
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"closes_at", f"tracks_{model.rulebook_id}"}
    assert "수도권 공동과제 공고" in answer.content.decode()


def test_another_region_cannot_be_chosen(client, hq):
    make_region("dongnam")
    model = make_call(region="capital", published=False)
    for region in ("dongnam", ""):
        answer = client.post(reverse("projects:call-create"), form_data(model, region=region))
        assert answer.status_code == 422
    assert Call.objects.count() == 1


def test_a_short_notice_is_asked_for_its_reason(client, hq):
    call = make_call(region="capital", published=False, opens_at=NOW, closes_at=NOW + dt.timedelta(days=10))
    assert "30일보다 짧습니다" in client.get(url("call-publish", call)).content.decode()
    assert client.post(url("call-publish", call), {"short_notice_reason": ""}).status_code == 422
    assert client.post(url("call-publish", call), {"short_notice_reason": "긴급 현안"}).status_code == 302
    html = client.get(url("call-detail", call)).content.decode()
    assert "긴급 현안" in html


def test_last_year_s_words_begin_a_new_call(client, hq):
    earlier = make_call(region="capital", title_ko="작년 공고", body_ko="작년 본문")
    html = client.get(reverse("projects:call-create"), {"copy": earlier.ref}).content.decode()
    assert 'value="작년 공고"' in html
    assert "작년 본문" in html


def test_a_call_is_extended_from_its_page(client, hq):
    call = make_call(region="capital")
    later = timezone.localtime(call.closes_at + dt.timedelta(days=3))
    assert client.post(url("call-extend", call), {"closes_at": f"{later:%Y-%m-%dT%H:%M}", "reason": ""}).status_code == 422
    assert client.post(url("call-extend", call), {"closes_at": f"{later:%Y-%m-%dT%H:%M}", "reason": "태풍"}).status_code == 302
    assert call.amendments.get().reason == "태풍"


def test_a_draft_is_discarded_from_its_page(client, hq):
    call = make_call(region="capital", published=False)
    assert url("call-discard", call) in client.get(url("call-preview", call)).content.decode()
    answer = client.post(url("call-discard", call))
    assert answer.url == reverse("projects:call-list") + "?tab=drafts"
    assert not Call.objects.filter(pk=call.pk).exists()
    assert "초안을 삭제했습니다" in client.get(answer.url).content.decode()


def test_a_published_call_shows_no_way_to_discard_it(client, hq):
    call = make_call(region="capital")
    assert url("call-discard", call) not in client.get(url("call-detail", call)).content.decode()
    assert client.post(url("call-discard", call)).status_code == 409


def test_a_published_call_has_no_form_to_rewrite_it(client, hq):
    assert client.get(url("call-edit", make_call(region="capital"))).status_code == 409


def test_firms_reach_none_of_the_writers_pages(client):
    call = make_call(region="capital")
    client.force_login(owner_of(make_firm()))
    for name in ("call-edit", "call-preview", "call-publish", "call-extend", "call-amend", "call-drafts"):
        assert client.get(url(name, call)).status_code == 403, name
    assert client.get(reverse("projects:call-create")).status_code == 403


def test_another_headquarters_may_read_but_not_extend(client):
    call = make_call(region="capital")
    client.force_login(make_user(Role.HQ_HEAD, region="dongnam"))
    assert client.get(url("call-detail", call)).status_code == 200
    assert client.get(url("call-extend", call)).status_code == 403


# --- Unfinished drafts ----------------------------------------------------------------------


def test_unfinished_drafts_show_who_and_how_far_and_no_words(client, hq):
    call = make_call()
    draft = make_draft(call, title="아무도 모르는 제목")
    elsewhere = make_draft(call, region="dongnam")
    html = client.get(url("call-drafts", call)).content.decode()
    assert (draft.lead.name_ko in html, elsewhere.lead.name_ko in html, "아무도 모르는" in html) == (True, False, False)
    assert "0 / 9" in html


def test_unfinished_drafts_cost_the_same_with_one_and_three(client, hq):
    call = make_call()

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(url("call-drafts", call))
        return len(captured)

    make_draft(call)
    statements()
    one = statements()
    make_draft(call)
    make_draft(call)
    assert statements() == one
