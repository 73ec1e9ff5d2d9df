"""Once a day the heads of all chains are made public: what was bent before that day no longer fits them."""

import datetime as dt
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts.actions.publish_chain_heads import publish_chain_heads
from accounts.models import Role
from audit.actions.publish_heads import publish_heads
from audit.models import DailyHeads, Event, PublishedHead, StreamHead
from audit.record import record
from audit.verify import GENESIS, first_broken, first_head_that_differs, heads_digest
from notifications.models import Message
from tests.audit.test_chain import bend
from tests.factories.accounts import make_user
from tests.factories.evaluation import head_of, make_confirmed_round

MONDAY = dt.datetime(2026, 11, 23, 15, 5, tzinfo=dt.UTC)  # Tuesday 00:05 in Seoul
DAY = dt.timedelta(days=1)


def write(stream: str, *verbs: str) -> None:
    for verb in verbs:
        record(stream=stream, verb=verb, by=None)


@pytest.fixture
def history(db):
    write("thing/1", "opened", "changed")
    write("thing/2", "opened")


def test_the_day_is_the_one_in_seoul_and_every_chain_is_in_it(history):
    made = publish_chain_heads(at=MONDAY)
    assert made.day == dt.date(2026, 11, 24)
    heads = {head.stream: (head.seq, head.hash) for head in made.heads.all()}
    for head in StreamHead.objects.filter(stream__startswith="thing/"):
        assert heads[head.stream] == (head.seq, head.hash)
    assert (made.moved, made.previous) == (len(heads), GENESIS)


def test_it_happens_once_a_day_and_every_auditor_is_told_once(history):
    auditors = {make_user(Role.AUDITOR), make_user(Role.AUDITOR)}
    make_user(Role.CENTRAL)
    first = publish_chain_heads(at=MONDAY)
    assert publish_chain_heads(at=MONDAY + dt.timedelta(hours=5)) is None
    letters = Message.objects.filter(kind="accounts/chain-heads")
    assert {letter.recipient_id for letter in letters} == {auditor.pk for auditor in auditors}
    assert letters.count() == 2
    assert all(first.sha256 in letter.body for letter in letters)
    assert Event.objects.get(stream="audit/heads").data["sha256"] == first.sha256


def test_the_next_day_tells_only_what_moved_and_binds_the_day_before(history):
    first = publish_chain_heads(at=MONDAY)
    write("thing/2", "closed")
    second = publish_chain_heads(at=MONDAY + DAY)
    assert {head.stream for head in second.heads.all()} == {"thing/2", "audit/heads"}
    assert second.previous == first.sha256
    heads = list(second.heads.values_list("stream", "seq", "hash"))
    assert second.sha256 == heads_digest(second.day, first.sha256, reversed(heads))
    assert first_head_that_differs() is None


def test_a_missed_day_is_not_made_up_and_a_past_one_not_published(history):
    publish_chain_heads(at=MONDAY + DAY)
    assert publish_heads(dt.date(2026, 11, 24), at=MONDAY) is None


REWRITTEN = """
UPDATE audit_event SET payload = replace(payload, '"opened"', '"forged"'), verb = 'forged' WHERE stream = 'thing/2' AND seq = 1;
UPDATE audit_event SET hash = encode(sha256(convert_to(prev_hash || E'\\n' || stream || E'\\n' || seq || E'\\n' || payload, 'UTF8')), 'hex')
    WHERE stream = 'thing/2' AND seq = 1;
UPDATE audit_streamhead SET hash = (SELECT hash FROM audit_event WHERE stream = 'thing/2' AND seq = 1) WHERE stream = 'thing/2';
"""


def test_a_chain_rewritten_as_a_whole_no_longer_fits_what_was_published(history):
    publish_chain_heads(at=MONDAY)
    bend(REWRITTEN)
    assert first_broken() is None  # by itself it is whole
    assert str(first_head_that_differs()) == "thing/2#1: it is not what was published on 2026-11-24"
    with pytest.raises(CommandError):
        call_command("verify_audit")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_publishedhead SET hash = repeat('1', 64) WHERE stream = 'thing/1'",
        "DELETE FROM audit_publishedhead WHERE stream = 'thing/1'",
        "UPDATE audit_dailyheads SET sha256 = repeat('1', 64)",
    ],
)
def test_what_was_published_cannot_be_bent_unnoticed(history, sql):
    publish_chain_heads(at=MONDAY)
    assert first_head_that_differs() is None
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    bend(sql)
    assert str(first_head_that_differs()).endswith("what was published on 2026-11-24 was changed")


@pytest.mark.django_db(transaction=True)
def test_two_workers_publish_one_day():
    with transaction.atomic():
        write("thing/1", "opened")
    made: list[DailyHeads | None] = []
    at_once = threading.Barrier(2)

    def work() -> None:
        try:
            at_once.wait()
            made.append(publish_chain_heads(at=MONDAY))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one is None for one in made) == [False, True]
    assert DailyHeads.objects.count() == 1
    assert Event.objects.filter(verb="heads-published").count() == 1


# --- The pages ---------------------------------------------------------------------------------


def url(name: str, *args) -> str:
    return reverse(f"dashboards:{name}", args=args)


def test_everybody_reads_the_digests(client, history):
    assert client.get(url("audit-heads")).status_code == 200  # nothing yet
    made = publish_chain_heads(at=MONDAY)
    assert made.sha256 in client.get(url("audit-heads")).content.decode()
    page = client.get(url("audit-heads-day", made.day)).content.decode()
    assert made.sha256 in page
    assert "thing/1" not in page
    assert client.get(url("audit-heads-day", dt.date(2026, 1, 1))).status_code == 404
    assert client.get("/audit/heads/2026-13-45/").status_code == 404


def test_released_rounds_are_named_and_no_others(client, db):
    from evaluation.actions.release_round import release_round

    released = make_confirmed_round(proposals=1, members=5)
    release_round(released, by=head_of(), at=MONDAY - DAY)
    hidden = make_confirmed_round(proposals=1, members=5)
    made = publish_chain_heads(at=MONDAY)
    page = client.get(url("audit-heads-day", made.day)).content.decode()
    assert f"/evaluation/results/rounds/{released.ref}/" in page
    assert PublishedHead.objects.get(stream=released.stream).hash in page
    assert hidden.ref not in page
    assert PublishedHead.objects.get(stream=hidden.stream).hash not in page


def test_an_auditor_takes_the_heads_home(client, history):
    made = publish_chain_heads(at=MONDAY)
    client.force_login(make_user(Role.AUDITOR))
    rows = b"".join(client.get(url("audit-heads-file", made.day)).streaming_content).decode("utf-8-sig").split()
    assert rows[0] == "stream,seq,sha256"
    assert {row.split(",")[0] for row in rows[1:]} == set(made.heads.values_list("stream", flat=True))
