"""A joint proposal from beginning to receipt without a page, and what others see of it."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from accounts.models import Role
from projects.models import Call, Proposal, Submission
from projects.queries.proposals import dossier
from projects.sections import text_fields
from projects.terms import DECLARATIONS
from tests.factories.accounts import make_user
from tests.factories.documents import make_pdf
from tests.factories.projects import (
    eligible_plant,
    make_call,
    make_draft,
    make_firm,
    make_ready_proposal,
    make_submitted,
    owner_of,
    sound_rows,
)

pytestmark = pytest.mark.django_db
BASE = "/api/v1/proposals/"


def client_of(user) -> APIClient:
    """By token, as a machine would."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.get_or_create(user=user)[0].key}")
    return client


def ok(response, status: int = 200):
    assert response.status_code == status, response.content
    return response.json() if response.content else None


def refused(response, status: int, code: str) -> dict:
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json"), response.content
    body = response.json()
    assert (body["status"], body["code"]) == (status, code)
    return body


def test_two_firms_write_and_hand_in_a_proposal_by_machine():
    call, lead_firm, partner_firm = make_call(), make_firm(region="capital"), make_firm(region="dongnam")
    lead, partner = client_of(owner_of(lead_firm)), client_of(owner_of(partner_firm))

    started = ok(
        lead.post(
            BASE, {"call": call.ref, "organisation": lead_firm.pk, "title": "공동 개발", "plant": lead_firm.plants.get().pk}
        ),
        201,
    )
    url = f"{BASE}{started['proposal']['ref']}/"
    for field in text_fields():
        saved = ok(lead.put(f"{url}answers/{field.code}/", {"text": f"{field.code} 내용", "base_version": 0}))
        assert saved["version"] == 1
    invited = ok(lead.post(f"{url}partners/", {"brn": partner_firm.brn, "task": "가공"}), 201)
    ours, theirs = (place["id"] for place in invited["partners"])
    ok(partner.patch(f"{url}partners/{theirs}/", {"plant": partner_firm.plants.get().pk}))
    for place in (ours, theirs):
        whole = ok(lead.put(f"{url}partners/{place}/budget/", {"rows": sound_rows(200_000_000)}, format="json"))
    assert whole["proposal"]["requested_krw"] == 400_000_000

    def upload(client, document, place=None):
        file = SimpleUploadedFile(f"{document}.pdf", make_pdf(), "application/pdf")
        return client.post(
            f"{url}files/", {"document": document, "file": file} | ({"partner": place} if place else {}), format="multipart"
        )

    ok(upload(lead, "plan"), 201)
    ok(upload(lead, "business_registration", ours), 201)
    ok(upload(partner, "business_registration", theirs), 201)

    missing = refused(lead.post(f"{url}submit/"), 422, "not-ready")
    assert len(missing["problems"]) == 1 and partner_firm.name_ko in missing["problems"][0]
    (place,) = ok(partner.get(url))["partners"]  # before its consent, a partner sees its own place only
    consent = {"digest": place["terms_digest"], "declarations": list(DECLARATIONS)}
    ok(partner.post(f"{url}partners/{theirs}/consent/", consent, format="json"))
    assert ok(lead.get(f"{url}readiness/"))["is_ready"] is True

    refused(lead.post(f"{url}submit/", {"digest": "0" * 64}), 409, "stale-version")
    receipt = ok(lead.post(f"{url}submit/", {"digest": ok(lead.get(url))["digest"]}))
    assert receipt == ok(lead.post(f"{url}submit/"))  # sent twice
    assert receipt["sha256"] == Submission.objects.get(number=receipt["number"]).sha256
    assert ok(lead.post(f"{url}withdraw/"))["proposal"]["status"] == "draft"
    assert [s["seq"] for s in ok(lead.get(f"{url}submissions/"))] == [1]


# --- Refusals are problem details ------------------------------------------------------------


@pytest.fixture
def ready():
    return make_ready_proposal()


def test_a_late_submission_tells_both_times(ready):
    Call.objects.filter(pk=ready.call_id).update(opens_at="2025-01-02T09:00:00+09:00", closes_at="2025-01-31T17:00:00+09:00")
    body = refused(client_of(owner_of(ready.lead)).post(f"{BASE}{ready.ref}/submit/"), 409, "call-closed")
    assert "2025-01-31 17:00:00" in body["detail"]


def test_an_old_version_shows_what_stands(ready):
    client = client_of(owner_of(ready.lead))
    body = refused(client.put(f"{BASE}{ready.ref}/answers/need/", {"text": "다른 글", "base_version": 0}), 409, "stale-version")
    assert (body["current"], body["version"], body["by"]) == ("need에 대한 내용", 1, str(owner_of(ready.lead)))


def test_too_much_money_names_amount_and_cap_beside_the_field(ready):
    lead = ready.partners.get(role="lead")
    client, rows = client_of(owner_of(ready.lead)), [{"item": "personnel", "source": "public", "amount_krw": 350_000_001}]
    body = refused(client.put(f"{BASE}{ready.ref}/partners/{lead.pk}/budget/", {"rows": rows}, format="json"), 422, "invalid")
    assert "₩500,000,001" in body["errors"]["budget"] and "₩500,000,000" in body["errors"]["budget"]


def test_a_malformed_request_is_a_problem_too(ready):
    client = client_of(owner_of(ready.lead))
    body = refused(client.put(f"{BASE}{ready.ref}/answers/need/", {"text": "글"}), 400, "invalid")
    assert "base_version" in body["errors"]


def test_a_file_that_is_not_what_it_says_is_refused(ready):
    client = client_of(owner_of(ready.lead))
    fake = SimpleUploadedFile("plan.pdf", b"MZ not a pdf", "application/pdf")
    response = client.post(f"{BASE}{ready.ref}/files/", {"document": "plan", "file": fake}, format="multipart")
    assert response.status_code == 422 and response["Content-Type"] == "application/problem+json"


# --- Who sees what ------------------------------------------------------------------------------


def test_nobody_reads_without_signing_in(ready):
    assert APIClient().get(f"{BASE}{ready.ref}/").status_code in (401, 403)


def test_others_do_not_find_it(ready):
    for stranger in (
        owner_of(make_firm()),
        make_user(Role.HQ_OPERATOR, region="capital"),
        make_user(Role.CENTRAL),
        make_user(Role.AUDITOR),
    ):
        refused(client_of(stranger).get(f"{BASE}{ready.ref}/"), 404, "not-found")
        assert ok(client_of(stranger).get(BASE))["results"] == []


@pytest.mark.parametrize(
    ("role", "region", "sees"),
    [
        (Role.HQ_OPERATOR, "capital", True), (Role.HQ_HEAD, "honam", False), (Role.CENTRAL, "", True), (Role.MINISTRY, "", True),
        (Role.AUDITOR, "", True),
    ],
)  # fmt: skip
def test_offices_see_what_was_handed_in_where_they_work(role, region, sees):
    proposal = make_submitted(region="capital")
    client = client_of(make_user(role, region=region))
    assert [found["ref"] for found in ok(client.get(BASE))["results"]] == ([proposal.ref] if sees else [])
    assert client.get(f"{BASE}{proposal.ref}/").status_code == (200 if sees else 404)
    assert client.put(f"{BASE}{proposal.ref}/answers/need/", {"text": "남의 글", "base_version": 1}).status_code == 403


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.DOCTOR, Role.ADMIN])
def test_other_roles_have_no_business_here(role):
    assert client_of(make_user(role)).get(BASE).status_code == 403


def test_an_invited_partner_sees_its_place_and_not_the_text():
    draft, firm = make_draft(), make_firm()
    lead = client_of(owner_of(draft.lead))
    ok(lead.put(f"{BASE}{draft.ref}/answers/need/", {"text": "비밀", "base_version": 0}))
    ok(lead.post(f"{BASE}{draft.ref}/partners/", {"brn": firm.brn}), 201)
    partner = client_of(owner_of(firm))
    seen = partner.get(f"{BASE}{draft.ref}/")
    assert [place["organisation"]["id"] for place in ok(seen)["partners"]] == [firm.pk]
    assert (ok(seen)["answers"], ok(seen)["files"], ok(seen)["digest"]) == ([], [], "")
    assert "비밀" not in json.dumps(ok(seen), ensure_ascii=False)
    refused(partner.get(f"{BASE}{draft.ref}/readiness/"), 403, "not-allowed")


# --- Lists and costs ----------------------------------------------------------------------------


def test_a_list_is_filtered_and_turned_by_key():
    call = make_call()
    firm = make_firm()
    drafts = [make_draft(call, lead=firm, title=title) for title in ("정밀 금형", "로봇 손", "금형 센서")]
    client = client_of(owner_of(firm))
    assert [p["ref"] for p in ok(client.get(BASE, {"q": "금형"}))["results"]] == [drafts[2].ref, drafts[0].ref]
    assert ok(client.get(BASE, {"status": "submitted"}))["results"] == []
    assert ok(client.get(BASE, {"call": make_call().ref}))["results"] == []
    first = ok(client.get(BASE, {"page_size": 2}))
    second = ok(client.get(first["next"]))
    assert [p["ref"] for p in first["results"] + second["results"]] == [draft.ref for draft in reversed(drafts)]


@pytest.mark.parametrize("path", ["", "{ref}/", "{ref}/readiness/"])
def test_reading_costs_the_same_with_one_partner_and_with_three(path):
    counts = []
    for partners in (1, 3):
        proposal = make_ready_proposal(partners=partners)
        client = client_of(owner_of(proposal.lead))
        with CaptureQueriesContext(connection) as captured:
            ok(client.get(BASE + path.format(ref=proposal.ref)))
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_handing_in_by_machine_takes_at_most_fifteen_statements(monkeypatch):
    monkeypatch.setattr("notifications.tasks.deliver_messages_about.delay", lambda events: None)
    proposal = make_ready_proposal(partners=3)
    client = client_of(owner_of(proposal.lead))
    with CaptureQueriesContext(connection) as captured:
        ok(client.post(f"{BASE}{proposal.ref}/submit/"))
    assert len(captured) <= 15, "\n".join(query["sql"][:120] for query in captured)


@pytest.mark.django_db(transaction=True)
def test_handing_in_on_the_page_takes_at_most_fifteen_statements(client, monkeypatch):
    monkeypatch.setattr("notifications.tasks.deliver_messages_about.delay", lambda events: None)
    proposal = make_ready_proposal(partners=3)
    looked_at = dossier(proposal).digest
    client.force_login(owner_of(proposal.lead))
    client.get(f"/projects/proposals/{proposal.ref}/check/")  # where the button is
    with CaptureQueriesContext(connection) as captured:
        response = client.post(f"/projects/proposals/{proposal.ref}/submit/", {"digest": looked_at})
    assert response.status_code == 302 and Proposal.objects.get(pk=proposal.pk).status == "submitted"
    assert len(captured) <= 15, "\n".join(query["sql"][:120] for query in captured)


def test_a_plant_of_another_firm_is_not_taken(ready):
    client = client_of(owner_of(ready.lead))
    body = refused(client.patch(f"{BASE}{ready.ref}/", {"plant": eligible_plant(make_firm(region=None)).pk}), 422, "invalid")
    assert list(body["errors"]) == ["plant"]
