"""Two at once: each lock has a test that fails without it. Real threads, real transactions."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from accounts.models import User
from audit.models import Event
from cluster_portal.shared.errors import DomainError
from evaluation.actions.accept_invitation import accept_invitation
from evaluation.actions.announce_draw import PublicValue, announce_draw
from evaluation.actions.appoint_assignment import appoint_assignment
from evaluation.actions.attach_evidence import MOST_FILES, attach_evidence
from evaluation.actions.carry_out_draw import carry_out_draw
from evaluation.actions.close_round import close_due_rounds, close_round
from evaluation.actions.declare_conflicts import declare_conflicts
from evaluation.actions.decline_invitation import decline_invitation
from evaluation.actions.enter_public_value import enter_public_value
from evaluation.actions.form_sections import form_sections
from evaluation.actions.give_pledge import give_pledge
from evaluation.actions.invite_panel import invite_panel
from evaluation.actions.propose_panel import propose_panel
from evaluation.actions.release_round import release_round
from evaluation.actions.remind_now import remind_now
from evaluation.actions.save_score import save_score
from evaluation.actions.seal_sheet import seal_sheet
from evaluation.actions.seating import seat
from evaluation.actions.void_draw import void_draw, void_overdue_draws
from evaluation.models import Assignment, Draw, DrawTurn, PanelMember, Release, Round, Sheet, SheetSeal
from evaluation.queries.rounds import evidence_of
from evaluation.states import RoundStatus, SheetStatus
from notifications.models import Message
from programme.models import RegionalBudget
from tests.factories.documents import make_pdf
from tests.factories.evaluation import (
    AFTER_CLOSE,
    DAY,
    SCORING_CLOSES,
    SCORING_OPENS,
    fill,
    head_of,
    make_answered_round,
    make_computed,
    make_confirmed_round,
    make_expert,
    make_pool,
    make_round,
    make_scoring_round,
    operator_of,
)

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 20  # seconds


def together(*deeds: Callable[[], Any]) -> list[Any]:
    """Run each in its own thread, all let go at one moment; refusals come back as values."""
    start = threading.Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> Any:
        try:
            start.wait(PATIENCE)
            return deed()
        except DomainError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [done.result(PATIENCE) for done in [pool.submit(run, deed) for deed in deeds]]


class Meanwhile:
    """Another transaction that holds what `hold` took until `let_go`, then does the rest of its deed."""

    def __init__(self, deed: Callable[[], Any]) -> None:
        self.begun, self.go = threading.Event(), threading.Event()
        self.result: list[Any] = []
        self.thread = threading.Thread(target=self._run, args=(deed,))

    def _run(self, deed: Callable[[], Any]) -> None:
        try:
            with transaction.atomic():
                self.result.append(deed())
                self.begun.set()
                self.go.wait(PATIENCE)
        finally:
            self.begun.set()
            connection.close()

    def __enter__(self) -> "Meanwhile":
        self.thread.start()
        assert self.begun.wait(PATIENCE)
        return self

    def __exit__(self, *_exc: Any) -> None:
        self.go.set()
        self.thread.join(PATIENCE)


def waits(deed: Callable[[], Any]) -> tuple[threading.Thread, list[Any]]:
    """Start a deed that must wait for somebody; what came of it is in the list."""
    outcome: list[Any] = []

    def run() -> None:
        try:
            outcome.append(deed())
        except DomainError as refusal:
            outcome.append(refusal)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(0.5)
    return thread, outcome


def test_a_seal_that_began_before_the_close_is_waited_for_and_counts():
    round = make_scoring_round(proposals=1, members=5)
    sheet = fill(Sheet.objects.first())
    user = sheet.member.expert.user
    with Meanwhile(lambda: seal_sheet(sheet, by=user, version=sheet.version, at=SCORING_OPENS)):
        thread, closed = waits(lambda: close_due_rounds(at=AFTER_CLOSE))
        # `skip_locked`: this sweep leaves the round to the next one instead of closing over the seal.
        thread.join(PATIENCE)
        assert closed == [[]]
    assert close_due_rounds(at=AFTER_CLOSE) == [round.pk]
    sheet.refresh_from_db()
    round.refresh_from_db()
    assert (sheet.status, round.sealed_count) == (SheetStatus.SEALED, 1)
    assert Event.objects.get(stream=round.stream, verb="closed").data["sealed"] == 1


def test_a_seal_during_the_close_waits_and_is_then_refused():
    round = make_scoring_round(proposals=1, members=5)
    sheet = fill(Sheet.objects.first())
    user = sheet.member.expert.user
    with Meanwhile(lambda: close_due_rounds(at=AFTER_CLOSE)):
        thread, outcome = waits(lambda: seal_sheet(sheet, by=user, version=sheet.version, at=SCORING_OPENS))
        assert outcome == []  # it waits for the close
    thread.join(PATIENCE)
    assert outcome[0].code == "not-scoring"
    sheet.refresh_from_db()
    round.refresh_from_db()
    assert (sheet.status, round.sealed_count, SheetSeal.objects.count()) == (SheetStatus.VOID, 0, 0)


def test_a_close_by_hand_waits_for_a_seal_that_arrived_in_time():
    round = make_scoring_round(proposals=1, members=5)
    sheets = [fill(sheet) for sheet in Sheet.objects.all()]
    for sheet in sheets[1:]:
        seal_sheet(sheet, by=sheet.member.expert.user, version=sheet.version, at=SCORING_OPENS)
    sheet, head = sheets[0], head_of()
    with Meanwhile(lambda: seal_sheet(sheet, by=sheet.member.expert.user, version=sheet.version, at=SCORING_OPENS)):
        thread, outcome = waits(lambda: close_round(round, by=head, at=SCORING_CLOSES + DAY / 86400))
        assert outcome == []  # the seal holds the round
    thread.join(PATIENCE)
    assert (outcome[0].status, outcome[0].sealed_count) == (RoundStatus.CLOSED, 5)


def test_ten_files_of_evidence_and_not_one_more():
    entry = make_scoring_round(proposals=1, members=5).entries.select_related("round", "proposal").get()
    staff = [operator_of(), head_of()]
    for _ in range(MOST_FILES - 1):
        attach_evidence(entry, upload=SimpleUploadedFile("확인서.pdf", make_pdf(1)), by=staff[0])
    results = together(
        *[lambda by=by: attach_evidence(entry, upload=SimpleUploadedFile("확인서.pdf", make_pdf(1)), by=by) for by in staff]
    )
    assert sorted(getattr(one, "code", "kept") for one in results) == ["kept", "too-many-files"]
    assert evidence_of(entry).count() == MOST_FILES


def test_a_save_during_the_close_waits_and_writes_nothing():
    make_scoring_round(proposals=1, members=5)
    sheet = fill(Sheet.objects.first())
    user = sheet.member.expert.user
    with Meanwhile(lambda: close_due_rounds(at=AFTER_CLOSE)):
        thread, outcome = waits(
            lambda: save_score(sheet, by=user, version=sheet.version, points={"technology": "1"}, at=SCORING_OPENS)
        )
        assert outcome == []
    thread.join(PATIENCE)
    assert outcome[0].code == "not-scoring"
    assert Sheet.objects.get(pk=sheet.pk).points == sheet.points


def test_many_workers_close_a_round_once():
    round = make_scoring_round(proposals=1, members=5)
    operator_of()
    results = together(*[lambda: close_due_rounds(at=AFTER_CLOSE)] * 4)
    assert sorted(results) == [[], [], [], [round.pk]]
    assert Event.objects.filter(stream=round.stream, verb="closed").count() == 1


def test_two_presses_seal_once():
    make_scoring_round(proposals=1, members=5)
    sheet = fill(Sheet.objects.first())
    user = sheet.member.expert.user
    results = together(*[lambda: seal_sheet(sheet, by=user, version=sheet.version, at=SCORING_OPENS)] * 2)
    assert results[0] == results[1]
    assert SheetSeal.objects.count() == 1
    assert PanelMember.objects.get(pk=sheet.member_id).sealed_count == 1
    assert Round.objects.get().sealed_count == 1


def test_evaluators_sealing_at_once_are_all_counted():
    round = make_scoring_round(proposals=1, members=5)
    sheets = [fill(sheet) for sheet in Sheet.objects.all()]
    together(
        *[
            lambda sheet=sheet: seal_sheet(sheet, by=sheet.member.expert.user, version=sheet.version, at=SCORING_OPENS)
            for sheet in sheets
        ]
    )
    round.refresh_from_db()
    assert (round.sealed_count, round.entries.get().sealed_count) == (5, 5)


def test_two_devices_save_and_one_is_told():
    make_scoring_round(proposals=1, members=5)
    sheet = Sheet.objects.joined().first()
    user = sheet.member.expert.user
    results = together(
        lambda: save_score(sheet, by=user, version=0, points={"technology": "20"}, at=SCORING_OPENS),
        lambda: save_score(sheet, by=user, version=0, points={"business": "30"}, at=SCORING_OPENS),
    )
    refused = [one for one in results if isinstance(one, DomainError)]
    assert [one.code for one in refused] == ["stale-version"]
    assert Sheet.objects.get(pk=sheet.pk).version == 1


def test_two_presses_release_once():
    round = make_confirmed_round(proposals=1, members=5)
    heads = [head_of(), head_of()]
    results = together(*[lambda by=by: release_round(round, by=by) for by in heads])
    assert results[0] == results[1]
    assert Release.objects.count() == 1
    assert RegionalBudget.objects.get().committed_krw == 300_000_000
    letters = Message.objects.filter(kind="evaluation/result-selected")
    assert letters.count() == letters.values("recipient").distinct().count() == 2
    assert Round.objects.get().status == RoundStatus.RELEASED


def test_two_presses_remind_once():
    round = make_scoring_round(proposals=1, members=5)
    operators = [operator_of(), operator_of()]
    results = together(*[lambda by=by: remind_now(round, by=by, at=SCORING_OPENS) for by in operators])
    assert sorted(len(reminded) for reminded in results) == [0, 5]
    assert Message.objects.filter(kind="evaluation/reminder-closing").count() == 5


def test_two_operators_propose_one_panel():
    round = make_round()
    make_pool(home=10, away=10)
    operators = [operator_of(), operator_of()]
    together(*[lambda by=by: propose_panel(round, by=by, at=SCORING_OPENS) for by in operators])
    assert PanelMember.objects.seated().count() == 7


def test_two_presses_declare_and_assign_once():
    round = make_round()
    make_pool(home=3, away=4)
    operator = operator_of()
    propose_panel(round, by=operator, at=SCORING_OPENS)
    member = invite_panel(round, by=operator, at=SCORING_OPENS)[0]
    user = member.expert.user
    together(*[lambda: accept_invitation(member, by=user, at=SCORING_OPENS)] * 2)
    give_pledge(member, by=user, at=SCORING_OPENS)
    together(*[lambda: declare_conflicts(member, by=user, at=SCORING_OPENS)] * 2)
    round.refresh_from_db()
    assert (round.member_count, round.sheet_count, Sheet.objects.count()) == (1, 2, 2)


# --- Public draws ------------------------------------------------------------------------------


def make_draw_ready() -> Draw:
    """Announced, and its value entered."""
    round = make_round()
    make_pool(home=8, away=12)
    announced = SCORING_OPENS + DAY / 2
    value = PublicValue("lottery", announced + DAY / 24, "시연용 복권 당첨번호", "다음 회차")
    draw = announce_draw(round, by=operator_of(), value=value, at=announced)
    return enter_public_value(draw, by=operator_of(), value="3 11 15", proof_url="https://example.kr/1", at=draw.value_at)


def test_two_draws_at_once_seat_one_panel():
    draw = make_draw_ready()
    operators = [operator_of(), operator_of()]
    results = together(*[lambda by=by: carry_out_draw(draw, by=by, at=draw.value_at) for by in operators])
    assert [one.status for one in results] == ["drawn", "drawn"]
    assert PanelMember.objects.seated().count() == 7
    assert Event.objects.filter(stream=draw.round.stream, verb="drawn").count() == 1


def test_two_notices_at_once_make_one_draw():
    round = make_round()
    make_pool(home=8, away=12)
    value = PublicValue("lottery", SCORING_OPENS + DAY / 24, "시연용 복권 당첨번호", "다음 회차")
    operators = [operator_of(), operator_of()]
    results = together(*[lambda by=by: announce_draw(round, by=by, value=value, at=SCORING_OPENS) for by in operators])
    assert [one.code for one in results if isinstance(one, DomainError)] == ["draw-exists"]
    assert Draw.objects.count() == 1


def test_a_draw_and_its_voiding_do_not_both_happen():
    draw = make_draw_ready()
    operator, head = operator_of(), head_of()
    with Meanwhile(lambda: carry_out_draw(draw, by=operator, at=draw.value_at)):
        thread, outcome = waits(lambda: void_draw(draw, by=head, reason="오류", at=draw.value_at))
        assert outcome == []
    thread.join(PATIENCE)
    assert outcome[0].code == "draw-not-open"
    assert Draw.objects.get().status == "drawn"


def test_many_workers_void_an_overdue_draw_once():
    draw = make_draw_ready()
    User.objects.system()
    results = together(*[lambda: void_overdue_draws(at=draw.draw_by)] * 3)
    assert sorted(map(len, results)) == [0, 0, 1]
    assert Event.objects.filter(stream=draw.round.stream, verb="draw-voided").count() == 1


def test_declines_at_once_take_different_alternates():
    """Each waits for the other: nobody takes two seats, and no alternate is taken twice."""
    draw = make_draw_ready()
    operator = operator_of()
    carry_out_draw(draw, by=operator, at=draw.value_at)
    members = invite_panel(draw.round, by=operator, at=draw.value_at)[:3]
    results = together(
        *[
            lambda member=member: decline_invitation(member, by=member.expert.user, reason="출장", at=draw.value_at)
            for member in members
        ]
    )
    assert len({one.pk for one in results}) == 3
    assert PanelMember.objects.seated().count() == 7
    turns = list(DrawTurn.objects.order_by("number"))
    assert [turn.number for turn in turns] == [1, 2, 3]
    assert len({turn.taken for turn in turns}) == 3


def test_who_declines_while_the_draw_is_carried_out_waits_for_it():
    """Somebody left on the round from an earlier invitation answers at the very moment of the draw."""
    draw = make_draw_ready()
    round, operator, leaver = draw.round, operator_of(), make_expert("dongnam")
    (member,) = seat(round, [leaver], section=round.sections.get(), how="manual", at=SCORING_OPENS, reason="시험")
    PanelMember.objects.filter(pk=member.pk).update(status="invited")
    with Meanwhile(lambda: carry_out_draw(draw, by=operator, at=draw.value_at)):
        thread, outcome = waits(lambda: decline_invitation(member, by=leaver.user, reason="출장", at=draw.value_at))
        assert outcome == []
    thread.join(PATIENCE)
    assert not any(isinstance(one, DomainError) for one in outcome)
    assert PanelMember.objects.seated().count() == 7


def test_sections_do_not_change_under_a_draw_that_is_being_announced():
    round = make_round(proposals=4)
    make_pool(home=8, away=12)
    value = PublicValue("lottery", SCORING_OPENS + DAY / 24, "시연용 복권 당첨번호", "다음 회차")
    operators = [operator_of(), operator_of()]
    with Meanwhile(lambda: announce_draw(round, by=operators[0], value=value, at=SCORING_OPENS)):
        thread, outcome = waits(lambda: form_sections(round, by=operators[1], at_most=1, at=SCORING_OPENS))
        assert outcome == []
    thread.join(PATIENCE)
    assert outcome[0].code == "public-draw"
    assert round.sections.count() == 1


# --- Proposals with their own evaluators ------------------------------------------------------


def test_two_staff_appoint_the_same_computation_and_one_wins():
    run = make_computed(make_answered_round(people=12, proposals=3))
    first, second = operator_of(), head_of()
    found = together(lambda: appoint_assignment(run, by=first), lambda: appoint_assignment(run, by=second))
    assert sorted(getattr(one, "code", "won") for one in found) == ["already-appointed", "won"]
    assert Assignment.objects.filter(ended_at__isnull=True).count() == 15
    assert Event.objects.filter(verb="assignment-appointed").count() == 1


def test_two_staff_appoint_two_computations_and_one_wins():
    round = make_answered_round(people=12, proposals=3)
    runs = [make_computed(round), make_computed(round)]
    staff = operator_of(), head_of()
    found = together(*[lambda run=run, who=who: appoint_assignment(run, by=who) for run, who in zip(runs, staff, strict=True)])
    assert sorted(getattr(one, "code", "won") for one in found) == ["outdated", "won"]
    assert Assignment.objects.filter(ended_at__isnull=True).count() == 15
