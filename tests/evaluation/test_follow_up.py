"""After the letters: a revised plan of whom the panel cut, advice for whom it did not select."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.urls import reverse

from accounts.models import Role, User
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed
from evaluation.actions.ask_advice import ask_advice
from evaluation.actions.choose_adviser import choose_adviser
from evaluation.actions.confirm_ranking import confirm_ranking
from evaluation.actions.cut_proposal import cut_proposal
from evaluation.actions.hand_in_plan import hand_in_plan
from evaluation.actions.release_round import release_round
from evaluation.actions.remind_of_follow_ups import remind_of_follow_ups
from evaluation.actions.write_advice import write_advice
from evaluation.models import CoachingNote, PanelMember, RevisedPlan, Round, Standing
from evaluation.states import Decision
from notifications.models import Message
from tests.factories.accounts import make_user
from tests.factories.evaluation import (
    DAY,
    give_budget,
    head_of,
    make_closed_call,
    make_eligible,
    make_expert,
    make_tallied_round,
    operator_of,
    summarise,
)

WORDS = "조정된 지원금에 맞추어 두 번째 시제품 제작을 제외하고 나머지 목표는 그대로 수행합니다."
ADVICE = (
    "실증 기업을 미리 정하고 판로 계획에 구매 의향을 담으면 사업화 계획이 훨씬 뚜렷해집니다. 위험 요인별 대응도 적어 주십시오."
)


def released() -> Round:
    """One cut and selected, one below the pass line."""
    call = make_closed_call()
    good, poor = make_eligible(call, requested_krw=300_000_000), make_eligible(call, requested_krw=300_000_000)
    round = make_tallied_round(call, members=5, totals={good.pk: [90] * 5, poor.pk: [40] * 5})
    cut_proposal(
        round.entries.get(proposal=good), by=operator_of(), recommended_krw=200_000_000, scope="시제품 1종", reason="중복"
    )
    give_budget(round, 10**9)
    summarise(round)
    confirm_ranking(round, by=head_of())
    release_round(round, by=head_of())
    return Round.objects.joined().get(pk=round.pk)


def standing(round: Round, decision: str) -> Standing:
    return Standing.objects.select_related("round__call", "proposal").get(round=round, decision=decision)


def owner(one: Standing) -> User:
    return User.objects.get(pk=one.proposal.created_by_id)


def kinds() -> set[str]:
    return set(Message.objects.values_list("kind", flat=True))


@pytest.mark.django_db
def test_whom_the_panel_cut_hands_in_a_revised_plan_in_time():
    round = released()
    selected = standing(round, Decision.SELECTED)
    plan = RevisedPlan.objects.get()
    assert (plan.proposal_id, plan.asked_at) == (selected.proposal_id, round.released_at)
    assert plan.due_at - plan.asked_at > 19 * DAY
    assert "evaluation/plan-asked" in kinds()
    by = owner(selected)
    with pytest.raises(InvalidInput) as short:
        hand_in_plan(plan, by=by, scope="짧음", money=WORDS)
    assert set(short.value.errors) == {"scope"}
    with pytest.raises(NotAllowed):
        hand_in_plan(plan, by=owner(standing(round, Decision.REJECTED)), scope=WORDS, money=WORDS)
    done = hand_in_plan(plan, by=by, scope=WORDS, money=WORDS)
    assert hand_in_plan(plan, by=by, scope=WORDS, money=WORDS).handed_in_at == done.handed_in_at
    assert hand_in_plan(plan, by=by, scope=WORDS + " 보완", money=WORDS).scope.endswith("보완")
    assert "evaluation/plan-handed-in" in kinds()
    with pytest.raises(DomainError) as late:
        hand_in_plan(plan, by=by, scope=WORDS, money=WORDS, at=plan.due_at)
    assert late.value.code == "too-late"


@pytest.mark.django_db
def test_who_was_not_selected_asks_once_and_reads_advice_without_a_name(client):
    round = released()
    rejected = standing(round, Decision.REJECTED)
    by = owner(rejected)
    with pytest.raises(DomainError) as not_theirs:
        ask_advice(standing(round, Decision.SELECTED), by=owner(standing(round, Decision.SELECTED)))
    assert not_theirs.value.code == "not-rejected"
    with pytest.raises(NotAllowed):
        ask_advice(rejected, by=make_user(Role.COMPANY_OWNER))
    note = ask_advice(rejected, by=by)
    assert ask_advice(rejected, by=by).pk == note.pk
    stranger = PanelMember(expert=make_expert(), round=round, seat=99)
    stranger.pk = 0
    with pytest.raises(DomainError) as no_judge:
        choose_adviser(note, stranger, by=operator_of())
    assert no_judge.value.code == "not-a-judge"
    member = round.members.joined().order_by("seat")[0]
    note = choose_adviser(note, member, by=operator_of())
    with pytest.raises(NotAllowed):
        write_advice(note, by=round.members.joined().order_by("seat")[1].expert.user, text=ADVICE)
    with pytest.raises(InvalidInput):
        write_advice(note, by=member.expert.user, text="짧음")
    write_advice(note, by=member.expert.user, text=ADVICE)
    with pytest.raises(DomainError) as again:
        write_advice(note, by=member.expert.user, text=ADVICE + " 더")
    assert again.value.code == "written"
    assert {"evaluation/advice-asked", "evaluation/advice-wanted", "evaluation/advice-written"} <= kinds()
    client.force_login(by)
    page = client.get(reverse("evaluation:result-detail", args=[rejected.proposal.ref])).content.decode()
    assert ADVICE in page
    assert member.name not in page


@pytest.mark.django_db
def test_advice_is_asked_for_within_the_time_of_an_appeal():
    round = released()
    rejected = standing(round, Decision.REJECTED)
    with pytest.raises(DomainError) as late:
        ask_advice(rejected, by=owner(rejected), at=round.released_at + 40 * DAY)
    assert late.value.code == "too-late"


@pytest.mark.django_db
def test_each_is_reminded_once_three_days_ahead():
    round = released()
    rejected = standing(round, Decision.REJECTED)
    note = choose_adviser(ask_advice(rejected, by=owner(rejected)), round.members.order_by("seat")[0], by=operator_of())
    plan = RevisedPlan.objects.get()
    assert remind_of_follow_ups(at=plan.due_at - 4 * DAY) == 0
    soon = max(plan.due_at, note.due_at) - dt.timedelta(days=2)
    assert remind_of_follow_ups(at=min(soon, plan.due_at - dt.timedelta(hours=1))) == 2
    assert remind_of_follow_ups(at=soon) == 0
    assert {"evaluation/plan-due", "evaluation/advice-due"} <= kinds()


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_ask_once():
    round = released()
    rejected = standing(round, Decision.REJECTED)
    together, ends = threading.Barrier(2), []

    def press() -> None:
        try:
            together.wait()
            ends.append(ask_advice(rejected, by=owner(rejected)).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(ends)) == 1 == CoachingNote.objects.count()


@pytest.mark.django_db
def test_the_pages_lead_through_plan_and_advice(client):
    round = released()
    selected, rejected = standing(round, Decision.SELECTED), standing(round, Decision.REJECTED)
    client.force_login(owner(selected))
    plan = reverse("evaluation:plan-edit", args=[selected.proposal.ref])
    assert plan in client.get(reverse("evaluation:result-detail", args=[selected.proposal.ref])).content.decode()
    kept = client.post(plan, {"scope": "짧음", "money": WORDS})
    assert kept.status_code == 422
    assert WORDS in kept.content.decode()
    assert client.post(plan, {"scope": WORDS, "money": WORDS}).status_code == 302
    client.force_login(owner(rejected))
    assert client.post(reverse("evaluation:advice-ask", args=[rejected.proposal.ref])).status_code == 302
    note, member = CoachingNote.objects.get(), round.members.joined().order_by("seat")[0]
    client.force_login(operator_of())
    after = client.get(reverse("evaluation:round-afterwards", args=[round.ref])).content.decode()
    choose = reverse("evaluation:adviser-choose", args=[round.ref, note.pk])
    assert choose in after
    assert WORDS in after
    assert client.post(choose, {"member": member.pk}).status_code == 302
    client.force_login(member.expert.user)
    write = reverse("evaluation:my-advice", args=[note.pk])
    assert client.get(write).status_code == 200
    assert client.post(write, {"text": ADVICE}).status_code == 302
    assert ADVICE in client.get(write).content.decode()
