"""After scoring a panel may discuss its sealed sheets and adjust them: by date, each with a reason, both versions kept."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from audit.models import Event
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed
from evaluation import access
from evaluation.actions.abstain import abstain
from evaluation.actions.change_schedule import change_schedule
from evaluation.actions.close_round import close_due_rounds, close_round
from evaluation.actions.extend_scoring import extend_scoring
from evaluation.actions.reopen_own_sheet import reopen_own_sheet
from evaluation.actions.reopen_sheet import reopen_sheet
from evaluation.actions.save_score import save_score
from evaluation.actions.seal_sheet import seal_sheet, seal_sheets
from evaluation.actions.send_due_reminders import send_due_reminders
from evaluation.actions.tally_round import tally_round
from evaluation.models import Reopening, Round, SealRecord, Sheet
from evaluation.phases import Phase, Schedule
from evaluation.states import RoundStatus, SheetStatus
from notifications.models import Message
from tests.evaluation.test_at_the_same_time import together
from tests.factories.evaluation import NOW, fill, head_of, make_scoring_round, operator_of, points_of, seal

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
OPENS = NOW - HOUR
SCORING, DISCUSSING, ADJUSTING, LAST = NOW, NOW + 3 * HOUR, NOW + 5 * HOUR, NOW + 7 * HOUR
TIMES = Schedule(OPENS, NOW + 2 * HOUR, NOW + 4 * HOUR, NOW + 6 * HOUR)
WHY = "토의에서 확인한 사실을 반영합니다."


@pytest.fixture
def round():
    made = make_scoring_round(members=5, opens_at=OPENS, closes_at=TIMES.scoring_ends_at)
    plan(made)
    return fresh(made)


def plan(round: Round, times: Schedule = TIMES) -> None:
    Round.objects.filter(pk=round.pk).update(
        scoring_opens_at=times.opens_at, scoring_closes_at=times.scoring_ends_at,
        discussion_ends_at=times.discussion_ends_at, adjusting_ends_at=times.adjusting_ends_at, answers_end_at=times.answers_end_at,
    )  # fmt: skip


def fresh(round: Round) -> Round:
    return Round.objects.joined().get(pk=round.pk)


def first(round: Round) -> Sheet:
    return Sheet.objects.filter(round=round).joined().order_by("pk").first()


def evaluator(sheet: Sheet):
    return sheet.member.expert.user


# --- The clock ------------------------------------------------------------------------


def test_a_round_closes_at_the_last_of_its_times(round):
    assert round.closes_at == TIMES.adjusting_ends_at
    assert close_due_rounds(at=DISCUSSING) == close_due_rounds(at=ADJUSTING) == []
    assert close_due_rounds(at=LAST) == [round.pk]
    assert fresh(round).status == RoundStatus.CLOSED


@pytest.mark.parametrize(
    "times",
    [TIMES, Schedule(OPENS, NOW + HOUR), Schedule(OPENS, NOW + HOUR, NOW + 2 * HOUR), Schedule(OPENS, NOW + HOUR, None, NOW + 2 * HOUR), Schedule(OPENS, NOW + HOUR, NOW + 3 * HOUR, NOW + 4 * HOUR, NOW + 2 * HOUR), Schedule(OPENS, NOW + HOUR, None, NOW + 4 * HOUR, NOW + 2 * HOUR)],
)  # fmt: skip
def test_the_filter_and_the_round_agree_on_the_phase(round, times):
    plan(round, times)
    round = fresh(round)
    for minutes in range(-120, 480, 30):
        at = NOW + dt.timedelta(minutes=minutes)
        found = [phase for phase in Phase if Sheet.objects.filter(access.in_phase(phase, at=at)).exists()]
        assert found == [round.phase(at)], at


def test_the_database_keeps_the_times_in_order(round):
    for wrong in ({"discussion_ends_at": TIMES.scoring_ends_at}, {"adjusting_ends_at": TIMES.discussion_ends_at}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Round.objects.filter(pk=round.pk).update(**wrong)


# --- Who writes when -------------------------------------------------------------------


def test_in_the_discussion_nobody_writes_or_signs_or_gives_up(round):
    draft, sealed = fill(first(round), at=SCORING), seal(Sheet.objects.filter(round=round).last(), at=SCORING)
    for deed in (
        lambda: save_score(draft, by=evaluator(draft), version=draft.version, overall="늦었습니다", at=DISCUSSING),
        lambda: seal_sheet(draft, by=evaluator(draft), version=draft.version, at=DISCUSSING),
        lambda: abstain(draft, by=evaluator(draft), reason="뒤늦은 이해관계", at=DISCUSSING),
        lambda: seal_sheets(draft.member, by=evaluator(draft), at=DISCUSSING),
        lambda: reopen_sheet(sealed, by=operator_of(), reason="점수 착오", at=DISCUSSING),
        lambda: reopen_own_sheet(sealed, by=evaluator(sealed), reason=WHY, at=DISCUSSING),
    ):
        with pytest.raises(DomainError) as refusal:
            deed()
        assert refusal.value.code in ("not-scoring", "not-adjusting")


def test_an_evaluator_adjusts_the_own_sealed_sheet_and_both_versions_stay(round):
    sealed = seal(first(round), 70, at=SCORING)
    opened = reopen_own_sheet(sealed, by=evaluator(sealed), reason=WHY, at=ADJUSTING)
    assert (opened.status, opened.points) == (SheetStatus.DRAFT, sealed.points)
    assert reopen_own_sheet(opened, by=evaluator(sealed), reason=WHY, at=ADJUSTING).version == opened.version  # a second press
    seal(opened, 75, at=ADJUSTING)
    before, after = sealed.seals.order_by("number")
    assert (before.total, after.total, after.replaces) == (70, 75, before.seal)
    assert Reopening.objects.get(seal=before).reason == WHY
    assert list(SealRecord.objects.filter(round=round).values_list("kind", flat=True)) == ["sealed", "reopened", "sealed"]
    assert fresh(round).sealed_count == 1
    close_due_rounds(at=LAST)
    tally_round(fresh(round), by=operator_of())
    assert Sheet.objects.get(pk=sealed.pk).total == 75


def test_the_history_says_that_a_sheet_was_adjusted_but_not_why(round):
    sealed = seal(first(round), 70, at=SCORING)
    reopen_own_sheet(sealed, by=evaluator(sealed), reason="70점에서 75점으로 올립니다.", at=ADJUSTING)
    event = Event.objects.get(stream=round.stream, verb="reopened-own")
    assert "70" not in str(event.data["seat"]) and "reason" not in event.data
    assert len(event.data["reason_sha256"]) == 64


def test_adjusting_needs_a_reason_the_own_sheet_and_a_seal_in_time(round):
    sealed, draft = seal(first(round), at=SCORING), fill(Sheet.objects.filter(round=round).last(), at=SCORING)
    with pytest.raises(InvalidInput):
        reopen_own_sheet(sealed, by=evaluator(sealed), reason="정정", at=ADJUSTING)
    for stranger in (operator_of(), evaluator(draft)):
        with pytest.raises(NotAllowed):
            reopen_own_sheet(sealed, by=stranger, reason=WHY, at=ADJUSTING)
    with pytest.raises(DomainError) as refusal:
        reopen_own_sheet(draft, by=evaluator(draft), reason=WHY, at=ADJUSTING)
    assert refusal.value.code == "not-sealed"
    with pytest.raises(DomainError) as refusal:
        seal_sheet(draft, by=evaluator(draft), version=draft.version, at=ADJUSTING)
    assert refusal.value.code == "not-scoring"
    assert seal_sheets(draft.member, by=evaluator(draft), at=ADJUSTING).sealed == []


def test_the_last_moment_of_adjusting_is_the_one_of_arrival(round):
    sealed = seal(first(round), 70, at=SCORING)
    opened = reopen_own_sheet(sealed, by=evaluator(sealed), reason=WHY, at=ADJUSTING)
    last = TIMES.adjusting_ends_at - dt.timedelta(microseconds=1)
    saved = save_score(opened, by=evaluator(opened), version=opened.version, points=points_of(opened, 71), at=last)
    with pytest.raises(DomainError):
        seal_sheet(saved, by=evaluator(saved), version=saved.version, at=TIMES.adjusting_ends_at)
    assert seal_sheet(saved, by=evaluator(saved), version=saved.version, at=last).total == 71


def test_a_sheet_left_open_does_not_count(round):
    sealed = seal(first(round), 70, at=SCORING)
    reopen_own_sheet(sealed, by=evaluator(sealed), reason=WHY, at=ADJUSTING)
    close_due_rounds(at=LAST)
    assert Sheet.objects.get(pk=sealed.pk).status == SheetStatus.VOID


def test_early_the_head_closes_only_when_no_reopened_sheet_waits(round):
    sealed = seal(first(round), 70, at=SCORING)
    opened = reopen_own_sheet(sealed, by=evaluator(sealed), reason=WHY, at=ADJUSTING)
    with pytest.raises(DomainError) as refusal:
        close_round(round, by=head_of(), reason="모두 마쳤습니다", at=ADJUSTING)
    assert refusal.value.code == "sheets-unsealed"
    seal(opened, 71, at=ADJUSTING)
    assert close_round(round, by=head_of(), reason="모두 마쳤습니다", at=ADJUSTING).status == RoundStatus.CLOSED


def test_only_those_with_a_reopened_sheet_are_reminded_while_adjusting(round):
    sealed = seal(first(round), 70, at=SCORING)
    reopen_own_sheet(sealed, by=evaluator(sealed), reason=WHY, at=ADJUSTING)
    Round.objects.filter(pk=round.pk).update(next_reminder_at=ADJUSTING)
    send_due_reminders(at=ADJUSTING)
    letter = Message.objects.get(kind="evaluation/reminder-closing")
    assert letter.recipient_id == evaluator(sealed).pk
    assert fresh(round).next_reminder_at is None


# --- The times change ------------------------------------------------------------------


def change(round: Round, at=SCORING, reason="접속 장애", by=None, **times) -> Round:
    names = ("opens_at", "scoring_ends_at", "discussion_ends_at", "adjusting_ends_at")
    was = fresh(round).schedule
    wanted = Schedule(*(times.get(name, getattr(was, name)) for name in names))
    return change_schedule(round, wanted, by=by or operator_of(), reason=reason, at=at)


def test_new_times_are_told_to_everybody_and_kept(round):
    staff = operator_of()
    change(round, discussion_ends_at=None, adjusting_ends_at=NOW + 9 * HOUR)
    assert fresh(round).schedule == Schedule(OPENS, TIMES.scoring_ends_at, None, NOW + 9 * HOUR)
    told = set(Message.objects.filter(kind="evaluation/schedule-changed").values_list("recipient", flat=True))
    assert told >= {*round.members.values_list("expert__user", flat=True), staff.pk}
    event = Event.objects.get(stream=round.stream, verb="schedule-changed")
    assert event.data["reason"] == "접속 장애" and "discussion_ends_at" in event.data["from"]
    assert "discussion_ends_at" not in event.data["to"]


def test_setting_what_is_set_tells_nobody(round):
    change(round)
    assert not Message.objects.filter(kind="evaluation/schedule-changed").exists()


@pytest.mark.parametrize(
    ("at", "times", "field"),
    [
        (SCORING, {"opens_at": NOW + HOUR}, "scoring_opens_at"),
        (SCORING, {"scoring_ends_at": NOW + HOUR}, "scoring_closes_at"),  # open scoring is not cut short
        (DISCUSSING, {"scoring_ends_at": NOW + 3 * HOUR + HOUR / 2}, "scoring_closes_at"),
        (DISCUSSING, {"discussion_ends_at": None}, "discussion_ends_at"),
        (DISCUSSING, {"discussion_ends_at": NOW + HOUR * 5 / 2}, "discussion_ends_at"),
        (ADJUSTING, {"discussion_ends_at": NOW + HOUR * 11 / 2}, "discussion_ends_at"),
        (ADJUSTING, {"adjusting_ends_at": None}, "adjusting_ends_at"),
        (SCORING, {"adjusting_ends_at": NOW + 4 * HOUR}, "adjusting_ends_at"),
        (SCORING, {"discussion_ends_at": NOW + 2 * HOUR}, "discussion_ends_at"),
    ],
)
def test_what_has_passed_stays_and_times_keep_their_order(round, at, times, field):
    with pytest.raises(InvalidInput) as refusal:
        change(round, at=at, **times)
    assert list(refusal.value.errors) == [field]


def test_times_change_with_a_reason_by_the_regions_hq_and_before_the_end(round):
    with pytest.raises(InvalidInput):
        change(round, reason=" ", adjusting_ends_at=NOW + 9 * HOUR)
    with pytest.raises(NotAllowed):
        change(round, by=operator_of("honam"), adjusting_ends_at=NOW + 9 * HOUR)
    with pytest.raises(DomainError) as refusal:
        change(round, at=LAST, adjusting_ends_at=NOW + 9 * HOUR)
    assert refusal.value.code == "round-over"


def test_more_time_for_scoring_moves_what_follows(round):
    extend_scoring(round, by=operator_of(), closes_at=NOW + 3 * HOUR, reason="접속 장애", at=SCORING)
    assert fresh(round).schedule == Schedule(OPENS, NOW + 3 * HOUR, NOW + 5 * HOUR, NOW + 7 * HOUR)


# --- At the same time --------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_devices_open_a_sealed_sheet_once():
    round = make_scoring_round(members=5, opens_at=OPENS, closes_at=TIMES.scoring_ends_at)
    plan(round)
    sealed = seal(first(round), 70, at=SCORING)
    together(*[lambda: reopen_own_sheet(sealed, by=evaluator(sealed), reason=WHY, at=ADJUSTING)] * 3)
    assert Reopening.objects.count() == 1
    assert fresh(round).sealed_count == 0
    assert SealRecord.objects.filter(round=round).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_at_hq_change_the_times_one_after_the_other():
    round = make_scoring_round(members=5, opens_at=OPENS, closes_at=TIMES.scoring_ends_at)
    wanted, operator = Schedule(OPENS, TIMES.scoring_ends_at, NOW + 4 * HOUR), operator_of()
    together(*[lambda: change_schedule(round, wanted, by=operator, reason="일정 조정", at=SCORING)] * 3)
    assert Event.objects.filter(stream=round.stream, verb="schedule-changed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_sheet_sealed_while_the_round_closes_is_sealed_or_does_not_count():
    round = make_scoring_round(members=5, opens_at=OPENS, closes_at=TIMES.scoring_ends_at)
    plan(round)
    sealed = seal(first(round), 70, at=SCORING)
    opened = reopen_own_sheet(sealed, by=evaluator(sealed), reason=WHY, at=ADJUSTING)
    last = TIMES.adjusting_ends_at - dt.timedelta(microseconds=1)
    together(
        lambda: seal_sheet(opened, by=evaluator(opened), version=opened.version, at=last),
        lambda: close_due_rounds(at=LAST),
    )
    close_due_rounds(at=LAST)  # the clock comes again: it passes over a round that is in somebody's hands
    sheet, round = Sheet.objects.get(pk=sealed.pk), fresh(round)
    assert round.status == RoundStatus.CLOSED
    assert (sheet.status, round.sealed_count) in ((SheetStatus.SEALED, 1), (SheetStatus.VOID, 0))
