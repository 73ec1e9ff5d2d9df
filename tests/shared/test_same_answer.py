"""Visitors of one second share a public page; nobody signed in does, and nobody is shown what was before the second."""

import datetime as dt

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Role
from cluster_portal.shared.same_answer import AT_MOST, same_for_visitors
from tests.factories.accounts import make_user
from tests.factories.projects import make_call

NOW = timezone.now().replace(microsecond=100)
pytestmark = pytest.mark.usefixtures("shared")


@pytest.fixture
def shared(settings):
    settings.SAME_FOR_VISITORS = True


@pytest.fixture
def page():
    """A page that says how often it was made."""
    made = []

    @same_for_visitors
    def page(request: HttpRequest, *, status: int = 200, cookie: bool = False) -> HttpResponse:
        made.append(request)
        response = HttpResponse(f"made {len(made)}", status=status, headers={"X-Made": str(len(made))})
        if cookie:
            response.set_cookie("somebody", "1")
        return response

    return page


def asked(path: str = "/calls/", *, at: dt.datetime = NOW, method: str = "get", **cookies: str) -> HttpRequest:
    request = getattr(RequestFactory(), method)(path)
    request.arrived_at = at
    request.COOKIES.update(cookies)
    return request


def test_a_page_is_made_once_for_all_who_come_within_the_second(page):
    later = NOW.replace(microsecond=999_999)
    answers = [page(asked()), page(asked(at=later)), page(asked(at=later, csrftoken="x", django_language="ko"))]
    assert [answer.content for answer in answers] == [b"made 1"] * 3
    assert answers[2].headers["X-Made"] == "1"


def test_the_next_second_sees_what_is_new(page):
    page(asked())
    assert page(asked(at=NOW + dt.timedelta(seconds=1))).content == b"made 2"
    assert page(asked()).content == b"made 3", "one who came earlier and is answered later is not shown the next second"
    assert page(asked(at=NOW + dt.timedelta(seconds=1))).content == b"made 2"


def test_another_address_or_language_is_another_page(page):
    page(asked())
    assert page(asked("/calls/?tab=closed")).content == b"made 2"
    with translation.override("en"):
        assert page(asked()).content == b"made 3"


@pytest.mark.parametrize("asking", [{"sessionid": "x"}, {"messages": "x"}, {"method": "post"}])
def test_who_may_be_somebody_is_answered_alone(page, asking):
    page(asked())
    assert page(asked(**asking)).content == b"made 2"
    assert page(asked()).content == b"made 1"


@pytest.mark.parametrize("kind", [{"status": 404}, {"cookie": True}])
def test_what_is_no_plain_page_is_not_kept(page, kind):
    page(asked(), **kind)
    assert page(asked(), **kind).content == b"made 2"


def test_the_pages_kept_of_a_second_are_bounded(page):
    for number in range(AT_MOST):
        page(asked(f"/{number}/"))
    page(asked("/more/"))
    assert page(asked("/more/")).content == f"made {AT_MOST + 2}".encode()
    assert page(asked("/0/")).content == b"made 1"


@pytest.mark.django_db
def test_a_visitor_gets_no_cookie_and_one_signed_in_a_page_of_their_own(client: Client, django_assert_num_queries):
    call = make_call()
    address = reverse("projects:call-list")
    first = client.get(address)
    assert call.title in first.content.decode() and not first.cookies
    assert b"csrfmiddlewaretoken" not in first.content
    user = make_user(Role.CENTRAL)
    somebody = Client()
    somebody.force_login(user)
    assert user.name in somebody.get(address).content.decode()
    assert user.name not in client.get(address).content.decode()


@pytest.mark.django_db
def test_a_visitor_changes_the_language_without_a_token():
    client = Client(enforce_csrf_checks=True)
    answer = client.post(reverse("set_language"), {"language": "en", "next": "/projects/calls/"})
    assert answer.status_code == 302 and answer.cookies["django_language"].value == "en"
