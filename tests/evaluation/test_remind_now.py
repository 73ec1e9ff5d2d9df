"""The headquarters reminds those who are late, before the clock does: once an hour at most, and only the region's own."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import Role
from audit.models import Event
from cluster_portal.shared.errors import DomainError, NotAllowed
from evaluation.actions.close_round import close_due_rounds
from evaluation.actions.remind_now import AT_MOST_EVERY, remind_now
from evaluation.actions.send_due_reminders import send_due_reminders
from evaluation.models import PanelMember, Round, Sheet
from notifications.models import Message
from tests.factories.accounts import make_user
from tests.factories.evaluation import (
    AFTER_CLOSE,
    DAY,
    SCORING_CLOSES,
    SCORING_OPENS,
    head_of,
    make_scoring_round,
    make_staffed_round,
    operator_of,
    seal,
)

pytestmark = pytest.mark.django_db
LETTER = "evaluation/reminder-closing"


@pytest.fixture
def round():
    return make_scoring_round(members=5)


def remind(round: Round, *, by=None, at: dt.datetime = SCORING_OPENS) -> list[int]:
    return [member.seat for member in remind_now(round, by=by or operator_of(), at=at)]


def test_those_with_unsealed_sheets_are_told_how_many(round):
    first, second = round.members.joined().order_by("seat")[:2]
    for sheet in Sheet.objects.filter(member=first):
        seal(sheet)
    seal(Sheet.objects.filter(member=second).first())
    hq = operator_of()
    assert remind(round, by=hq) == [2, 3, 4, 5]
    letters = Message.objects.filter(kind=LETTER)
    assert not letters.filter(recipient=first.expert.user).exists()
    assert "1건" in letters.get(recipient=second.expert.user).subject
    assert letters.count() == 4
    event = Event.objects.get(stream=round.stream, verb="reminded")
    assert (event.actor, event.data["missing"]) == (hq.key, {"seat-2": 1, "seat-3": 2, "seat-4": 2, "seat-5": 2})


def test_a_second_press_reminds_nobody_and_an_hour_later_it_may_again(round):
    assert len(remind(round)) == 5
    assert remind(round) == remind(round, at=SCORING_OPENS + AT_MOST_EVERY - dt.timedelta(seconds=1)) == []
    assert (Message.objects.filter(kind=LETTER).count(), Event.objects.filter(verb="reminded").count()) == (5, 1)
    assert len(remind(round, at=SCORING_OPENS + AT_MOST_EVERY)) == 5


def test_the_hour_is_each_members_own(round):
    asked = round.members.order_by("seat").first()
    PanelMember.objects.filter(pk=asked.pk).update(reminded_at=SCORING_OPENS)
    assert remind(round, at=SCORING_OPENS + dt.timedelta(minutes=5)) == [2, 3, 4, 5]


def test_whom_the_clock_has_just_reminded_is_left_in_peace(round):
    moment = SCORING_CLOSES - DAY
    send_due_reminders(at=moment)
    assert remind(round, at=moment + dt.timedelta(minutes=1)) == []


def test_only_while_scores_are_taken():
    staffed = make_staffed_round(members=5)
    with pytest.raises(DomainError) as refusal:
        remind(staffed)
    assert refusal.value.code == "not-scoring"
    scoring = make_scoring_round(members=5)
    close_due_rounds(at=AFTER_CLOSE)
    with pytest.raises(DomainError) as refusal:
        remind(scoring, at=AFTER_CLOSE)
    assert refusal.value.code == "not-scoring"
    assert not Message.objects.filter(kind=LETTER).exists()


def test_only_the_regions_own_headquarters_reminds(round):
    others = (
        head_of("honam"), make_user(Role.CENTRAL), make_user(Role.AUDITOR), make_user(Role.MINISTRY), make_user(Role.ADMIN),
        round.members.first().expert.user,
    )  # fmt: skip
    for other in others:
        with pytest.raises(NotAllowed):
            remind(round, by=other)
    assert len(remind(round, by=head_of())) == 5


def test_the_monitor_offers_it_and_says_when_it_was(client, round):
    page, press = (reverse(f"evaluation:{name}", args=[round.ref]) for name in ("round-monitor", "round-remind"))
    client.force_login(operator_of())
    assert press in client.get(page).content.decode()
    assert client.post(press).url == page
    client.post(press)
    assert Message.objects.filter(kind=LETTER).count() == 5
    assert PanelMember.objects.filter(round=round, reminded_at=None).count() == 0
    client.force_login(make_user(Role.AUDITOR))
    assert press not in client.get(page).content.decode()
