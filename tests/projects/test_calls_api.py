"""Calls over the API: the same sight and the same actions as the pages."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import Role
from projects.models import Call
from projects.states import CallStatus
from tests.factories.accounts import make_user
from tests.factories.projects import make_call

pytestmark = pytest.mark.django_db
CALLS = "/api/v1/calls/"
NOW = timezone.now()


@pytest.fixture
def api():
    return APIClient()


@pytest.fixture
def hq(api):
    user = make_user(Role.HQ_OPERATOR, region="capital")
    api.force_authenticate(user)
    return user


def written(call: Call, **changes) -> dict:
    usual = {
        "year": call.year_id, "region": call.region_id, "rulebook": call.rulebook.ref, "tracks": call.tracks, "title_ko": "API 공고",
        "opens_at": (NOW + dt.timedelta(days=1)).isoformat(), "closes_at": (NOW + dt.timedelta(days=40)).isoformat(),
    }  # fmt: skip
    return usual | changes


def test_anybody_reads_published_calls(api):
    call, draft = make_call(region="capital"), make_call(published=False)
    body = api.get(CALLS).json()
    assert body["count"] == 1
    row = body["results"][0]
    assert (row["ref"], row["region"], row["rulebook"], row["is_open"]) == (call.ref, "capital", "2010", True)
    assert row["tracks"] == [
        {"code": "joint", "name_ko": "공동 과제", "name_en": row["tracks"][0]["name_en"], "grant_cap_krw": 500_000_000}
    ]
    assert api.get(f"{CALLS}{draft.ref}/").status_code == 404
    assert "body_ko" in api.get(f"{CALLS}{call.ref}/").json()


def test_calls_are_filtered_by_the_clock_and_region(api):
    running = make_call(region="capital")
    over = make_call(region="dongnam", opens_at=NOW - dt.timedelta(days=40), closes_at=NOW - dt.timedelta(seconds=1))
    assert [c["ref"] for c in api.get(CALLS, {"tab": "open"}).json()["results"]] == [running.ref]
    assert [c["ref"] for c in api.get(CALLS, {"tab": "closed"}).json()["results"]] == [over.ref]
    assert [c["ref"] for c in api.get(CALLS, {"region": "dongnam"}).json()["results"]] == [over.ref]


def test_the_list_costs_the_same_with_one_and_with_three(api):
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            api.get(CALLS)
        return len(captured)

    make_call()
    cost()
    one = cost()
    make_call(region="capital")
    make_call(code="2026")
    cost()
    assert cost() == one


def test_an_office_writes_publishes_and_extends(api, hq):
    model = make_call(region="capital")
    made = api.post(CALLS, written(model), format="json")
    assert made.status_code == 201
    ref = made.json()["ref"]
    assert api.put(f"{CALLS}{ref}/", written(model, title_ko="고친 공고"), format="json").json()["title_ko"] == "고친 공고"
    assert api.post(f"{CALLS}{ref}/publish/", {}, format="json").json()["status"] == "published"
    later = (NOW + dt.timedelta(days=50)).isoformat()
    body = api.post(f"{CALLS}{ref}/extend/", {"closes_at": later, "reason": "태풍"}, format="json").json()
    assert body["extensions"][0]["reason"] == "태풍"


def test_an_amendment_keeps_both_versions_of_the_words(api, hq):
    call = make_call(region="capital", title_ko="수도권 공고", body_ko="문의: 031-000-0000")
    sent = {"body_ko": "문의: 031-111-1111", "reason": "문의처 오류", "base": 0}
    body = api.post(f"{CALLS}{call.ref}/amend/", sent, format="json").json()
    (amendment,) = body["amendments"]
    assert (body["amendment_number"], body["body_ko"], body["title_ko"]) == (1, "문의: 031-111-1111", "수도권 공고")
    assert amendment["words_before"] == {"body_ko": "문의: 031-000-0000"}
    assert amendment["words_after"] == {"body_ko": "문의: 031-111-1111"}
    assert body["extensions"] == []
    again = api.post(f"{CALLS}{call.ref}/amend/", sent, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "stale-version")


def test_refusals_are_problem_details(api, hq):
    model = make_call(region="capital")
    answer = api.post(CALLS, written(model, tracks=["nobody_knows"]), format="json")
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert set(answer.json()["errors"]) == {"tracks"}
    call = make_call(region="capital", published=False, opens_at=NOW, closes_at=NOW + dt.timedelta(days=3))
    answer = api.post(f"{CALLS}{call.ref}/publish/", {}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (422, "short-notice")
    assert set(answer.json()["errors"]) == {"short_notice_reason"}
    assert api.put(f"{CALLS}{model.ref}/", written(model), format="json").json()["code"] == "call-published"
    assert api.post(CALLS, written(model, rulebook="1999"), format="json").status_code == 400


def test_others_do_not_write(api):
    model = make_call(region="capital", published=False)
    assert api.post(CALLS, written(model), format="json").status_code in (401, 403)
    api.force_authenticate(make_user(Role.COMPANY_OWNER))
    assert api.post(CALLS, written(model), format="json").status_code == 403
    api.force_authenticate(make_user(Role.HQ_HEAD, region="dongnam"))
    assert api.post(CALLS, written(model), format="json").status_code == 403
    assert api.post(f"{CALLS}{model.ref}/publish/", {}, format="json").status_code == 404
    model.refresh_from_db()
    assert model.status == CallStatus.DRAFT
