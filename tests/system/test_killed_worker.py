"""Real workers, a real broker, a real mail server, and SIGKILL: nothing is lost and nothing happens twice."""

import asyncio
import contextlib
import datetime as dt
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from email import message_from_bytes
from typing import Any

import psycopg2
import pytest
import redis
from aiosmtpd.controller import Controller
from celery import Celery
from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from audit.models import Event, StreamHead
from audit.record import APPEND
from cluster_portal.embedded import services
from evaluation.actions import start_assignment as starting
from evaluation.actions.compute_assignment import compute_assignment
from evaluation.actions.release_round import release_round
from evaluation.models import AssignmentRun, Round, Sheet
from evaluation.models.assignment_run import SILENT_FOR
from evaluation.states import RoundStatus, RunStatus, SheetStatus
from notifications import outbox
from notifications.models import Message
from notifications.states import CLAIM_LASTS, MailStatus
from tests.factories.evaluation import (
    DAY,
    NOW,
    SCORING_OPENS,
    head_of,
    make_answered_round,
    make_confirmed_round,
    make_scoring_round,
    operator_of,
    seal,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.system]
PATIENCE = 60  # seconds, for a slow machine; each wait ends as soon as it can
CLOSE, SWEEP = "evaluation.close_due_rounds", "notifications.sweep"


# --- The servers ---------------------------------------------------------------------------


class Sink:
    """A mail server that keeps what it accepted, and can fall silent in the middle of one."""

    def __init__(self) -> None:
        self.accepted: list[Any] = []
        self.silent_at: int | None = None
        self.is_silent = False

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.accepted.append(message_from_bytes(envelope.content))
        if self.silent_at == len(self.accepted):
            self.is_silent = True
            while self.is_silent:
                await asyncio.sleep(0.05)
        return "250 OK"

    def count(self) -> Counter:
        return Counter(mail["Message-ID"] for mail in self.accepted)


@pytest.fixture
def sink() -> Iterator[Sink]:
    handler = Sink()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        handler.port = probe.getsockname()[1]  # type: ignore[attr-defined]
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)  # type: ignore[attr-defined]
    controller.start()
    yield handler
    handler.is_silent = False
    controller.stop()


@pytest.fixture
def broker() -> Iterator[Celery]:
    """The embedded broker, empty, and ours alone while the test runs."""
    with (services.VAR / "system-tests.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        queue = redis.Redis(unix_socket_path=str(services.socket_folder() / "valkey.sock"), db=0)
        queue.flushdb()
        yield Celery(broker=services.broker_url())
        queue.flushdb()


class Workers:
    """Celery workers as production starts them, on the database of this test."""

    def __init__(self, sink: Sink) -> None:
        self.running: list[subprocess.Popen] = []
        name = connection.settings_dict["NAME"]
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "cluster_portal.settings",
            "DATABASE_URL": f"postgresql://portal@/{name}?host={services.socket_folder()}",
            "REDIS_URL": services.redis_url(),
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(sink.port),  # type: ignore[attr-defined]
            "PORTAL_DEMO": "",
        }

    def start(self) -> subprocess.Popen:
        command = [
            sys.executable, "-m", "celery", "-A", "cluster_portal.celery:app", "worker", "--pool=prefork", "--concurrency=1",
            "--loglevel=ERROR", "--without-gossip", "--without-mingle", "-n", f"test-{len(self.running)}-{os.getpid()}@%h",
        ]  # fmt: skip
        worker = subprocess.Popen(command, env=self.environment, cwd=settings.BASE_DIR, start_new_session=True)
        self.running.append(worker)
        return worker

    @staticmethod
    def kill(worker: subprocess.Popen) -> None:
        """Parent and child at once, without a word of warning."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(PATIENCE)


@pytest.fixture
def workers(sink, broker) -> Iterator[Workers]:
    made = Workers(sink)
    yield made
    for worker in made.running:
        made.kill(worker)


def until(condition: Callable[[], Any], nudge: Callable[[], Any] = lambda: None) -> Any:
    """Wait for a condition, nudging once a second as beat does."""
    ends, nudged = time.monotonic() + PATIENCE, 0.0
    while time.monotonic() < ends:
        if found := condition():
            return found
        if time.monotonic() - nudged > 1:
            nudged = time.monotonic()
            nudge()
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")


def waiting_for_a_lock(statement: str = 'UPDATE "evaluation_sheet"') -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            " AND query LIKE %s",
            [f"{statement}%"],
        )
        return cursor.fetchone()[0] > 0


@contextlib.contextmanager
def held(row: Model) -> Iterator[None]:
    """Somebody else's transaction that keeps one row busy."""
    link = psycopg2.connect(dbname=connection.settings_dict["NAME"], user="portal", host=str(services.socket_folder()))
    try:
        with link.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {row._meta.db_table} WHERE {row._meta.pk.column} = %s FOR UPDATE", [row.pk])
        yield
    finally:
        link.rollback()
        link.close()


# --- In the middle of closing -----------------------------------------------------------------


def test_a_worker_killed_while_closing_leaves_the_round_open_and_the_next_one_closes_it(workers, broker, sink):
    hq = operator_of()
    round = make_scoring_round(proposals=3, members=5, opens_at=NOW - 3 * DAY, closes_at=NOW - dt.timedelta(minutes=1))
    sheets = list(Sheet.objects.order_by("pk"))
    for sheet in sheets[:4]:
        seal(sheet)
    with held(sheets[-1]):
        first = workers.start()
        until(waiting_for_a_lock, nudge=lambda: broker.send_task(CLOSE))  # it has the round, and is voiding sheets
        workers.kill(first)
        assert Round.objects.get().status == RoundStatus.SCORING
        assert not Sheet.objects.filter(status=SheetStatus.VOID).exists()
    until(lambda: not waiting_for_a_lock())
    assert Round.objects.get().status == RoundStatus.SCORING
    assert not Event.objects.filter(stream=round.stream, verb="closed").exists()

    workers.start()
    workers.start()
    until(lambda: Round.objects.get().status == RoundStatus.CLOSED, nudge=lambda: broker.send_task(CLOSE))
    for _ in range(5):
        broker.send_task(CLOSE)
    until(
        lambda: Message.objects.filter(kind="evaluation/round-closed", mail_status=MailStatus.SENT).exists(),
        nudge=lambda: broker.send_task(SWEEP),
    )
    states = Counter(Sheet.objects.values_list("status", flat=True))
    assert states == {SheetStatus.SEALED: 4, SheetStatus.VOID: 11}
    assert Event.objects.filter(stream=round.stream, verb="closed").count() == 1
    letters = Message.objects.filter(kind="evaluation/round-closed", recipient=hq)
    assert [sink.count()[letter.message_id] for letter in letters] == [1]


# --- In the middle of computing who judges what ----------------------------------------------------


def test_a_worker_killed_while_computing_leaves_nothing_and_the_next_one_finds_the_same(workers, broker, monkeypatch):
    monkeypatch.setattr(starting, "announce", lambda run_id: None)  # as if the broker had not answered
    round = make_answered_round(people=12, proposals=4)
    run = starting.start_assignment(round, by=operator_of(), at=SCORING_OPENS)
    with held(StreamHead.objects.get(stream=round.stream)):  # the result is written, and its line of history waits
        first = workers.start()
        until(
            lambda: waiting_for_a_lock(APPEND[:40]),
            nudge=lambda: broker.send_task("evaluation.compute_assignment", [run.pk]),
        )
        workers.kill(first)
    until(lambda: not waiting_for_a_lock(APPEND[:40]))
    run.refresh_from_db()
    assert run.status == RunStatus.RUNNING
    assert not run.seats.exists()

    # The dead worker's time runs out; here at once.
    AssignmentRun.objects.update(heartbeat_at=timezone.now() - SILENT_FOR - dt.timedelta(seconds=run.time_limit + 1))
    others = [workers.start(), workers.start()]
    until(
        lambda: AssignmentRun.objects.get().status == RunStatus.DONE,
        nudge=lambda: broker.send_task("evaluation.sweep_assignments"),
    )
    run.refresh_from_db()
    assert (run.attempts, run.seats.count(), run.unfilled) == (2, 20, [])
    assert Event.objects.filter(stream=round.stream, verb="assignment-computed").count() == 1
    for worker in others:
        workers.kill(worker)  # nudges that wait in the queue are nobody's while it is computed here once more
    seats = set(run.seats.values_list("entry", "member"))
    run.seats.all().delete()
    AssignmentRun.objects.update(status=RunStatus.QUEUED)
    assert compute_assignment(run.pk).result_digest == run.result_digest
    assert set(run.seats.values_list("entry", "member")) == seats


# --- In the middle of delivery -----------------------------------------------------------------


def test_a_worker_killed_while_sending_loses_no_letter_and_repeats_none(workers, broker, sink, monkeypatch):
    monkeypatch.setattr(outbox, "_announce", lambda events: None)  # as if the broker had not answered
    round = make_confirmed_round(proposals=4, members=5)
    Message.objects.update(mail_status=MailStatus.NONE)  # what led here is not of interest
    release_round(round, by=head_of())
    letters = Message.objects.filter(kind__startswith="evaluation/result-")
    expected = {letter.message_id for letter in letters}
    assert len(expected) == 8

    sink.silent_at = 3
    first = workers.start()
    until(lambda: sink.is_silent, nudge=lambda: broker.send_task(SWEEP))  # accepted, and the answer is on its way
    workers.kill(first)
    sink.is_silent = False
    states = Counter(letters.values_list("mail_status", flat=True))
    assert states == {MailStatus.SENT: 2, MailStatus.SENDING: 1, MailStatus.QUEUED: 5}

    # The dead worker's claim runs out; here at once.
    letters.filter(mail_status=MailStatus.SENDING).update(claimed_at=timezone.now() - CLAIM_LASTS - dt.timedelta(seconds=1))
    workers.start()
    workers.start()
    until(lambda: letters.filter(mail_status=MailStatus.SENT).count() == 8, nudge=lambda: broker.send_task(SWEEP))
    sent = sink.count()
    assert set(sent) == expected  # nothing lost; a mailbox shows one mail per Message-ID
    assert sorted(sent.values()) == [1] * 7 + [2]  # only the one whose answer never came was sent again
