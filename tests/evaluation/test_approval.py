"""Who must approve a confirmed list: in order, by a vote that counts, or back to be confirmed anew."""

import threading

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Role
from audit.models import Event
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed, NotReady
from evaluation.actions.ask_approval import ask_approval
from evaluation.actions.confirm_ranking import confirm_ranking
from evaluation.actions.decide_approval import decide_approval
from evaluation.actions.release_round import release_round
from evaluation.approval import is_carried, is_quorate, vote_problems
from evaluation.models import ApprovalStep, Round, Standing
from evaluation.states import ApprovalKind, ApprovalResult, RoundStatus
from notifications.models import Message
from tests.factories.accounts import make_user
from tests.factories.evaluation import head_of, make_confirmed_round, make_tallied_round, operator_of

COMMITTEE, MINISTRY = ApprovalKind.COMMITTEE, ApprovalKind.MINISTRY


@given(st.integers(-1, 25), st.integers(-1, 25), st.integers(-1, 25))
def test_a_vote_counts_with_a_majority_present_and_carries_with_a_majority_of_those(members, present, in_favour):
    sound = 1 <= members <= 20 and members / 2 < present <= members and 0 <= in_favour <= present
    assert (vote_problems(members, present, in_favour) == {}) == sound
    if sound:
        assert is_quorate(members, present)
        assert is_carried(present, in_favour) == (in_favour > present / 2)


def confirmed() -> Round:
    return make_confirmed_round(proposals=2, members=5)


def ask(round: Round, *kinds: str) -> list[ApprovalStep]:
    return ask_approval(round, by=head_of(), kinds=kinds)


def vote(step: ApprovalStep, **given) -> ApprovalStep:
    usual = {"members": 9, "present": 6, "in_favour": 4, "approve": True, "opinion": ""}
    return decide_approval(step, by=given.pop("by", None) or head_of(), **usual | given)


@pytest.mark.django_db
def test_the_list_is_released_only_after_everybody_asked_has_approved():
    round, official = confirmed(), make_user(Role.MINISTRY)
    committee, ministry = ask(round, MINISTRY, COMMITTEE)
    assert (committee.kind, ministry.kind) == (COMMITTEE, MINISTRY)
    with pytest.raises(NotReady):
        release_round(round, by=head_of())
    with pytest.raises(DomainError) as early:
        decide_approval(ministry, by=official, approve=True)
    assert early.value.code == "not-your-turn"
    vote(committee)
    assert Message.objects.filter(kind="evaluation/approval-asked", recipient=official).count() == 1
    decide_approval(ministry, by=official, approve=True, opinion="이견 없음")
    release_round(round, by=head_of())
    assert Round.objects.get().status == RoundStatus.RELEASED


@pytest.mark.django_db
def test_a_list_sent_back_is_confirmed_anew_and_asked_anew():
    round = confirmed()
    committee, ministry = ask(round, COMMITTEE, MINISTRY)
    with pytest.raises(InvalidInput) as without:
        vote(committee, approve=False)
    assert list(without.value.errors) == ["opinion"]
    vote(committee, approve=False, in_favour=1, opinion="동점 처리 사유를 보완할 것")
    round.refresh_from_db()
    assert (round.status, round.budget_krw, round.confirmed_at) == (RoundStatus.TALLIED, None, None)
    assert set(Standing.objects.values_list("decision", "granted_krw", "place")) == {("", None, 1), ("", None, 2)}
    ministry.refresh_from_db()
    assert ministry.result == ApprovalResult.DROPPED
    confirm_ranking(round, by=head_of())
    steps = ask(Round.objects.joined().get(), COMMITTEE)
    assert [step.number for step in steps] == [3]
    vote(steps[0])
    release_round(round, by=head_of())
    assert Event.objects.filter(stream=round.stream, verb="approval-returned").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"members": 21, "present": 12}, "members"),
        ({"present": 4}, "present"),
        ({"present": 10}, "present"),
        ({"in_favour": 7}, "in_favour"),
        ({"in_favour": 3}, "in_favour"),
    ],
)
def test_a_vote_that_does_not_count_is_said_beside_its_field(given, field):
    (step,) = ask(confirmed(), COMMITTEE)
    with pytest.raises(InvalidInput) as refusal:
        vote(step, **given)
    assert list(refusal.value.errors) == [field]


@pytest.mark.django_db
def test_asking_and_deciding_again_change_nothing():
    round = confirmed()
    (step,) = ask(round, COMMITTEE)
    assert ask(round, COMMITTEE) == []
    vote(step)
    vote(step, approve=False, opinion="다시")
    step.refresh_from_db()
    assert step.result == ApprovalResult.APPROVED
    assert Event.objects.filter(stream=round.stream, verb="approved").count() == 1


@pytest.mark.django_db
def test_each_step_has_its_own_people():
    round = confirmed()
    committee, ministry = ask(round, COMMITTEE, MINISTRY)
    for other in (operator_of(), head_of("honam"), make_user(Role.MINISTRY), make_user(Role.CENTRAL)):
        with pytest.raises(NotAllowed):
            vote(committee, by=other)
        with pytest.raises(NotAllowed):
            ask_approval(round, by=other, kinds=[COMMITTEE])
    vote(committee)
    for other in (head_of(), make_user(Role.AUDITOR)):
        with pytest.raises(NotAllowed):
            decide_approval(ministry, by=other, approve=True)


@pytest.mark.django_db
def test_nobody_is_asked_before_the_confirmation():
    with pytest.raises(DomainError) as early:
        ask(make_tallied_round(proposals=1, members=5), COMMITTEE)
    assert early.value.code == "not-confirmed"


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_once_decide_once():
    round = confirmed()
    (step,) = ask(round, COMMITTEE)
    head, failed = head_of(), []

    def decide(approve: bool) -> None:
        try:
            vote(step, by=head, approve=approve, opinion="의견")
        except DomainError as refused:
            failed.append(refused)
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=(approve,)) for approve in (True, False)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    step.refresh_from_db()
    round.refresh_from_db()
    assert failed == []
    assert (step.result, round.status) in {
        (ApprovalResult.APPROVED, RoundStatus.CONFIRMED),
        (ApprovalResult.RETURNED, RoundStatus.TALLIED),
    }
    assert Event.objects.filter(stream=round.stream, verb__in=["approved", "approval-returned"]).count() == 1


@pytest.mark.django_db
def test_the_pages_ask_decide_and_show_the_chain(client):
    round, head, official = confirmed(), head_of(), make_user(Role.MINISTRY)
    page = reverse("evaluation:round-approval", args=[round.ref])
    client.force_login(head)
    assert client.get(page).status_code == 200
    assert client.post(reverse("evaluation:approval-ask", args=[round.ref]), {}).status_code == 422
    assert client.post(reverse("evaluation:approval-ask", args=[round.ref]), {"kinds": [COMMITTEE, MINISTRY]}).status_code == 302
    committee, ministry = ApprovalStep.objects.order_by("number")
    decide = reverse("evaluation:approval-decide", args=[round.ref, committee.pk])
    wrong = client.post(decide, {"members": "9", "present": "3", "in_favour": "3", "opinion": "남길 글", "approve": "1"})
    assert wrong.status_code == 422
    assert "남길 글" in wrong.content.decode()
    assert (
        client.post(decide, {"members": "9", "present": "6", "in_favour": "6", "opinion": "", "approve": "1"}).status_code == 302
    )
    client.force_login(official)
    assert "6" in client.get(page).content.decode()
    answer = client.post(
        reverse("evaluation:approval-decide", args=[round.ref, ministry.pk]), {"opinion": "다시 보십시오", "return": "1"}
    )
    assert answer.status_code == 302
    assert Round.objects.get().status == RoundStatus.TALLIED
