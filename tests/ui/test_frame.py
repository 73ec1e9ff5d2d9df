"""The frame of every page: navigation by role, the clock, error pages that need nothing."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import engines, loader
from django.test import RequestFactory
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils import translation

from cluster_portal import context
from cluster_portal.shared.errors import DomainError, InvalidInput, NotReady
from cluster_portal.views.errors import error_page
from tests.factories.accounts import make_user


def request_for(user, path="/"):
    request = RequestFactory().get(path)
    request.user, request.session = user, {}
    try:
        request.resolver_match = resolve(path)
    except Resolver404:  # a path of no page: the frame is drawn for errors too
        request.resolver_match = None
    return request


def keys(user) -> set[str]:
    return {area.key for area in context.AREAS if context.admits(area.audience, user)}


def test_a_visitor_sees_public_areas_only():
    assert keys(AnonymousUser()) == {"calls", "clusters", "results", "help"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "sees", "does_not"),
    [
        ("company_owner", {"home", "proposals"}, {"rounds", "queue", "budgets", "dashboard"}),
        ("evaluator", {"home", "queue"}, {"proposals", "rounds", "budgets"}),
        ("hq_operator", {"home", "proposals", "rounds", "budgets"}, {"queue"}),
        ("ministry", {"home", "dashboard", "rounds"}, {"queue"}),
        ("admin", {"home"}, {"rounds", "queue", "proposals"}),
    ],
)
def test_navigation_follows_the_role(role, sees, does_not):
    shown = keys(make_user(role))
    assert sees <= shown
    assert not does_not & shown


@pytest.mark.django_db
def test_the_frame_costs_one_query_for_the_roles_and_no_more(django_assert_max_num_queries):
    user = make_user("hq_operator")
    user.forget_grants()
    with django_assert_max_num_queries(1):
        context.navigation(request_for(user))


def test_an_area_whose_page_does_not_exist_is_left_out(monkeypatch):
    monkeypatch.setattr(context, "AREAS", (context.Area("x", "X", "nowhere:at-all", ("public",)),))
    assert context.navigation(request_for(AnonymousUser()))["areas"] == []


def test_every_area_and_footer_link_leads_somewhere():
    names = [area.url_name for area in context.AREAS] + [name for name, _label in context.FOOTER]
    lost = []
    for name in names:
        try:
            reverse(name)
        except NoReverseMatch:
            lost.append(name)
    assert lost == []


@pytest.mark.parametrize("status", [500, 503])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_last_error_pages_need_no_database_and_no_request(status, language):
    with translation.override(language):
        page = loader.get_template(f"{status}.html").render({})
    assert "<h1>" in page
    assert f"{status}" in page


@pytest.mark.django_db
@pytest.mark.parametrize("status", [400, 403, 404, 409, 429])
def test_an_error_page_says_what_to_do_next(status):
    with translation.override("ko"):
        page = loader.get_template(f"{status}.html").render({"status": status}, request_for(AnonymousUser()))
    assert "할 수 있는 일" in page
    assert f"오류 {status}" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "said"),
    [
        (DomainError("too late"), ["too late"]),
        (InvalidInput({"name": "too long", "year": "too early"}), ["too long", "too early"]),
        (NotReady(["no text", "no money"]), ["no text", "no money"]),
    ],
)
def test_a_refusal_says_each_reason_once(error, said):
    page = error_page(request_for(AnonymousUser()), error).content.decode()
    assert [page.count(reason) for reason in said] == [1] * len(said)


@pytest.mark.django_db
def test_an_unknown_address_is_a_page_of_ours(client):
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert "화면을 찾을 수 없습니다" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/accounts/login/", "/no/such/page/", "/ui/errors/500/", "/api/v1/docs/", "/admin/"])
def test_every_page_names_its_mark(client, address):
    """Else a browser asks for a /favicon.ico, which is not there."""
    client.force_login(make_user("admin"))
    assert '<link rel="icon" href="/static/' in client.get(address, follow=True).content.decode()


@pytest.mark.django_db
def test_the_component_page_is_for_the_administrator_outside_demonstration(client):
    assert client.get("/ui/").status_code == 302
    client.force_login(make_user("hq_operator"))
    assert client.get("/ui/").status_code == 403
    client.force_login(make_user("admin"))
    assert client.get("/ui/").status_code == 200


def test_a_fixed_part_is_drawn_once_for_each_language_and_varying_value(settings):
    settings.DEBUG = False
    drawn = []
    page = engines["django"].from_string('{% load frame %}{% fixed "sample" place %}{{ note }}{% endfixed %}')

    def draw(place, language):
        with translation.override(language):
            return page.render({"note": lambda: drawn.append((place, language)) or f"{place}-{language}", "place": place})

    assert [draw("a", "ko"), draw("a", "ko"), draw("a", "en"), draw("b", "ko")] == ["a-ko", "a-ko", "a-en", "b-ko"]
    assert drawn == [("a", "ko"), ("a", "en"), ("b", "ko")]


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["many", "nan", "1e999", "", ["1", "2"]])
def test_the_sample_sheet_adds_up_what_are_numbers(client, value):
    client.force_login(make_user("admin"))
    client.post("/ui/autosave/", {"field": "c1", "value": "12.5", "version": 1})
    answer = client.post("/ui/autosave/", {"field": "c2", "value": value, "version": 2})
    assert answer.json()["totals"] == {"score": "12.50"}
