"""A session lives while somebody works, not while a page merely stays open."""

import time

import pytest

from cluster_portal.sliding_session import RENEWED
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db
HOUR = 3600


@pytest.fixture
def member(client, settings):
    settings.SESSION_COOKIE_AGE = 2 * HOUR
    client.force_login(make_user("admin"))
    return client


def renewed_ago(client, seconds: int) -> None:
    session = client.session
    session[RENEWED] = int(time.time()) - seconds
    session.save()


def age(client) -> int:
    return int(time.time()) - client.session[RENEWED]


def test_work_after_a_while_renews_the_session(member):
    renewed_ago(member, HOUR)
    answer = member.get("/ui/")
    assert age(member) < 5
    assert "sessionid" in answer.cookies  # the browser's cookie lives on, too
    assert 'data-session-seconds="7200"' in answer.content.decode()


def test_work_soon_after_writes_nothing(member):
    renewed_ago(member, 60)
    answer = member.get("/ui/")
    assert 55 <= age(member) <= 70
    assert "sessionid" not in answer.cookies


def test_a_heartbeat_does_not_keep_anyone_signed_in(member):
    renewed_ago(member, HOUR)
    assert member.post("/ui/presence/", headers={"X-Background": "1"}).status_code == 200
    assert age(member) >= HOUR


def test_pressing_extend_renews_at_once(member):
    renewed_ago(member, 60)
    assert member.post("/session/extend/").json() == {"seconds": 7200}
    assert age(member) < 5


def test_a_visitor_gets_no_session(client):
    client.get("/help/")
    assert "sessionid" not in client.cookies
