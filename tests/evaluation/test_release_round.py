"""The release is one act: proposals move, money is committed, letters go out once each, the list stays as it is."""

import json

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from audit.models import Event
from cluster_portal.shared.canonical import sha256_hex
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed, NotReady
from evaluation.actions import release_round as module
from evaluation.actions.release_round import release_round
from evaluation.actions.tally_round import tally_round
from evaluation.actions.write_summary import LONGEST, write_summary
from evaluation.models import OpinionSummary, Release, Round, Standing
from evaluation.queries.results import disclosure, my_result, public_results, released_round, released_rounds
from evaluation.states import Decision, RoundStatus
from notifications.models import Message
from programme.models import RegionalBudget
from projects.models import Proposal
from projects.states import ProposalStatus
from tests.factories.accounts import make_user
from tests.factories.evaluation import (
    give_budget,
    head_of,
    make_closed_call,
    make_confirmed_round,
    make_eligible,
    make_scoring_round,
    make_tallied_round,
    operator_of,
)

pytestmark = pytest.mark.django_db
MILLION = 1_000_000


@pytest.fixture
def round():
    """Three proposals: selected, reserve, rejected."""
    call = make_closed_call()
    asked = [300, 400, 100]
    proposals = [make_eligible(call, requested_krw=one * MILLION) for one in asked]
    totals = {proposal.pk: [score] * 5 for proposal, score in zip(proposals, (90, 80, 60), strict=True)}
    return make_confirmed_round(call, members=5, budget_krw=500 * MILLION, totals=totals)


def proposals() -> list[Proposal]:
    return list(Proposal.objects.order_by("pk"))


def release(round: Round, by=None) -> Release:
    return release_round(round, by=by or head_of())


def test_proposals_move_and_money_is_committed(round):
    release(round)
    assert [(one.status, one.granted_krw) for one in proposals()] == [
        (ProposalStatus.SELECTED, 300 * MILLION), (ProposalStatus.RESERVE, None), (ProposalStatus.REJECTED, None),
    ]  # fmt: skip
    assert RegionalBudget.objects.get().committed_krw == 300 * MILLION
    round.refresh_from_db()
    assert round.status == RoundStatus.RELEASED


def test_every_applicant_gets_one_letter_with_the_words_of_the_decision(round):
    release(round)
    letters = Message.objects.filter(kind__startswith="evaluation/result-")
    told = {(letter.recipient_id, letter.kind) for letter in letters}
    expected = set()
    for proposal, kind in zip(proposals(), ("selected", "reserve", "rejected"), strict=True):
        for partner in proposal.partners.all():
            expected.add((partner.consented_by_id, f"evaluation/result-{kind}"))
    assert told == expected
    assert letters.count() == 6
    selected = letters.filter(kind="evaluation/result-selected").first()
    assert "₩300,000,000" in selected.body
    assert f"/evaluation/results/{proposals()[0].ref}/" in selected.body
    assert "예비 1순위" in letters.filter(kind="evaluation/result-reserve").first().subject


def test_a_second_press_releases_nothing_twice(round):
    first = release(round)
    assert release(round).pk == first.pk
    assert Release.objects.count() == 1
    assert Message.objects.filter(kind__startswith="evaluation/result-").count() == 6
    assert RegionalBudget.objects.get().committed_krw == 300 * MILLION


def test_what_was_released_is_kept_with_its_digest(round):
    """File by file: what is in them, and that it cannot be changed, is in test_packet.py."""
    made = release(round)
    assert made.sha256 == sha256_hex(made.content)
    released = json.loads(made.content)
    assert (released["form"], released["round"]) == ("cluster-release/2", round.ref)
    assert {"scores.csv", "tally.csv", "ranking.csv", "selection.csv", "rulebook.json"} <= set(released["files"])
    event = Event.objects.get(stream=round.stream, verb="released")
    assert (event.data["sha256"], event.data["packet_sha256"]) == (made.sha256, round.packet.sha256)


def test_a_released_list_is_never_changed(round):
    release(round)
    for change in (
        lambda: Standing.objects.update(place=9),
        lambda: Standing.objects.all().delete(),
        lambda: OpinionSummary.objects.update(strengths="바꿈"),
        lambda: Round.objects.update(budget_krw=0),
        lambda: Release.objects.update(sha256="0" * 64),
        lambda: Release.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(DomainError):
        tally_round(round, by=operator_of())


def test_reasons_come_with_the_result(round):
    OpinionSummary.objects.filter(proposal=proposals()[2]).delete()
    with pytest.raises(NotReady):
        release(round)
    assert Round.objects.get().status == RoundStatus.CONFIRMED
    assert not Message.objects.filter(kind__startswith="evaluation/result-").exists()


def test_if_anything_fails_nothing_has_happened(round, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("the letters could not be written")

    monkeypatch.setattr(module.messages, "results_released", broken)
    with pytest.raises(RuntimeError):
        release(round)
    assert Round.objects.get().status == RoundStatus.CONFIRMED
    assert {one.status for one in proposals()} == {ProposalStatus.UNDER_EVALUATION}
    assert RegionalBudget.objects.get().committed_krw == 0
    assert not Release.objects.exists()


def test_money_that_has_gone_meanwhile_stops_the_release(round):
    RegionalBudget.objects.update(committed_krw=400 * MILLION)
    with pytest.raises(DomainError) as refusal:
        release(round)
    assert refusal.value.code == "over-budget"


def test_only_a_confirmed_ranking_is_released():
    round = make_tallied_round()
    give_budget(round, 500 * MILLION)
    with pytest.raises(DomainError) as refusal:
        release(round)
    assert refusal.value.code == "illegal-move"


def test_only_the_head_of_the_regions_headquarters_releases(round):
    for other in (operator_of(), head_of("honam"), make_user(Role.CENTRAL), make_user(Role.MINISTRY), make_user(Role.ADMIN)):
        with pytest.raises(NotAllowed):
            release(round, by=other)


def test_a_release_is_a_few_statements_whatever_the_number_of_proposals():
    head = head_of()
    counts = []
    for number in (1, 6):
        made = make_confirmed_round(proposals=number, members=5, budget_krw=50_000 * MILLION)
        with CaptureQueriesContext(connection) as captured:
            release(made, by=head)
        counts.append(len(captured))
    assert counts[1] <= counts[0] + 1


# --- What the release makes known ------------------------------------------------------------


def test_the_applicant_learns_score_reasons_and_comments_but_no_pair_of_name_and_score(round):
    made = release(round)
    proposal = proposals()[0]
    partner_owner = proposal.partners.exclude(organisation=proposal.lead).get().consented_by
    for applicant in (proposal.created_by, partner_owner):
        shown = disclosure(my_result(applicant, proposal.ref))
        assert (shown.total, shown.grade, shown.place, shown.ranked) == (90, "우수", 1, 3)
        assert shown.opinion.improvements == "판로 계획을 보완하십시오."
        assert shown.evaluators is None  # the rulebook of 2010 does not disclose them
        assert {criterion.code: criterion.mean for criterion in shown.criteria}["cooperation"] == 15
        assert shown.comments[0].comments == ["종합하면 협력 체계와 사업화 계획이 뚜렷한 과제입니다."] * 5
        assert shown.release == made
        assert "seat" not in json.dumps(shown.steps, default=str)


def test_under_a_rulebook_that_discloses_evaluators_their_names_stand_alone():
    round = make_confirmed_round(code="2026", proposals=1, members=5)
    release(round)
    proposal = Proposal.objects.get()
    shown = disclosure(my_result(proposal.created_by, proposal.ref))
    assert shown.evaluators == sorted((member.name, member.affiliation) for member in round.members.joined())


def test_another_applicant_sees_nothing_of_it(round):
    release(round)
    with pytest.raises(Standing.DoesNotExist):
        my_result(proposals()[1].created_by, proposals()[0].ref)


def test_before_the_release_the_applicant_learns_nothing(round):
    proposal = proposals()[0]
    with pytest.raises(Standing.DoesNotExist):
        my_result(proposal.created_by, proposal.ref)


def test_the_public_sees_the_selected_and_the_reserve_list(round):
    assert list(released_rounds()) == []
    release(round)
    page = public_results(released_round(round.ref))
    assert [one.proposal_id for one in page] == [one.pk for one in proposals()[:2]]
    assert {one.decision for one in page} == {Decision.SELECTED, Decision.RESERVE}


# --- The summary ----------------------------------------------------------------------------------


def test_a_summary_is_not_written_while_scores_are_given_nor_by_just_anybody(round):
    scoring = make_scoring_round(members=5)
    words = {"strengths": "좋은 점", "improvements": "보완점"}
    with pytest.raises(DomainError) as refusal:
        write_summary(scoring.entries.first(), by=operator_of(), **words)
    assert refusal.value.code == "not-closed"
    entry, member = round.entries.first(), round.members.first()
    for other in (member.expert.user, operator_of("honam"), make_user(Role.CENTRAL), make_user(Role.AUDITOR)):
        with pytest.raises(NotAllowed):
            write_summary(entry, by=other, **words)
    for wrong in ({"strengths": " "}, {"improvements": "가" * (LONGEST + 1)}):
        with pytest.raises(InvalidInput) as refusal:
            write_summary(entry, by=operator_of(), **words | wrong)
        assert list(refusal.value.errors) == list(wrong)


def test_a_summary_is_written_between_close_and_release(round):
    entry = round.entries.order_by("pk").first()
    write_summary(entry, by=operator_of(), strengths="다시 쓴 의견", improvements="보완점")
    assert OpinionSummary.objects.get(proposal=entry.proposal).strengths == "다시 쓴 의견"
    release(round)
    with pytest.raises(DomainError) as refusal:
        write_summary(entry, by=operator_of(), strengths="늦은 의견", improvements="보완점")
    assert refusal.value.code == "round-released"
