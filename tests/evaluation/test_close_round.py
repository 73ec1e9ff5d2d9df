"""The clock closes a round, once; what is not sealed does not count, and HQ is told whose it was."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from audit.models import Event
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed
from evaluation.actions.close_round import WAITS_FOR_ARRIVED, close_due_rounds, close_round
from evaluation.actions.extend_scoring import extend_scoring
from evaluation.actions.open_scoring import open_scoring
from evaluation.actions.seal_sheet import seal_sheet
from evaluation.actions.send_due_reminders import send_due_reminders
from evaluation.models import Round, Sheet
from evaluation.states import RoundStatus, SheetStatus
from evaluation.tasks import close_due_rounds as task
from notifications.models import Message
from tests.factories.accounts import make_user
from tests.factories.evaluation import (
    DAY,
    NOW,
    SCORING_CLOSES,
    SCORING_OPENS,
    fill,
    head_of,
    make_scoring_round,
    operator_of,
    seal,
    seal_all,
)

pytestmark = pytest.mark.django_db
DUE = SCORING_CLOSES + WAITS_FOR_ARRIVED


@pytest.fixture
def round():
    return make_scoring_round()


def events(round: Round, verb: str) -> list[Event]:
    return list(Event.objects.filter(stream=round.stream, verb=verb))


def test_a_round_closes_when_its_time_is_over(round):
    sheets = list(Sheet.objects.order_by("pk"))
    seal(sheets[0])
    fill(sheets[1])
    assert close_due_rounds(at=DUE) == [round.pk]
    round.refresh_from_db()
    assert (round.status, round.closed_at, round.next_reminder_at) == (RoundStatus.CLOSED, DUE, None)
    states = dict(Sheet.objects.values_list("pk", "status"))
    assert states.pop(sheets[0].pk) == SheetStatus.SEALED
    assert set(states.values()) == {SheetStatus.VOID}
    assert (round.sealed_count, round.sheet_count) == (1, 14)


def test_not_a_moment_before(round):
    assert close_due_rounds(at=DUE - dt.timedelta(microseconds=1)) == []
    assert Round.objects.get().status == RoundStatus.SCORING


def test_closing_again_finds_nothing(round):
    hq = operator_of()
    for _ in range(3):
        close_due_rounds(at=DUE)
    assert len(events(round, "closed")) == 1
    assert Message.objects.filter(kind="evaluation/round-closed", recipient=hq).count() == 1


def test_hq_is_told_whose_sheets_do_not_count(round):
    hq = operator_of()
    late = round.members.joined().order_by("seat").first()
    for sheet in Sheet.objects.exclude(member=late):
        seal(sheet)
    close_due_rounds(at=DUE)
    letter = Message.objects.get(kind="evaluation/round-closed", recipient=hq)
    assert f"{late.name}: 2건" in letter.body
    assert "12/14건" in letter.body
    assert events(round, "closed")[0].data["unsealed"] == {late.seat_name: 2}


def test_a_seal_that_arrived_in_time_is_taken_while_the_clock_waits(round):
    """Arrived in the last microsecond, processed two seconds later."""
    sheet = fill(Sheet.objects.first())
    arrived = SCORING_CLOSES - dt.timedelta(microseconds=1)
    assert close_due_rounds(at=SCORING_CLOSES + dt.timedelta(seconds=2)) == []
    assert seal_sheet(sheet, by=sheet.member.expert.user, version=sheet.version, at=arrived).pk


def test_closing_is_a_few_statements_whatever_the_number_of_sheets(round):
    make_scoring_round(proposals=12, opens_at=SCORING_OPENS, closes_at=SCORING_CLOSES + DAY)
    with CaptureQueriesContext(connection) as small:
        close_due_rounds(at=DUE)
    with CaptureQueriesContext(connection) as large:
        close_due_rounds(at=DUE + DAY)
    assert Sheet.objects.filter(status=SheetStatus.VOID).count() == 14 + 84
    assert len(large) <= len(small) <= 15


def test_the_task_does_the_same(round):
    Round.objects.filter(pk=round.pk).update(scoring_opens_at=NOW - 3 * DAY, scoring_closes_at=NOW - 2 * DAY)
    task.delay()
    assert Round.objects.get().status == RoundStatus.CLOSED


# --- By hand ---------------------------------------------------------------------------


def test_early_only_when_everything_is_sealed_and_with_a_reason(round):
    head = head_of()
    with pytest.raises(DomainError) as refusal:
        close_round(round, by=head, reason="모두 마침", at=SCORING_OPENS)
    assert refusal.value.code == "sheets-unsealed"
    seal_all(round)
    with pytest.raises(InvalidInput):
        close_round(round, by=head, reason="", at=SCORING_OPENS)
    for _ in range(2):
        closed = close_round(round, by=head, reason="모두 마침", at=SCORING_OPENS)
    assert (closed.status, closed.close_reason) == (RoundStatus.CLOSED, "모두 마침")
    assert len(events(round, "closed")) == 1


def test_when_the_clock_does_not_the_head_can(round):
    assert close_round(round, by=head_of(), at=DUE).status == RoundStatus.CLOSED


def test_by_hand_a_seal_that_arrived_in_time_is_waited_for_as_well(round):
    """It arrived in the last microsecond and is taken after the head pressed."""
    *sealed, last = Sheet.objects.order_by("pk")
    for sheet in sealed:
        seal(sheet)
    filled, arrived = fill(last), SCORING_CLOSES - dt.timedelta(microseconds=1)
    for pressed in (SCORING_CLOSES, DUE - dt.timedelta(microseconds=1)):
        with pytest.raises(DomainError) as refusal:
            close_round(round, by=head_of(), reason="마감 시각 경과", at=pressed)
        assert refusal.value.code == "still-arriving"
    assert seal_sheet(filled, by=filled.member.expert.user, version=filled.version, at=arrived).pk
    closed = close_round(round, by=head_of(), at=SCORING_CLOSES + dt.timedelta(seconds=1))  # now nobody is waited for
    assert (closed.status, closed.sealed_count) == (RoundStatus.CLOSED, 14)


@pytest.mark.parametrize(("late", "status"), [(False, 200), (True, 409)])
def test_on_a_slow_line_the_moment_of_arrival_counts(round, settings, client, late, status):
    """Our proxy had the score before the close; the portal reads it two seconds after."""
    settings.BEHIND_PROXY = True
    closes = timezone.now() - dt.timedelta(seconds=2)
    Round.objects.filter(pk=round.pk).update(scoring_closes_at=closes)
    sheet = Sheet.objects.joined().first()
    client.force_login(sheet.member.expert.user)
    came = closes + dt.timedelta(seconds=1 if late else -1)
    answer = client.post(
        reverse("evaluation:sheet-autosave", args=[round.ref, sheet.proposal.ref]),
        {"field": "overall", "value": "마지막 순간에 적은 글", "version": "0"},
        headers={"X-Request-Start": f"t={came.timestamp()}"},
    )
    assert answer.status_code == status
    assert Sheet.objects.get(pk=sheet.pk).overall == ("" if late else "마지막 순간에 적은 글")


def test_only_the_head_of_the_regions_headquarters_closes_by_hand(round):
    for other in (operator_of(), head_of("honam"), make_user(Role.CENTRAL), make_user(Role.MINISTRY)):
        with pytest.raises(NotAllowed):
            close_round(round, by=other, reason="이유", at=SCORING_OPENS)


def test_what_was_closed_is_not_opened_again_by_opening(round):
    """Scores have been seen: only the head reconvenes, and only for what lacks sheets."""
    seal_all(round)
    close_round(round, by=head_of(), reason="모두 마침", at=SCORING_OPENS)
    with pytest.raises(DomainError) as refusal:
        open_scoring(round, by=operator_of(), at=SCORING_OPENS)
    assert refusal.value.code == "not-inviting"
    assert Round.objects.get().status == RoundStatus.CLOSED


# --- More time, reminders ------------------------------------------------------------------


def test_more_time_is_given_with_a_reason_and_told(round):
    later = SCORING_CLOSES + 2 * DAY
    extend_scoring(round, by=operator_of(), closes_at=later, reason="접속 장애", at=SCORING_OPENS)
    assert close_due_rounds(at=DUE) == []
    assert close_due_rounds(at=later + WAITS_FOR_ARRIVED) == [round.pk]
    assert Message.objects.filter(kind="evaluation/scoring-extended").count() == 7


@pytest.mark.parametrize(
    ("closes_at", "reason", "field"), [(SCORING_CLOSES, "이유", "closes_at"), (SCORING_CLOSES + DAY, " ", "reason")]
)
def test_more_time_is_later_and_explained(round, closes_at, reason, field):
    with pytest.raises(InvalidInput) as refusal:
        extend_scoring(round, by=operator_of(), closes_at=closes_at, reason=reason, at=SCORING_OPENS)
    assert list(refusal.value.errors) == [field]


def test_too_late_for_more_time(round):
    with pytest.raises(DomainError) as refusal:
        extend_scoring(round, by=operator_of(), closes_at=SCORING_CLOSES + DAY, reason="이유", at=SCORING_CLOSES)
    assert refusal.value.code == "panel-closed"


def test_reminders_go_out_three_days_and_one_day_before_to_those_who_are_late(round):
    done = round.members.order_by("seat").first()
    for sheet in Sheet.objects.filter(member=done):
        seal(sheet)
    sent = []
    moment = SCORING_OPENS
    while moment < SCORING_CLOSES + DAY:
        for _ in range(2):  # two sweeps in the same minute
            if send_due_reminders(at=moment):
                sent.append(moment)
        moment += dt.timedelta(hours=1)
    assert sent == [SCORING_CLOSES - 3 * DAY, SCORING_CLOSES - DAY]
    letters = Message.objects.filter(kind="evaluation/reminder-closing")
    assert letters.count() == 12
    assert not letters.filter(recipient=done.expert.user).exists()
    assert "2건" in letters.first().subject


def test_a_reminder_missed_by_a_dead_beat_is_sent_late_and_once(round):
    send_due_reminders(at=SCORING_CLOSES - dt.timedelta(hours=2))
    assert Message.objects.filter(kind="evaluation/reminder-closing").count() == 7
    assert Round.objects.get().next_reminder_at is None
