"""The embedded servers belong to whoever uses them: they start once, are shared, and end with the last user."""

import os
import pathlib
import signal
import stat
import tempfile

import pytest

from tests.system.portal import Portal, leave, portal, served, stop, until

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("system")]


@pytest.fixture(scope="module")
def house():
    with portal() as one:
        yield one


def running(house: Portal) -> list[str]:
    """Which of the two servers are alive, by the process ids they wrote down or hold."""
    alive = []
    written = house.var / "servers" / "pgdata" / "postmaster.pid"
    if written.exists() and _is_alive(int(written.read_text().split()[0])):
        alive.append("postgres")
    if (house.var / "servers" / "run" / "valkey.sock").exists():
        alive.append("valkey")
    return alive


def _is_alive(pid: int) -> bool:
    return pathlib.Path(f"/proc/{pid}").exists() if pathlib.Path("/proc").exists() else os.kill(pid, 0) is None


def test_two_first_starts_at_once_then_the_last_one_out_stops_both(house):
    first, second = house.user(), house.user()
    assert served(first) and served(second)
    leave(first)
    assert running(house) == ["postgres", "valkey"]
    third = house.user()  # joins what runs
    assert served(third)
    leave(second)
    assert running(house) == ["postgres", "valkey"]
    leave(third)
    assert running(house) == []


def test_a_killed_user_leaks_nothing_after_the_next_use(house):
    killed = house.user()
    assert served(killed)
    stop(killed, signal.SIGKILL)
    assert killed.returncode == -signal.SIGKILL
    assert running(house) == ["postgres", "valkey"]  # nobody was left to stop them
    following = house.user()
    assert served(following)
    leave(following)
    assert running(house) == []


def test_data_outlive_the_servers(house):
    wrote = house.python(
        "from cluster_portal.embedded.services import *; use_services(); import psycopg2; link = psycopg2.connect(database_url());"
        "link.autocommit = True; link.cursor().execute('CREATE TABLE kept (n int)')"
    )
    assert wrote.returncode == 0, wrote.stderr
    assert running(house) == []
    read = house.python(
        "from cluster_portal.embedded.services import *; use_services(); import psycopg2; link = psycopg2.connect(database_url());"
        "cursor = link.cursor(); cursor.execute('SELECT count(*) FROM kept'); print(cursor.fetchone())"
    )
    assert read.stdout.strip() == "(0,)", read.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root owns folders that the servers' user cannot enter")
def test_as_root_under_a_closed_folder_the_servers_live_elsewhere():
    """Nobody's home is opened for the database's sake."""
    closed = pathlib.Path(tempfile.mkdtemp(prefix="closed-"))
    closed.chmod(0o700)
    try:
        with portal(closed / "var") as house:
            assert house.servers.parent == pathlib.Path("/var/tmp")  # noqa: S108
            one = house.user()
            assert served(one)
            assert (house.servers / "pgdata" / "postmaster.pid").exists()
            assert stat.S_IMODE(closed.stat().st_mode) == 0o700
            leave(one)
            until(lambda: not (house.servers / "pgdata" / "postmaster.pid").exists(), seconds=5)
    finally:
        closed.rmdir()
