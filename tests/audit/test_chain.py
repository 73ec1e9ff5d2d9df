"""History cannot be bent: the database refuses, and a copy bent behind its back is found."""

import threading
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from audit import verify
from audit.models import Event, StreamHead
from audit.record import append_many, record, record_many
from audit.verify import first_broken
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def history():
    person = make_user()
    for verb in ("opened", "changed", "closed"):
        record(stream="thing/1", verb=verb, by=person, data={"깊이": {"a": [1, "둘"]}})
    record_many([{"stream": f"thing/{n}", "data": {"n": n}} for n in (2, 3, 2)], verb="counted", by=None)
    return Event.objects.filter(stream="thing/1")


def bend(sql: str) -> None:
    """What an intruder with the database's own password would do."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("SET session_replication_role = origin")


def test_a_whole_history_verifies(history):
    assert [e.seq for e in history.order_by("seq")] == [1, 2, 3]
    assert first_broken() is None


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_change(history, change):
    for target in (history, StreamHead.objects.filter(stream="thing/1")):
        with pytest.raises(DatabaseError), transaction.atomic():
            target.update(seq=9) if change == "update" else target.delete()


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE audit_event SET verb = 'forged' WHERE stream = 'thing/1' AND seq = 2", "thing/1#2: its columns"),
        ("UPDATE audit_event SET data = '{}' WHERE stream = 'thing/1' AND seq = 2", "thing/1#2: its columns"),
        ("DELETE FROM audit_event WHERE stream = 'thing/1' AND seq = 2", "thing/1#2: this event is missing"),
        ("DELETE FROM audit_event WHERE stream = 'thing/1' AND seq = 3", "thing/1#3: the stream was cut short"),
        ("DELETE FROM audit_event WHERE stream = 'thing/1'", "thing/1#3: the whole stream is missing"),
        (
            "UPDATE audit_event SET prev_hash = repeat('1', 64) WHERE stream = 'thing/1' AND seq = 3",
            "thing/1#3: it does not follow",
        ),
        ("UPDATE audit_event SET hash = repeat('1', 64) WHERE stream = 'thing/2' AND seq = 1", "thing/2#1: its hash"),
    ],
)
def test_a_bent_history_is_named(history, sql, said):
    bend(sql)
    assert str(first_broken()).startswith(said)


def test_a_head_bent_or_taken_away_is_named(history):
    bend("UPDATE audit_streamhead SET hash = repeat('1', 64) WHERE stream = 'thing/2'")
    assert str(first_broken()) == "thing/2#2: the head names another last event"
    bend("DELETE FROM audit_streamhead WHERE stream = 'thing/1'")
    assert str(first_broken()) == "thing/1#3: the stream has no head"


def test_what_was_said_reads_back_as_it_was_hashed(history):
    record(stream="thing/1", verb="weighed", by=None, data={"n": {10: "ten", 2: Decimal("1.50")}, "at": timezone.now()})
    assert first_broken() is None


def test_the_command_tells_whole_from_bent(history):
    said = StringIO()
    call_command("verify_audit", stdout=said)
    assert said.getvalue().startswith("whole: ")
    bend("UPDATE audit_event SET verb = 'forged' WHERE stream = 'thing/1' AND seq = 2")
    with pytest.raises(CommandError, match="thing/1#2"):
        call_command("verify_audit", stdout=said)


@pytest.mark.django_db(transaction=True)
def test_a_deed_during_the_check_is_no_break(monkeypatch):
    def happen(stream):
        with transaction.atomic():
            record(stream=stream, verb="happened", by=None)
        connection.close()

    happen("thing/1")
    read = verify._events

    def read_late():  # between the heads and the events
        for stream in ("thing/1", "thing/2"):
            other = threading.Thread(target=happen, args=[stream])
            other.start()
            other.join()
        return read()

    monkeypatch.setattr(verify, "_events", read_late)
    assert first_broken() is None


@pytest.mark.django_db(transaction=True)
def test_an_event_belongs_to_a_transaction():
    with pytest.raises(RuntimeError):
        record(stream="thing/1", verb="opened", by=None)
    with pytest.raises(RuntimeError):
        record_many([{"stream": "thing/1"}], verb="opened", by=None)


def test_thousands_are_chained_in_one_statement(history, django_assert_num_queries):
    with django_assert_num_queries(1):
        keys = append_many([(f"thing/{n}", f'{{"n":{n},"말":"\\"둘\\""}}') for n in range(2000)], verb="counted", by=None)
    assert first_broken() is None
    assert Event.objects.get(pk=keys["thing/1"]).seq == 4
    assert Event.objects.get(pk=keys["thing/1999"]).data == {"n": 1999, "말": '"둘"'}


def test_what_is_not_the_next_link_is_refused(history):
    head = StreamHead.objects.get(stream="thing/1")
    for seq, prev_hash in ((0, ""), (head.seq, head.hash), (head.seq + 1, "0" * 64), (head.seq + 2, head.hash)):
        forged = Event(stream="thing/1", seq=seq, prev_hash=prev_hash, at=timezone.now(), verb="forged", payload="{}")
        with pytest.raises(DatabaseError), transaction.atomic():
            forged.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        append_many([("thing/1", "{}"), ("thing/1", "{}")], verb="counted", by=None)
    assert first_broken() is None


@pytest.mark.django_db(transaction=True)
def test_two_bulk_writers_of_the_same_streams_follow_one_another():
    streams, at_once = [f"thing/{n}" for n in range(300)], threading.Barrier(2)

    def write(listed):
        at_once.wait()
        for _turn in range(3):
            with transaction.atomic():
                append_many([(stream, "{}") for stream in listed], verb="counted", by=None)
        connection.close()

    writers = [threading.Thread(target=write, args=[listed]) for listed in (streams, streams[::-1])]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert set(StreamHead.objects.values_list("seq", flat=True)) == {6}
    assert first_broken() is None
