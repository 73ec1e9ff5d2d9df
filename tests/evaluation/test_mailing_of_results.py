"""A release of thousands queues one mailing; a worker writes its letters, each once, whatever happens to the worker."""

import threading

import pytest
from django.db import connection

from evaluation.actions.release_round import release_round
from evaluation.messages import results
from evaluation.models import Standing
from evaluation.queries.letters import previews, recipients
from notifications.actions.write_mailing import write_mailing
from notifications.models import Mailing, Message
from notifications.tasks import sweep
from tests.factories.evaluation import head_of, make_confirmed_round


@pytest.fixture
def thousands(monkeypatch):
    monkeypatch.setattr(results, "AT_ONCE", 0)


def letters():
    return Message.objects.filter(kind__startswith="evaluation/result-")


@pytest.mark.django_db
def test_the_letters_are_those_that_were_promised(thousands):
    round = make_confirmed_round(proposals=2, members=5)
    standings = list(Standing.objects.filter(round=round).select_related("round__call", "round__region", "proposal"))
    promised = {(one.person.email, one.subject, one.body) for standing in standings for one in previews(standing)}
    release_round(round, by=head_of())
    release_round(round, by=head_of())
    mailing = Mailing.objects.get()
    assert not letters().exists()
    _page, rows = recipients(type(round).objects.joined().get(pk=round.pk))
    assert sum(len(row.people) for row in rows) == len(promised)
    assert write_mailing(mailing.pk)
    assert not write_mailing(mailing.pk)
    assert set(letters().values_list("address", "subject", "body")) == promised
    assert letters().count() == len(promised)
    assert {one.event.stream for one in letters().select_related("event")} == {one.proposal.stream for one in standings}
    _page, rows = recipients(type(round).objects.joined().get(pk=round.pk))
    assert sum(len(row.letters) for row in rows) == len(promised)


@pytest.mark.django_db
def test_a_worker_that_dies_half_way_has_written_nothing_and_the_sweeper_asks_again(thousands, monkeypatch):
    release_round(make_confirmed_round(proposals=2, members=5), by=head_of())
    mailing, queue = Mailing.objects.get(), results.queue_many_events
    written = []

    def dies(kind, given):
        if written:
            raise SystemExit
        queue(kind, given)
        written.append(kind)

    monkeypatch.setattr(results, "queue_many_events", dies)
    with pytest.raises(SystemExit):
        write_mailing(mailing.pk)
    assert written
    assert not letters().exists()
    monkeypatch.setattr(results, "queue_many_events", queue)
    sweep()
    sweep()
    assert letters().count() == 4
    assert not Mailing.objects.filter(written_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_write_one_mailing(thousands):
    release_round(make_confirmed_round(proposals=1, members=5), by=head_of())
    letters().delete()
    Mailing.objects.update(written_at=None)
    mailing, start, wrote = Mailing.objects.get(), threading.Barrier(2), []

    def work():
        start.wait()
        wrote.append(write_mailing(mailing.pk))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(wrote) == [False, True]
    assert letters().count() == 2


@pytest.mark.django_db
def test_no_index_has_what_a_round_changes_of_thousands():
    """Where one had it, each move would be written into every index of its table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename, indexdef FROM pg_indexes WHERE tablename IN ('projects_proposal', 'evaluation_standing')"
        )
        found = cursor.fetchall()
    assert found
    for table, index in found:
        columns = index.partition(" USING ")[2]
        for name in ("status", "granted_krw") if table == "projects_proposal" else ("decision", "order", "reserve_number"):
            assert name not in columns, index
