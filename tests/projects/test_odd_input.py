"""What no page of ours sends: it is answered, and breaks nothing."""

import base64
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from accounts.models import Role
from tests.factories.accounts import make_user
from tests.factories.handed_in import make_handed_in
from tests.factories.projects import make_draft, owner_of

pytestmark = pytest.mark.django_db
LIST, CALLS = "/projects/proposals/", "/projects/calls/"
NUL, LONG = "%00", "9" * 5000  # a sign no column holds; more digits than Python reads


@pytest.fixture
def office(client):
    client.force_login(make_user(Role.CENTRAL))
    make_handed_in()
    return client


@pytest.mark.parametrize(
    "address",
    [
        *(f"{LIST}?{name}=a{NUL}b" for name in ("q", "call", "region", "complex", "status", "cursor")),
        *(f"{LIST}?q={typed}" for typed in ("asked:,", "asked:>" + "9" * 190, "submitted:>9999-12-31", "partners:-1")),
        *(f"{LIST}screen/?proposal={number}" for number in ("0", "x", LONG)),
        *(f"{CALLS}?{name}=a{NUL}b" for name in ("q", "region", "tab", "cursor")),
        f"{CALLS}new/?copy=a{NUL}b",
        *(f"/api/v1/proposals/?{name}=a{NUL}b" for name in ("q", "call", "region", "status")),
        *(f"/api/v1/calls/?{name}=a{NUL}b" for name in ("q", "region", "tab")),
        f"/api/v1/calls/?q={'a+' * 3000}",
    ],
)
def test_addresses_nobody_was_given_are_answered(office, address):
    assert office.get(address).status_code == 200


@pytest.mark.parametrize("position", ["abc", "\x00", "-1", "1.5"])
def test_a_made_up_cursor_of_the_api_leads_nowhere(office, position):
    cursor = base64.b64encode(urlencode({"p": position}).encode()).decode()
    assert office.get("/api/v1/proposals/", {"cursor": cursor}).status_code == 404


def test_an_invitation_nobody_wrote_is_not_found(client):
    assert client.get(f"/projects/invitations/a{NUL}b/").status_code == 404


def test_odd_versions_and_fields_are_refused_and_odd_signs_left_out(client):
    draft = make_draft()
    client.force_login(owner_of(draft.lead))
    autosave = reverse("projects:proposal-autosave", args=[draft.ref])
    saved = client.post(autosave, {"field": "title", "value": "정밀\x00 금형", "version": draft.version})
    assert saved.status_code == 200
    draft.refresh_from_db()
    assert draft.title == "정밀 금형"
    assert client.post(autosave, {"field": "title", "value": "다른 제목", "version": LONG}).status_code == 409
    assert client.post(autosave, {"field": "plant", "value": LONG, "version": draft.version}).status_code == 422
    budget = reverse("projects:budget-autosave", args=[draft.ref])
    assert client.post(budget, {"field": f"{LONG}.personnel.public", "value": "1", "version": "1"}).status_code == 404
    for step in ("project", "budget"):
        typed = {"title": draft.title, "version-title": LONG, f"version-{draft.partners.get().pk}": LONG}
        assert client.post(reverse("projects:proposal-step", args=[draft.ref, step]), typed).status_code in (302, 422)


def test_versions_that_never_were_show_the_last(client):
    draft = make_draft()
    client.force_login(owner_of(draft.lead))
    autosave = reverse("projects:proposal-autosave", args=[draft.ref])
    client.post(autosave, {"field": "need", "value": "필요", "version": "0"})
    page = client.get(reverse("projects:proposal-compare", args=[draft.ref, "need"]), {"old": LONG, "new": LONG})
    assert page.context["new"].version == 1
