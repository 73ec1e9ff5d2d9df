"""Two firms that never opened a page: registered, written, consented and handed in by two programs with a token each."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from accounts.models import Role
from projects.models import Submission
from projects.sections import text_fields
from projects.terms import DECLARATIONS
from tests.factories.accounts import make_brn, make_user
from tests.factories.documents import make_pdf
from tests.factories.projects import INDUSTRY, make_call, make_complex, make_industry, sound_rows

pytestmark = pytest.mark.django_db
API = "/api/v1"


class Program:
    """Somebody's program: a token, and nothing but paths and JSON."""

    def __init__(self, user) -> None:
        self.client = APIClient()
        self.client.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.create(user=user).key}")

    def __call__(self, method: str, path: str, body=None, *, status: int = 200, parts: bool = False):
        answer = getattr(self.client, method)(f"{API}/{path}", body, format="multipart" if parts else "json")
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.content.decode()}"
        return answer.json() if answer.content else None

    def upload(self, path: str, document: str, partner: int | None = None):
        file = SimpleUploadedFile(f"{document}.pdf", make_pdf(1), "application/pdf")
        body = {"document": document, "file": file} | ({"partner": partner} if partner else {})
        return self("post", path, body, status=201, parts=True)

    def registers(self, name: str, region: str) -> tuple[dict, dict]:
        """A firm of its own, and its plant."""
        firm = self("post", "organisations/", {"brn": make_brn(), "name_ko": name, "kind": "sme"}, status=201)
        place = {"complex": make_complex(region).pk, "address": "시험로 1", "main_industry": make_industry(INDUSTRY).pk}
        plant = self("post", "plants/", {"organisation": firm["id"], "name": f"{name} 1공장", **place}, status=201)
        assert plant["eligibility"]["eligible"], plant["eligibility"]["reasons"]
        return firm, plant


def test_from_two_accounts_to_one_receipt():
    call = make_call()
    lead, partner = Program(make_user()), Program(make_user())
    lead_firm, lead_plant = lead.registers("주관테크", "capital")
    partner_firm, partner_plant = partner.registers("참여정밀", "dongnam")

    found = lead("get", f"calls/{call.ref}/")
    assert found["ref"] == call.ref
    started = lead(
        "post",
        "proposals/",
        {"call": call.ref, "organisation": lead_firm["id"], "title": "공동 개발", "plant": lead_plant["id"]},
        status=201,
    )
    ref = started["proposal"]["ref"]
    here = f"proposals/{ref}/"
    for field in text_fields():
        lead("put", f"{here}answers/{field.code}/", {"text": f"{field.code}에 대한 내용", "base_version": 0})
    places = lead("post", f"{here}partners/", {"brn": partner_firm["brn"], "task": "부품 가공"}, status=201)["partners"]
    ours, theirs = (place["id"] for place in places)
    partner("patch", f"{here}partners/{theirs}/", {"plant": partner_plant["id"]})
    for place in (ours, theirs):
        lead("put", f"{here}partners/{place}/budget/", {"rows": sound_rows(150_000_000)})
    lead.upload(f"{here}files/", "plan")
    lead.upload(f"{here}files/", "business_registration", ours)
    partner.upload(f"{here}files/", "business_registration", theirs)

    # Nobody consents for somebody else, and nothing is handed in before everybody has.
    (asked,) = partner("get", here)["partners"]
    yes = {"digest": asked["terms_digest"], "declarations": list(DECLARATIONS)}
    lead("post", f"{here}partners/{theirs}/consent/", yes, status=403)
    lead("post", f"{here}submit/", status=422)
    partner("post", f"{here}partners/{theirs}/consent/", yes)
    partner("post", f"{here}submit/", status=403)

    # What was consented to changes: the consent falls, and is given again.
    lead("put", f"{here}partners/{theirs}/budget/", {"rows": sound_rows(120_000_000)})
    assert lead("get", f"{here}readiness/")["is_ready"] is False
    now = next(place for place in partner("get", here)["partners"] if place["id"] == theirs)
    partner("post", f"{here}partners/{theirs}/consent/", yes | {"digest": now["terms_digest"]})
    assert lead("get", f"{here}readiness/")["is_ready"] is True

    receipt = lead("post", f"{here}submit/")
    assert receipt["sha256"] == Submission.objects.get(number=receipt["number"]).sha256
    assert lead("get", here)["proposal"]["status"] == "submitted"
    assert partner("get", f"{here}submissions/")[0]["number"] == receipt["number"]
    office = Program(make_user(Role.HQ_OPERATOR, region="capital"))
    assert [row["ref"] for row in office("get", "proposals/")["results"]] == [ref]
    assert Program(make_user(Role.HQ_OPERATOR, region="dongnam"))("get", "proposals/")["results"] == []
