"""Two at once: each lock has a test that fails without it. Real threads, real transactions."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

from audit.models import Event
from cluster_portal.shared.errors import DomainError
from evaluation.actions.accept_invitation import accept_invitation
from evaluation.actions.close_round import close_due_rounds
from evaluation.actions.declare_conflicts import declare_conflicts
from evaluation.actions.give_pledge import give_pledge
from evaluation.actions.invite_panel import invite_panel
from evaluation.actions.propose_panel import propose_panel
from evaluation.actions.release_round import release_round
from evaluation.actions.remind_now import remind_now
from evaluation.actions.save_score import save_score
from evaluation.actions.seal_sheet import seal_sheet
from evaluation.models import PanelMember, Release, Round, Sheet, SheetSeal
from evaluation.states import RoundStatus, SheetStatus
from notifications.models import Message
from programme.models import RegionalBudget
from tests.factories.evaluation import (
    AFTER_CLOSE,
    SCORING_OPENS,
    fill,
    head_of,
    make_confirmed_round,
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
