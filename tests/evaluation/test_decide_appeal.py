"""An appealed proposal evaluated again by a new panel, and what the answer changes."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from audit.models import Event
from cluster_portal.shared.canonical import sha256_hex
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed, NotReady
from evaluation.actions.change_panel import change_panel
from evaluation.actions.confirm_ranking import confirm_ranking
from evaluation.actions.decide_appeal import decide_appeal
from evaluation.actions.open_review import open_review
from evaluation.draws.commitments import pseudonym
from evaluation.forms.appeals import ReviewForm
from evaluation.messages import appeals as letters
from evaluation.models import Addendum, Appeal, PanelMember, Round, Standing
from evaluation.queries import pool
from evaluation.queries.addenda import addenda_of, outlook, waiting_by_appeal
from evaluation.queries.draws import draw_plan, expert_name, snapshot
from evaluation.queries.results import my_result, public_rows, released_rounds
from evaluation.states import AppealStatus, Decision, RoundStatus
from notifications.models import Message
from programme.models import RegionalBudget
from projects.states import ProposalStatus
from tests.evaluation.packets import export, verifier
from tests.factories.accounts import make_user
from tests.factories.appeals import (
    answer,
    make_filed,
    make_judged,
    make_open_review,
    make_released_round,
    make_tallied_review,
    owner_of,
    standing_at,
)
from tests.factories.evaluation import DAY, NOW, SCORING_CLOSES, SCORING_OPENS, head_of, operator_of

pytestmark = pytest.mark.django_db
MILLION = 1_000_000


@pytest.fixture
def round():
    """Selected (300), reserve (400), below the line (100); 500 in all, so 200 are left."""
    return make_released_round()


def frozen(round: Round) -> list:
    columns = ("proposal", "place", "total", "decision", "reserve_number", "granted_krw", "order")
    return list(Standing.objects.filter(round=round).order_by("position").values_list(*columns))


# --- The review -----------------------------------------------------------------------------


def test_a_review_is_a_round_of_the_one_proposal(round):
    appeal = make_filed(standing_at(round, 3))
    review = make_open_review(appeal)
    appeal = Appeal.objects.joined().get(pk=appeal.pk)
    assert (appeal.status, appeal.review) == (AppealStatus.UNDER_REVIEW, review)
    assert review.appeal_of == round
    assert [entry.proposal for entry in review.entries.all()] == [appeal.proposal]
    assert review.rulebook == round.rulebook
    assert "이의신청" in review.title
    assert appeal.proposal.status == ProposalStatus.REJECTED  # keeps its result meanwhile
    assert {one.recipient for one in Message.objects.filter(kind="evaluation/appeal-review-opened")} >= {
        owner_of(appeal.standing)
    }


def test_opened_twice_it_is_one_review(round):
    appeal = make_filed(standing_at(round, 3))
    first, second = make_open_review(appeal), make_open_review(appeal)
    assert first == second
    assert Event.objects.filter(verb="appeal-review-opened").count() == 1


def test_nobody_of_the_first_panel_can_judge_again(round):
    appeal = make_filed(standing_at(round, 3))
    review = make_open_review(appeal)
    first = set(PanelMember.objects.filter(round=round, accepted_at__isnull=False).values_list("expert", flat=True))
    barred = {one.expert.pk for one in pool.candidates(review) if one.barred == pool.FIRST_PANEL}
    assert barred == first
    assert not [one for one in pool.candidates(round) if one.barred == pool.FIRST_PANEL]
    _pool, out = snapshot(review, draw_plan(review), "salt")
    assert {row["id"] for row in out if row["reason"] == "first_panel"} == {pseudonym("salt", expert_name(pk)) for pk in first}
    someone = PanelMember.objects.filter(round=round).first().expert
    with pytest.raises(DomainError) as refusal:
        change_panel(review, by=operator_of(), add=someone, reason="전문성", at=NOW)
    assert refusal.value.code == "first-panel"


def test_a_panel_by_rule_has_none_of_the_first(round):
    review = make_tallied_review(make_filed(standing_at(round, 3)))
    experts = [set(one.members.values_list("expert", flat=True)) for one in (round, review)]
    assert experts[1]
    assert not experts[0] & experts[1]


def test_bonus_and_penalty_are_taken_over(round):
    first = round.entries.get(proposal=standing_at(round, 3).proposal)
    review = make_open_review(make_filed(standing_at(round, 3)))
    said = [list(entry.adjustments.values_list("kind", "code", "points", "evidence")) for entry in (first, review.entries.get())]
    assert said[0] == said[1]


def test_another_round_can_be_open_beside_a_review(round):
    """And the next round of the same call is numbered as if there were none."""
    review = make_open_review(make_filed(standing_at(round, 3)))
    assert review.ref.startswith(f"{round.ref}-appeal-")
    assert list(released_rounds()) == [round]


def test_who_is_selected_has_nothing_to_gain(round):
    appeal = make_filed(standing_at(round, 1))
    with pytest.raises(DomainError) as refusal:
        make_open_review(appeal)
    assert refusal.value.code == "selected-already"


def test_a_ground_that_is_not_accepted_is_not_reviewed(round):
    appeal = make_filed(standing_at(round, 3), ground="amount")
    with pytest.raises(DomainError) as refusal:
        make_open_review(appeal)
    assert refusal.value.code == "ground-not-accepted"


@pytest.mark.parametrize(("opens", "closes"), [(SCORING_CLOSES, SCORING_OPENS), (SCORING_OPENS, NOW)])
def test_times_must_fit(round, opens, closes):
    with pytest.raises(InvalidInput):
        open_review(make_filed(standing_at(round, 3)), by=operator_of(), scoring_opens_at=opens, scoring_closes_at=closes, at=NOW)


def test_a_review_may_discuss_and_adjust_at_times_of_its_own(client, round):
    """As long as the first panel did, unless somebody says otherwise."""
    first = Round(
        scoring_closes_at=SCORING_CLOSES, discussion_ends_at=SCORING_CLOSES + DAY, adjusting_ends_at=SCORING_CLOSES + 3 * DAY
    )
    initial = {name: field.initial for name, field in ReviewForm(first=first, now=NOW).fields.items()}
    assert initial["discussion_ends_at"] - initial["scoring_closes_at"] == DAY
    assert initial["adjusting_ends_at"] - initial["scoring_closes_at"] == 3 * DAY
    appeal = make_filed(standing_at(round, 3))
    with pytest.raises(InvalidInput) as refusal:
        open_review(
            appeal, by=operator_of(), scoring_opens_at=SCORING_OPENS, scoring_closes_at=SCORING_CLOSES,
            discussion_ends_at=SCORING_CLOSES, at=NOW,
        )  # fmt: skip
    assert list(refusal.value.errors) == ["discussion_ends_at"]
    client.force_login(operator_of())
    sent = {name: timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M") for name, moment in initial.items()}
    assert client.post(reverse("evaluation:appeal-review", args=[appeal.pk]), sent).status_code == 302
    review = Round.objects.get(appeal_of=round)
    assert review.discussion_ends_at - review.scoring_closes_at == DAY
    assert review.closes_at == review.adjusting_ends_at == review.scoring_closes_at + 3 * DAY


def test_a_review_is_not_confirmed_by_itself(round):
    appeal = make_judged(standing_at(round, 3))
    with pytest.raises(DomainError) as refusal:
        confirm_ranking(appeal.review, by=head_of())
    assert refusal.value.code == "decided-with-the-appeal"


# --- Upheld -----------------------------------------------------------------------------------


def test_upheld_within_the_rest_the_project_is_selected_and_nobody_loses(round):
    before = frozen(round)
    appeal = answer(make_judged(standing_at(round, 3), 85))  # above the second, asks for 100 of the 200 left
    proposal = appeal.proposal
    proposal.refresh_from_db()
    assert appeal.status == AppealStatus.UPHELD
    assert (proposal.status, proposal.granted_krw) == (ProposalStatus.SELECTED, 100 * MILLION)
    assert RegionalBudget.objects.get(region=round.region).committed_krw == 400 * MILLION
    assert frozen(round) == before
    addendum = Addendum.objects.get(round=round)
    assert (addendum.decision_before, addendum.decision, addendum.why) == ("rejected", "selected", "funded")
    assert (addendum.place_before, addendum.place) == (3, 2)
    assert (addendum.total_before, addendum.total) == (60, 85)
    [letter] = Message.objects.filter(kind="evaluation/appeal-upheld", recipient=owner_of(appeal.standing))
    assert "100,000,000" in letter.body


def test_upheld_without_money_it_waits_first_and_that_is_said(round):
    RegionalBudget.objects.filter(region=round.region).update(committed_krw=450 * MILLION)
    appeal = answer(make_judged(standing_at(round, 3), 95))
    appeal.proposal.refresh_from_db()
    addendum = Addendum.objects.get()
    assert appeal.proposal.status == ProposalStatus.RESERVE
    assert (addendum.decision, addendum.why, addendum.reserve_number) == ("reserve", "not_funded", 1)
    assert list(waiting_by_appeal(round)) == [addendum]
    [letter] = Message.objects.filter(kind="evaluation/appeal-upheld", recipient=owner_of(appeal.standing))
    assert "예비 1번" in letter.body
    assert "충당할 수 없어" in letter.body


def test_upheld_below_the_line_of_money_it_waits_where_its_score_puts_it():
    round = make_released_round(asked=(300, 400, 400), totals=(90, 80, 60), budget=300)
    answer(make_judged(standing_at(round, 3), 75))
    addendum = Addendum.objects.get()
    assert (addendum.decision, addendum.why, addendum.reserve_number) == ("reserve", "waits", 2)


def test_upheld_with_a_score_still_too_low_the_decision_stays(round):
    appeal = answer(make_judged(standing_at(round, 3), 65))
    appeal.proposal.refresh_from_db()
    addendum = Addendum.objects.get()
    assert (addendum.decision_before, addendum.decision, addendum.why) == ("rejected", "rejected", "stays")
    assert appeal.proposal.status == ProposalStatus.REJECTED
    assert json.loads(addendum.content)["named"] is None


def test_an_upheld_reserve_moves_up(round):
    RegionalBudget.objects.filter(region=round.region).update(amount_krw=900 * MILLION)
    appeal = answer(make_judged(standing_at(round, 2), 95))
    appeal.proposal.refresh_from_db()
    assert appeal.proposal.status == ProposalStatus.SELECTED
    assert Addendum.objects.get().place == 1


def test_a_worse_score_cannot_be_upheld(round):
    appeal = make_judged(standing_at(round, 3), 60)
    with pytest.raises(DomainError) as refusal:
        answer(appeal)
    assert refusal.value.code == "not-better"


def test_addenda_are_a_chain_from_the_release_on():
    round = make_released_round(asked=(300, 100, 100), totals=(90, 60, 50))
    first, second = (answer(make_judged(standing_at(round, place), 85)) for place in (2, 3))
    one, two = addenda_of(round)
    assert (one.appeal, two.appeal) == (first, second)
    assert json.loads(one.content)["previous"] == round.release.sha256
    assert json.loads(two.content)["previous"] == one.sha256
    assert sha256_hex(two.content) == two.sha256
    assert json.loads(two.content)["review"]["packet"] == second.review.packet.sha256


# --- Rejected -----------------------------------------------------------------------------------


def test_rejected_the_first_result_stands(round):
    before = frozen(round)
    appeal = answer(make_judged(standing_at(round, 3), 55), upheld=False, reason="재평가에서도 점수가 오르지 않았습니다.")
    appeal.proposal.refresh_from_db()
    assert appeal.status == AppealStatus.REJECTED
    assert appeal.proposal.status == ProposalStatus.REJECTED
    assert frozen(round) == before
    assert not Addendum.objects.exists()
    [letter] = Message.objects.filter(kind="evaluation/appeal-rejected", recipient=owner_of(appeal.standing))
    assert "재평가에서도 점수가 오르지 않았습니다." in letter.body


@pytest.mark.parametrize(("total", "upheld"), [(85, True), (55, False)])
def test_the_packet_of_a_review_verifies(round, tmp_path, total, upheld):
    appeal = answer(make_judged(standing_at(round, 3), total), upheld=upheld)
    review = Round.objects.get(pk=appeal.review_id)
    assert review.status == RoundStatus.RELEASED
    assert verifier().differences(export(review, tmp_path / "packet")) == []


# --- Who, when, and once ------------------------------------------------------------------------


def test_only_the_head_answers_and_only_in_the_own_region(round):
    appeal = make_judged(standing_at(round, 3))
    for person in (operator_of(), head_of("honam"), owner_of(appeal.standing), make_user(Role.CENTRAL)):
        with pytest.raises(NotAllowed):
            decide_appeal(appeal, by=person, upheld=True, reason="근거")


def test_it_is_answered_once(round):
    appeal = make_judged(standing_at(round, 3))
    answer(appeal)
    answer(appeal)
    assert Event.objects.filter(verb="appeal-upheld").count() == 1
    assert RegionalBudget.objects.get(region=round.region).committed_krw == 400 * MILLION
    with pytest.raises(DomainError) as refusal:
        answer(appeal, upheld=False)
    assert refusal.value.code == "illegal-move"


def test_a_reason_a_tally_and_an_opinion_are_needed(round):
    appeal = make_filed(standing_at(round, 3))
    with pytest.raises(DomainError):
        answer(appeal)
    make_tallied_review(appeal, summarised=False)
    with pytest.raises(NotReady):
        answer(appeal)
    with pytest.raises(InvalidInput):
        answer(appeal, reason="  ")
    assert outlook(Appeal.objects.joined().get(pk=appeal.pk)).if_upheld.decision == Decision.SELECTED


def test_killed_half_way_nothing_happened(round, monkeypatch):
    appeal = make_judged(standing_at(round, 3))
    monkeypatch.setattr(letters, "appeal_decided", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        answer(appeal)
    appeal = Appeal.objects.joined().get(pk=appeal.pk)
    assert (appeal.status, appeal.review.status) == (AppealStatus.UNDER_REVIEW, RoundStatus.TALLIED)
    assert RegionalBudget.objects.get(region=round.region).committed_krw == 300 * MILLION
    assert appeal.proposal.status == ProposalStatus.REJECTED
    assert not Addendum.objects.exists()


# --- What others see ------------------------------------------------------------------------------


def test_the_result_stays_the_first_and_the_public_list_what_was_released(round):
    listed = set(public_rows().values_list("proposal", "decision"))
    appeal = answer(make_judged(standing_at(round, 3)))
    assert my_result(owner_of(appeal.standing), appeal.proposal.ref) == appeal.standing
    assert set(public_rows().values_list("proposal", "decision")) == listed


def test_the_public_page_says_what_changed(client, round):
    appeal = answer(make_judged(standing_at(round, 3)))
    addendum = Addendum.objects.get()
    page = client.get(reverse("evaluation:result-round", args=[round.ref])).text
    assert addendum.sha256 in page
    assert appeal.proposal.title in page
    assert appeal.text not in page
    content = client.get(reverse("evaluation:result-addendum", args=[round.ref, 1])).text
    assert sha256_hex(content) == addendum.sha256
    review = reverse("evaluation:result-round", args=[appeal.review.ref])
    assert client.get(review).url == reverse("evaluation:result-round", args=[round.ref])


def test_nobody_learns_the_score_of_a_review_before_the_answer(client, round):
    appeal = make_judged(standing_at(round, 3), 87)
    client.force_login(owner_of(appeal.standing))
    assert ">87" not in client.get(appeal.get_absolute_url()).text
    assert client.get(reverse("evaluation:appeal-result", args=[appeal.pk])).status_code == 404
    answer(appeal)
    assert ">87" in client.get(reverse("evaluation:appeal-result", args=[appeal.pk])).text


def test_who_may_read_the_result_of_a_review(client, round):
    appeal = answer(make_judged(standing_at(round, 3)))
    page = reverse("evaluation:appeal-result", args=[appeal.pk])
    partner = appeal.proposal.partners.exclude(organisation=appeal.proposal.lead).get().consented_by
    for reader in (
        owner_of(appeal.standing),
        partner,
        operator_of(),
        head_of(),
        make_user(Role.AUDITOR),
        make_user(Role.MINISTRY),
    ):
        client.force_login(reader)
        assert client.get(page).status_code == 200, reader
    for stranger in (operator_of("honam"), owner_of(standing_at(round, 1))):
        client.force_login(stranger)
        assert client.get(page).status_code == 404
    client.force_login(PanelMember.objects.filter(round=appeal.review_id).first().expert.user)
    assert client.get(page).status_code == 403


def test_a_headquarters_opens_and_answers_on_pages(client, round):
    appeal = make_filed(standing_at(round, 3))
    client.force_login(operator_of())
    assert reverse("evaluation:appeal-review", args=[appeal.pk]) in client.get(appeal.get_absolute_url()).text
    page = reverse("evaluation:appeal-review", args=[appeal.pk])
    opened = client.post(page, {"scoring_opens_at": "2027-03-02T09:00", "scoring_closes_at": "2027-03-01T09:00"})
    assert opened.status_code == 422
    make_tallied_review(appeal)
    client.force_login(head_of())
    page = reverse("evaluation:appeal-decide", args=[appeal.pk])
    assert page in client.get(appeal.get_absolute_url()).text
    shown = client.get(page).text
    assert "100,000,000" in shown
    assert client.post(page, {"answer": "upheld"}).status_code == 422
    assert client.post(page, {"answer": "upheld", "reason": "재평가 점수를 인정합니다."}).url == appeal.get_absolute_url()
    assert "추록" in client.get(appeal.get_absolute_url()).text


def test_the_pages_of_a_review_lead_to_its_appeal(client, round):
    appeal = make_judged(standing_at(round, 3))
    client.force_login(head_of())
    for name in ("round-detail", "round-ranking"):
        assert appeal.get_absolute_url() in client.get(reverse(f"evaluation:{name}", args=[appeal.review.ref])).text
    assert client.get(reverse("evaluation:round-confirm", args=[appeal.review.ref])).url == appeal.get_absolute_url()
