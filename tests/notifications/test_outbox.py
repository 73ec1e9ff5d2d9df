"""A row in the transaction, a mail after it; once each, retried within bounds, given up visibly."""

import datetime as dt
import threading

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Role
from audit.models import Event
from audit.record import record
from cluster_portal.shared.errors import NotAllowed
from notifications.actions.deliver_message import deliver_message
from notifications.actions.retry_messages import retry_messages
from notifications.actions.sweep_outbox import sweep_outbox
from notifications.models import Message, Preference
from notifications.outbox import queue_many_events, queue_message, queue_messages
from notifications.rendering import render
from notifications.states import CLAIM_LASTS, RETRY_AFTER, MailStatus
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db
CONTEXT = {"organisation": "한빛정밀", "accepted": True, "link": "/accounts/profile/"}
KIND = "accounts/join-answered"


@pytest.fixture
def event() -> Event:
    return record(stream="thing/1", verb="happened", by=None)


def queued(event: Event, person=None) -> Message:
    queue_message(KIND, to=person or make_user(), about=event, context=CONTEXT)
    return Message.objects.latest("pk")


def test_each_is_told_once_in_their_language(event, django_assert_num_queries):
    people = [make_user(), make_user(language="en")]
    with django_assert_num_queries(1):
        queue_messages(KIND, people, about=event, context=CONTEXT)
    queue_messages(KIND, people, about=event, context=CONTEXT)
    assert list(Message.objects.order_by("pk").values_list("subject", flat=True)) == [
        "한빛정밀 참여 요청 결과",
        "Your request to join 한빛정밀",
    ]


def test_one_statement_for_a_thousand(event, django_assert_num_queries):
    with django_assert_num_queries(1):
        queue_messages(KIND, [f"person{n}@example.kr" for n in range(1000)], about=event, context=CONTEXT)
    assert Message.objects.count() == 1000


def test_letters_of_a_bulk_act_say_what_each_would_say_by_itself(event, django_assert_num_queries):
    kind, context = (
        "evaluation/result-rejected",
        {"proposal": "2026-p1", "title": '공동 \\ "개발"', "call": "공고", "call_en": "Call", "link": "/x/", "appeal": 10},
    )
    people = [
        make_user(name="가나"),
        make_user(name=" 띄어 쓴 이름 "),
        make_user(name="", language="en"),
        make_user(name='"{}\\'),
    ]
    letters = [(person, event, context) for person in people] + [("outside@example.kr", event, context)]
    with django_assert_num_queries(2):
        queue_many_events(kind, letters)
    queue_many_events(kind, letters)
    assert {(one.address, one.subject, one.body) for one in Message.objects.all()} == {
        (getattr(to, "email", to), *render(kind, getattr(to, "language", "ko"), {**context, "recipient": to}))
        for to, _event, _context in letters
    }
    assert Message.objects.count() == 5


def test_nothing_is_sent_when_the_deed_is_undone(event):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queued(event)
        1 / 0  # noqa: B018
    assert Message.objects.count() == 0


def test_a_mail_goes_out_once(event):
    message = queued(event)
    assert deliver_message(message.pk)
    assert not deliver_message(message.pk)
    assert [m.extra_headers["Message-ID"] for m in mail.outbox] == [message.message_id]
    message.refresh_from_db()
    assert (message.mail_status, message.attempts) == (MailStatus.SENT, 1)


def test_failures_are_retried_then_given_up_visibly(event, monkeypatch):
    def broken(_self, *_args, **_kwargs):
        raise ConnectionRefusedError("no line")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", broken)
    message, now = queued(event), timezone.now() + dt.timedelta(seconds=1)
    for wait in RETRY_AFTER:
        assert not deliver_message(message.pk, at=now)
        message.refresh_from_db()
        assert (message.mail_status, message.due_at) == (MailStatus.QUEUED, now + wait)
        assert not deliver_message(message.pk, at=now)  # not due yet: no try is counted
        now += wait
    deliver_message(message.pk, at=now)
    message.refresh_from_db()
    assert (message.mail_status, message.attempts) == (MailStatus.DEAD, len(RETRY_AFTER) + 1)
    assert message.last_error == "ConnectionRefusedError: no line"


def test_staff_revive_a_dead_letter(event):
    message = queued(event)
    Message.objects.filter(pk=message.pk).update(mail_status=MailStatus.DEAD)
    with pytest.raises(NotAllowed):
        retry_messages([message.pk], by=make_user(Role.COMPANY_OWNER))
    assert retry_messages([message.pk], by=make_user(Role.CENTRAL)) == 1
    assert sweep_outbox() == [message.pk]


def test_the_sweeper_frees_a_dead_workers_claim(event):
    message, now = queued(event), timezone.now()
    Message.objects.filter(pk=message.pk).update(
        mail_status=MailStatus.SENDING, claimed_at=now - CLAIM_LASTS + dt.timedelta(seconds=5)
    )
    assert sweep_outbox(at=now) == []
    assert sweep_outbox(at=now + dt.timedelta(seconds=10)) == [message.pk]


def test_a_letter_that_kills_every_worker_is_given_up(event):
    message, now = queued(event), timezone.now()
    Message.objects.filter(pk=message.pk).update(
        mail_status=MailStatus.SENDING, claimed_at=now - 2 * CLAIM_LASTS, attempts=len(RETRY_AFTER) + 1
    )
    assert sweep_outbox(at=now) == []
    message.refresh_from_db()
    assert (message.mail_status, message.last_error) == (MailStatus.DEAD, "WorkerLost: it stopped while sending")


def test_a_slow_failure_leaves_the_next_workers_claim_alone(event, monkeypatch):
    message, now = queued(event), timezone.now()

    def slow(_self, *_args, **_kwargs):  # meanwhile the claim runs out, and another worker takes the letter
        Message.objects.filter(pk=message.pk).update(attempts=2, claimed_at=now + CLAIM_LASTS)
        raise ConnectionRefusedError("no line")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", slow)
    assert not deliver_message(message.pk)
    message.refresh_from_db()
    assert (message.mail_status, message.claimed_at) == (MailStatus.SENDING, now + CLAIM_LASTS)


def test_declined_mail_is_still_a_notice(event):
    person = make_user()
    Preference.objects.create(user=person, kind="projects/call-published")
    Preference.objects.create(user=person, kind=KIND)  # a kind that may not be declined
    message = queued(event, person)
    assert message.mail_status == MailStatus.QUEUED
    assert person.unread_count == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one_mail():
    with transaction.atomic():
        event = record(stream="thing/1", verb="happened", by=None)
        person = make_user()
        queue_message(KIND, to=person, about=event, context=CONTEXT)
    Message.objects.update(mail_status=MailStatus.QUEUED, sent_at=None)
    mail.outbox.clear()
    message = Message.objects.get()
    start, sent = threading.Barrier(2), []

    def work():
        start.wait()
        sent.append(deliver_message(message.pk))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(sent) == [False, True]
    assert len(mail.outbox) == 1
