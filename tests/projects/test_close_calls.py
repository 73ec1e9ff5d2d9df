"""The clock closes calls: to the second, once, whoever asks."""

import datetime as dt
import threading

import pytest
from django.db import connection, transaction

from accounts.models import Role
from audit.models import Event
from notifications.models import Message
from projects.actions.close_due_calls import close_due_calls
from projects.actions.extend_call import extend_call
from projects.models import Call
from projects.states import CallStatus
from projects.tasks import close_due_calls as close_task
from tests.factories.accounts import make_user
from tests.factories.handed_in import make_handed_in
from tests.factories.projects import make_call, make_draft

ONE_SECOND = dt.timedelta(seconds=1)


@pytest.mark.django_db
def test_the_closing_second_still_counts():
    call = make_call()
    assert close_due_calls(at=call.closes_at) == []
    assert close_due_calls(at=call.closes_at + ONE_SECOND) == [call]
    call.refresh_from_db()
    assert (call.status, call.closed_at) == (CallStatus.CLOSED, call.closes_at + ONE_SECOND)


@pytest.mark.django_db
def test_the_offices_are_told_how_many_came_in():
    hq, head, other = (
        make_user(role, region=region)
        for role, region in ((Role.HQ_OPERATOR, "capital"), (Role.HQ_HEAD, "capital"), (Role.HQ_HEAD, "dongnam"))
    )
    call = make_call(region="capital")
    make_handed_in(call)
    make_draft(call)
    close_due_calls(at=call.closes_at + ONE_SECOND)
    event = Event.objects.get(stream=call.stream, verb="closed")
    assert (event.data["submitted"], event.data["drafts"]) == (1, 1)
    told = set(Message.objects.filter(kind="projects/call-closed").values_list("recipient", flat=True))
    assert told == {hq.pk, head.pk}
    assert other.pk not in told


@pytest.mark.django_db
def test_closing_again_finds_nothing_to_do():
    call = make_call()
    after = call.closes_at + ONE_SECOND
    close_due_calls(at=after)
    assert close_due_calls(at=after) == []
    assert Event.objects.filter(stream=call.stream, verb="closed").count() == 1


@pytest.mark.django_db
def test_drafts_and_calls_still_open_are_left_alone():
    draft, open_call = make_call(published=False), make_call()
    close_due_calls(at=open_call.closes_at - ONE_SECOND)
    assert set(Call.objects.values_list("status", flat=True)) == {CallStatus.DRAFT, CallStatus.PUBLISHED}
    close_due_calls(at=draft.closes_at + dt.timedelta(days=400))
    draft.refresh_from_db()
    assert draft.status == CallStatus.DRAFT


@pytest.mark.django_db
def test_the_beat_closes_what_is_due(django_assert_num_queries):
    with django_assert_num_queries(1):  # every second, so it must cost next to nothing
        close_task()


@pytest.mark.django_db(transaction=True)
def test_two_workers_close_a_call_once():
    calls = [make_call() for _ in range(3)]
    after = max(call.closes_at for call in calls) + ONE_SECOND
    barrier, closed = threading.Barrier(2), []

    def work() -> None:
        barrier.wait()
        closed.extend(call.pk for call in close_due_calls(at=after))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    [worker.start() for worker in workers]
    [worker.join(30) for worker in workers]
    close_due_calls(at=after)  # what both skipped because the other held it
    assert len(closed) == len(set(closed))
    for call in calls:
        assert Event.objects.filter(stream=call.stream, verb="closed").count() == 1
    assert set(Call.objects.values_list("status", flat=True)) == {CallStatus.CLOSED}


@pytest.mark.django_db(transaction=True)
def test_a_call_being_extended_is_not_closed_under_it():
    call, central = make_call(), make_user(Role.CENTRAL)
    after, later = call.closes_at + ONE_SECOND, call.closes_at + dt.timedelta(days=1)
    found: list[Call] = []

    def beat() -> None:
        found.extend(close_due_calls(at=after))
        connection.close()

    with transaction.atomic():
        extend_call(call, closes_at=later, reason="접속 장애", by=central, at=call.closes_at)
        worker = threading.Thread(target=beat)
        worker.start()
        worker.join(10)
    assert not worker.is_alive()
    assert found == []
    assert close_due_calls(at=after) == []
    call.refresh_from_db()
    assert (call.status, call.closes_at) == (CallStatus.PUBLISHED, later)
