"""Every refusal of the API is an RFC 9457 problem: its own media type, status, title, and a code for machines."""

import datetime as dt

import pytest
from django.utils import timezone
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from accounts.models import Role
from projects.models import Call
from tests.factories.accounts import make_user
from tests.factories.projects import make_draft, make_firm, make_ready_proposal, owner_of

pytestmark = pytest.mark.django_db
PROPOSALS = "/api/v1/proposals/"


def with_token(user) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.get_or_create(user=user)[0].key}")
    return client


def assert_problem(response, status: int, code: str) -> dict:
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json"), response.content
    body = response.json()
    assert body["type"] and body["title"]
    assert (body["status"], body["code"]) == (status, code)
    return body


def test_without_a_token_401_says_how_to_sign_in():
    answer = APIClient().get(PROPOSALS)
    assert_problem(answer, 401, "not_authenticated")
    assert answer["WWW-Authenticate"] == "Token"


def test_a_wrong_token_is_401():
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION="Token 0123456789")
    assert_problem(client.get(PROPOSALS), 401, "authentication_failed")
    assert_problem(client.get("/api/v1/regions/"), 401, "authentication_failed")  # also where no token was needed


def test_the_wrong_role_is_403():
    assert_problem(with_token(make_user(Role.EVALUATOR)).get(PROPOSALS), 403, "permission_denied")


@pytest.mark.parametrize("path", [PROPOSALS + "P-none/", "/api/v1/nothing-of-the-kind/", "/api/v1/plants/none/"])
def test_what_is_not_there_is_404(path):
    assert_problem(with_token(owner_of(make_firm())).get(path), 404, "not-found")


def test_a_rule_of_the_programme_is_409():
    ready = make_ready_proposal()
    now = timezone.now()
    Call.objects.filter(pk=ready.call_id).update(opens_at=now - dt.timedelta(days=9), closes_at=now - dt.timedelta(seconds=1))
    body = assert_problem(with_token(owner_of(ready.lead)).post(f"{PROPOSALS}{ready.ref}/submit/"), 409, "call-closed")
    assert (body["type"], bool(body["detail"])) == ("/help/errors/#call-closed", True)


def test_what_is_missing_is_422_with_a_list():
    draft = make_draft()
    body = assert_problem(with_token(owner_of(draft.lead)).post(f"{PROPOSALS}{draft.ref}/submit/"), 422, "not-ready")
    assert body["problems"]


def test_what_cannot_be_read_is_400_with_its_fields():
    body = assert_problem(with_token(owner_of(make_firm())).post(PROPOSALS, {}), 400, "invalid")
    assert set(body["errors"]) == {"call", "organisation"}


def test_the_wrong_method_is_405():
    assert_problem(with_token(owner_of(make_firm())).delete(PROPOSALS), 405, "method_not_allowed")


def test_too_many_requests_are_429(monkeypatch):
    from rest_framework.throttling import AnonRateThrottle

    from clusters.api.views import RegionViewSet

    monkeypatch.setattr(AnonRateThrottle, "THROTTLE_RATES", {"anon": "2/min"})
    monkeypatch.setattr(RegionViewSet, "throttle_classes", [AnonRateThrottle])
    client = APIClient()
    assert [client.get("/api/v1/regions/").status_code for _ in range(2)] == [200, 200]
    answer = client.get("/api/v1/regions/")
    assert_problem(answer, 429, "throttled")
    assert 0 < int(answer["Retry-After"]) <= 60


def test_a_session_signs_in_too_but_not_across_sites():
    """A page of ours may call the API; somebody else's form may not."""
    ready = make_ready_proposal()
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(owner_of(ready.lead), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(f"{PROPOSALS}{ready.ref}/").status_code == 200
    assert_problem(client.post(f"{PROPOSALS}{ready.ref}/submit/"), 403, "permission_denied")


def test_a_token_carries_its_persons_roles_and_no_more():
    """The same person, the same sight: what the audience of a page refuses, a token does not open."""
    hq = with_token(make_user(Role.HQ_OPERATOR))
    assert hq.get("/api/v1/rounds/").status_code == 200
    assert_problem(hq.get("/api/v1/sheets/"), 403, "permission_denied")
    assert_problem(hq.post(PROPOSALS, {}), 403, "permission_denied")
    nobody = with_token(make_user(is_active=False))
    assert_problem(nobody.get("/api/v1/rounds/"), 401, "authentication_failed")
