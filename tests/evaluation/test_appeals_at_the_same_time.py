"""Two at once around an appeal: each lock has a test that fails without it. Real threads, real transactions."""

import datetime as dt

import pytest

from audit.models import Event
from cluster_portal.shared.errors import DomainError
from evaluation.actions.dismiss_appeal import dismiss_appeal
from evaluation.actions.file_appeal import file_appeal
from evaluation.actions.remind_of_appeals import remind_of_appeals
from evaluation.actions.save_appeal import save_appeal
from evaluation.actions.start_appeal import start_appeal
from evaluation.actions.withdraw_appeal import withdraw_appeal
from evaluation.errors import AppealClosed
from evaluation.models import Addendum, Appeal, Round
from evaluation.queries.appeals import until
from evaluation.states import AppealStatus
from notifications.models import Message
from programme.models import RegionalBudget
from tests.evaluation.test_at_the_same_time import PATIENCE, Meanwhile, together, waits
from tests.factories.appeals import (
    answer,
    make_draft,
    make_filed,
    make_judged,
    make_open_review,
    make_released_round,
    owner_of,
    standing_at,
)
from tests.factories.evaluation import head_of, make_pool

pytestmark = pytest.mark.django_db(transaction=True)
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def standing():
    return standing_at(make_released_round(asked=(300,), totals=(60,)), 1)


def test_two_begin_one_appeal(standing):
    owner = owner_of(standing)
    first, second = together(*[lambda: start_appeal(standing, by=owner)] * 2)
    assert first == second
    assert Event.objects.filter(verb="appeal-begun").count() == 1


def test_two_file_at_once_and_there_is_one_number(standing):
    owner, appeal = owner_of(standing), make_draft(standing)
    numbers = {filed.number for filed in together(*[lambda: file_appeal(appeal, by=owner)] * 2)}
    assert len(numbers) == 1
    assert Event.objects.filter(verb="appeal-filed").count() == 1
    told = Message.objects.filter(kind="evaluation/appeal-filed")
    assert told.count() == told.values("recipient").distinct().count()


def test_a_text_saved_while_it_is_filed_is_in_it_or_refused(standing):
    owner, appeal = owner_of(standing), make_draft(standing)
    with Meanwhile(lambda: file_appeal(appeal, by=owner)):
        thread, outcome = waits(lambda: save_appeal(appeal, by=owner, base_version=1, text="늦게 고친 글"))
        assert outcome == []
    thread.join(PATIENCE)
    assert isinstance(outcome[0], DomainError)
    assert Appeal.objects.get().text != "늦게 고친 글"


def test_who_arrived_in_time_is_taken_though_the_line_was_slow(standing):
    """The row is held by a colleague's saving while the period ends; arrival decides."""
    owner, end = owner_of(standing), until(standing.round)
    appeal = make_draft(standing, at=end - 60 * SECOND)
    with Meanwhile(lambda: save_appeal(appeal, by=owner, base_version=1, text="마지막 글", at=end - 2 * SECOND)):
        thread, outcome = waits(lambda: file_appeal(appeal, by=owner, at=end - SECOND, processed_at=end + SECOND))
        late_thread, late = waits(lambda: file_appeal(appeal, by=owner, at=end, processed_at=end + SECOND))
        assert outcome == late == []
    thread.join(PATIENCE)
    late_thread.join(PATIENCE)
    filed = outcome[0]
    assert (filed.status, filed.text, filed.filed_at) == (AppealStatus.FILED, "마지막 글", end - SECOND)
    assert isinstance(late[0], AppealClosed) or late[0].number == filed.number


def test_dismissed_and_withdrawn_at_once_ends_one_way(standing):
    appeal = make_filed(standing)
    owner, head = owner_of(standing), head_of()
    results = together(
        lambda: withdraw_appeal(appeal, by=owner), lambda: dismiss_appeal(appeal, by=head, reason="인정되지 않는 사유입니다.")
    )
    assert sum(isinstance(one, DomainError) for one in results) == 1
    assert Event.objects.filter(verb__in=["appeal-withdrawn", "appeal-dismissed"]).count() == 1


def test_two_workers_remind_once(standing):
    appeal = make_filed(standing)
    at = appeal.due_at - dt.timedelta(days=5)
    done = together(*[lambda: remind_of_appeals(at=at)] * 2)
    assert sorted(map(len, done)) == [0, 1]


def test_two_open_one_review(standing):
    appeal = make_filed(standing)
    make_pool(home=4, away=4)
    first, second = together(*[lambda: make_open_review(appeal, pool=False)] * 2)
    assert first == second
    assert Round.objects.filter(appeal_of=standing.round).count() == 1


def test_opened_and_withdrawn_at_once_ends_one_way(standing):
    appeal, owner = make_filed(standing), owner_of(standing)
    results = together(lambda: make_open_review(appeal, pool=False), lambda: withdraw_appeal(appeal, by=owner))
    assert sum(isinstance(one, DomainError) for one in results) == 1
    appeal = Appeal.objects.get(pk=appeal.pk)
    assert (appeal.status == AppealStatus.UNDER_REVIEW) == (appeal.review is not None)


def test_two_answer_and_it_is_carried_through_once(standing):
    appeal = make_judged(standing)
    together(*[lambda: answer(appeal)] * 2)
    assert Event.objects.filter(verb="appeal-upheld").count() == 1
    assert Addendum.objects.count() == 1
    assert RegionalBudget.objects.get(region=standing.round.region).committed_krw == 300_000_000


def test_upheld_and_rejected_at_once_ends_one_way(standing):
    appeal = make_judged(standing)
    results = together(lambda: answer(appeal), lambda: answer(appeal, upheld=False))
    assert sum(isinstance(one, DomainError) for one in results) == 1
    assert Event.objects.filter(verb__in=["appeal-upheld", "appeal-rejected"]).count() == 1


def test_the_last_money_goes_to_one_of_two_and_the_other_waits_first():
    round = make_released_round(asked=(300, 300), totals=(60, 55), budget=300)
    first, second = (make_judged(standing_at(round, place), 90) for place in (1, 2))
    together(lambda: answer(first), lambda: answer(second))
    found = sorted(Addendum.objects.filter(round=round).values_list("number", flat=True))
    assert found == [1, 2]
    assert sorted(Addendum.objects.values_list("why", flat=True)) == ["funded", "not_funded"]
    assert RegionalBudget.objects.get(region=round.region).committed_krw == 300_000_000
