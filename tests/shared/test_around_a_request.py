"""Who sent a request and when it came: our own proxy is believed, nobody else; a demonstration answers its own machine only."""

import datetime as dt

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from cluster_portal.middleware import ArrivalMiddleware, LoopbackMiddleware, StorableAddressMiddleware

CLIENT, PROXY = "203.0.113.7", "172.18.0.9"


def seen(**headers: str) -> HttpRequest:
    """The request as the pages see it."""
    request = RequestFactory().get("/", REMOTE_ADDR=PROXY, headers=headers)
    ArrivalMiddleware(lambda _request: HttpResponse())(request)
    return request


def test_behind_our_proxy_the_client_is_whom_it_names(settings):
    settings.BEHIND_PROXY = True
    assert seen(X_Forwarded_For=CLIENT).META["REMOTE_ADDR"] == CLIENT
    assert seen(X_Forwarded_For=f"127.0.0.1, {CLIENT}").META["REMOTE_ADDR"] == CLIENT
    assert seen(X_Forwarded_For="somebody").META["REMOTE_ADDR"] == PROXY
    assert seen().META["REMOTE_ADDR"] == PROXY


def test_without_a_proxy_nobody_names_himself(settings):
    settings.BEHIND_PROXY = False
    assert seen(X_Forwarded_For=CLIENT).META["REMOTE_ADDR"] == PROXY


def test_behind_our_proxy_a_request_came_when_it_says(settings):
    settings.BEHIND_PROXY = True
    came = timezone.now().replace(microsecond=0) - dt.timedelta(seconds=30)
    assert seen(X_Request_Start=f"t={came.timestamp()}").arrived_at == came
    for odd in ("t=soon", "t=nan", "t=inf", "t=1e30", ""):
        assert timezone.now() - seen(X_Request_Start=odd).arrived_at < dt.timedelta(seconds=5)
    ahead = timezone.now() + dt.timedelta(hours=1)
    assert seen(X_Request_Start=f"t={ahead.timestamp()}").arrived_at <= timezone.now()


def test_without_a_proxy_nobody_comes_earlier(settings):
    settings.BEHIND_PROXY = False
    assert timezone.now() - seen(X_Request_Start="t=1").arrived_at < dt.timedelta(seconds=5)


@pytest.mark.parametrize(
    ("demo", "sender", "status"),
    [
        (True, "127.0.0.1", 200),
        (True, "::1", 200),
        (True, "", 200),
        (True, CLIENT, 403),
        (True, "192.168.0.4", 403),
        (False, CLIENT, 200),
    ],
)
def test_a_demonstration_answers_loopback_only(settings, demo, sender, status):
    """Whatever serves it, and whichever name the request is for."""
    settings.DEMO = demo
    request = RequestFactory().get("/", REMOTE_ADDR=sender, headers={"host": "localhost"})
    assert LoopbackMiddleware(lambda _request: HttpResponse())(request).status_code == status


def test_both_stand_before_everything_else(settings):
    assert [name.rpartition(".")[2] for name in settings.MIDDLEWARE[:2]] == ["ArrivalMiddleware", "LoopbackMiddleware"]


def test_no_page_meets_the_sign_that_no_database_keeps():
    request = RequestFactory().get("/calls/a%00b/", QUERY_STRING="q=a%00b&region=%00")
    StorableAddressMiddleware(lambda _request: HttpResponse())(request)
    assert dict(request.GET.items()) == {"q": "ab", "region": ""}
    assert "\x00" not in request.path_info
    assert request.path_info != "/calls/ab/"  # nothing else is found in its place


@pytest.mark.django_db
def test_a_made_up_address_is_not_found(client):
    assert client.get("/evaluation/results/a%00b/").status_code == 404
    assert client.get("/projects/calls/?q=%00&cursor=%00").status_code == 200
