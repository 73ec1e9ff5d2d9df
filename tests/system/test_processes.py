"""The portal's three processes as they run in life, and what they say about themselves."""

import socket
import time

import pytest

from tests.system.portal import leave, portal, served, stop, until

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("system")]


@pytest.fixture(scope="module")
def house():
    """Migrated, with the rulebooks loaded: their events are the first links of the audit chain."""
    with portal() as one:
        for command in ("migrate", "load_rulebooks"):
            done = one.manage(command, "--verbosity", "0")
            assert done.returncode == 0, done.stderr
        yield one


def test_alive_at_once_and_ready_when_worker_and_beat_are(house):
    web = house.run("web")
    assert until(lambda: house.ask("/healthz") == (200, {"status": "alive"}))
    status, said = house.ask("/readyz")
    assert (status, said["trouble"]) == (503, {"worker and beat": "no heartbeat yet"})
    worker, beat = house.run("worker"), house.run("beat")
    assert until(lambda: house.ask("/readyz") == (200, {"status": "ready", "trouble": {}}))
    for process in (beat, worker, web):
        stop(process)
        assert process.returncode == 0
    assert house.ask("/healthz")[0] == 0


def test_an_old_heartbeat_is_no_heartbeat():
    from django.core.cache import cache

    from cluster_portal.tasks import ALIVE_FOR, HEARTBEAT
    from cluster_portal.views import health

    cache.set(HEARTBEAT, time.time() - ALIVE_FOR + 5)
    assert health._heartbeat() == ""
    cache.set(HEARTBEAT, time.time() - ALIVE_FOR - 5)
    assert health._heartbeat() == f"last heartbeat {ALIVE_FOR + 5} s ago"


def test_an_outbox_that_waits_is_named(db):
    import datetime as dt

    from django.utils import timezone

    from cluster_portal.views import health
    from tests.factories.accounts import make_user
    from tests.factories.notifications import make_notice

    assert health._outbox() == ""
    make_notice(make_user(), due_at=timezone.now() - health.OUTBOX_LAG_LIMIT - dt.timedelta(minutes=1))
    assert health._outbox().startswith("oldest message waits 36")


def test_a_demonstration_is_served_to_this_machine_only(house):
    """Its passwords are printed on its sign-in page."""
    refused = house.manage("run", "web", PORTAL_DEMO="1", HOST="0.0.0.0")  # noqa: S104
    assert refused.returncode == 1
    assert "127.0.0.1 only" in refused.stderr


def test_a_taken_port_is_said_before_anything_is_set_up(house):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        refused = house.manage("demo", PORTAL_DEMO="1", PORT=port)
    assert refused.returncode == 1
    assert f"127.0.0.1:{port} already" in refused.stderr


def test_the_audit_chain_is_whole_and_a_bent_copy_is_found_out(house):
    keeper = house.user()  # a copy's address is somebody else's server to the portal: it would not start it
    assert served(keeper)
    whole = house.manage("verify_audit")
    assert (whole.returncode, whole.stdout.split(":")[0]) == (0, "whole"), whole.stderr
    bent = house.python(BEND)
    assert bent.returncode == 0, bent.stderr
    address, row = bent.stdout.split()
    found = house.manage("verify_audit", DATABASE_URL=address)
    assert found.returncode == 1
    assert f"broken: {row}:" in found.stderr
    leave(keeper)


# A copy of the whole database, in which somebody with every right rewrites one event. Prints its address and the row.
BEND = """
from cluster_portal.embedded.services import database_url, use_services
use_services()
import psycopg2
link = psycopg2.connect(database_url().replace("/portal?", "/postgres?"))
link.autocommit = True
link.cursor().execute("CREATE DATABASE copy TEMPLATE portal")
address = database_url().replace("/portal?", "/copy?")
with psycopg2.connect(address) as link, link.cursor() as cursor:
    cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
    cursor.execute("UPDATE audit_event SET verb = 'forged' WHERE id = (SELECT min(id) FROM audit_event) RETURNING stream, seq")
    stream, seq = cursor.fetchone()
print(address, f"{stream}#{seq}")
"""
