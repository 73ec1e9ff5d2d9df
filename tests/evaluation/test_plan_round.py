"""A round begins on a closed call, takes in every eligible proposal of its region, and only those."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from accounts.models import Role
from audit.models import Event
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed, NotReady
from evaluation.actions.plan_round import plan_round
from evaluation.models import Adjustment, Round
from evaluation.states import RoundStatus
from projects.models import Call, Proposal
from projects.states import CallStatus, ProposalStatus
from tests.factories.accounts import make_organisation, make_user
from tests.factories.evaluation import (
    CALL_CLOSED,
    DAY,
    NOW,
    SCORING_CLOSES,
    SCORING_OPENS,
    make_closed_call,
    make_eligible,
    make_round,
    operator_of,
)
from tests.factories.projects import make_region

pytestmark = pytest.mark.django_db


def plan(call, *, by=None, region="capital", opens=SCORING_OPENS, closes=SCORING_CLOSES, at=NOW - 5 * DAY) -> Round:
    return plan_round(
        call, make_region(region), by=by or operator_of(region), scoring_opens_at=opens, scoring_closes_at=closes, at=at
    )


def test_the_eligible_proposals_of_the_region_enter_evaluation():
    call = make_closed_call()
    inside, elsewhere = make_eligible(call), make_eligible(call, region="honam")
    refused = make_eligible(call, status=ProposalStatus.INELIGIBLE)
    round = plan(call)
    assert (round.ref, round.status, round.proposal_count) == (f"{call.ref}-capital", RoundStatus.PLANNED, 1)
    assert list(round.entries.values_list("proposal", flat=True)) == [inside.pk]
    assert Proposal.objects.get(pk=inside.pk).status == ProposalStatus.UNDER_EVALUATION
    assert Proposal.objects.get(pk=elsewhere.pk).status == ProposalStatus.ELIGIBLE
    assert Proposal.objects.get(pk=refused.pk).status == ProposalStatus.INELIGIBLE
    assert Event.objects.filter(stream=round.stream).values_list("verb", flat=True)[0] == "planned"


def test_nothing_begins_while_a_proposal_waits_for_screening():
    call = make_closed_call()
    make_eligible(call)
    make_eligible(call, status=ProposalStatus.SUBMITTED)
    with translation.override("en"), pytest.raises(NotReady) as refusal:
        plan(call)
    assert refusal.value.problems == ["1 proposal still waits for screening."]
    assert not Round.objects.exists()


def test_a_round_needs_proposals():
    with pytest.raises(NotReady):
        plan(make_closed_call())


def test_an_open_call_is_not_evaluated():
    call = make_closed_call()
    make_eligible(call)
    with pytest.raises(DomainError) as refusal:
        plan(call, at=CALL_CLOSED)
    assert refusal.value.code == "call-open"


def test_a_draft_whose_times_have_passed_is_not_evaluated():
    call = make_closed_call()
    make_eligible(call)
    Call.objects.filter(pk=call.pk).update(status=CallStatus.DRAFT, published_at=None)
    with pytest.raises(DomainError) as refusal:
        plan(call)
    assert refusal.value.code == "call-open"


def test_one_open_round_per_call_and_region():
    round = make_round()
    with pytest.raises(DomainError) as refusal:
        plan(round.call)
    assert refusal.value.code == "round-exists"
    with pytest.raises(IntegrityError, match="one_open_round_per_call_and_region"), transaction.atomic():
        Round.objects.create(
            ref="second", call=round.call, region=round.region, rulebook=round.rulebook, created_by=round.created_by,
            scoring_opens_at=SCORING_OPENS, scoring_closes_at=SCORING_CLOSES,
        )  # fmt: skip


def test_only_the_regions_own_headquarters_or_the_programme_office_plan():
    call = make_closed_call()
    make_eligible(call)
    for other in (operator_of("honam"), make_user(Role.EVALUATOR), make_user(Role.MINISTRY), make_user(Role.AUDITOR)):
        with pytest.raises(NotAllowed):
            plan(call, by=other)
    assert plan(call, by=make_user(Role.CENTRAL)).pk


def test_a_regional_call_is_not_evaluated_elsewhere():
    call = make_closed_call(region="capital")
    with pytest.raises(DomainError) as refusal:
        plan(call, region="honam")
    assert refusal.value.code == "wrong-region"


@pytest.mark.parametrize("closes", [SCORING_OPENS, NOW - 6 * DAY])
def test_times_must_fit(closes):
    call = make_closed_call()
    make_eligible(call)
    with pytest.raises(InvalidInput) as refusal:
        plan(
            call,
            opens=min(SCORING_OPENS, closes) - dt.timedelta(days=1) if closes != SCORING_OPENS else SCORING_OPENS,
            closes=closes,
        )
    assert list(refusal.value.errors) == ["scoring_closes_at"]


def test_bonus_points_that_the_facts_prove_are_entered_with_evidence():
    call = make_closed_call()
    plain = make_eligible(call, joint=False)
    big = make_organisation("한국대기업", kind="large")
    strong = make_eligible(call, partner=big, partner_region="honam")
    round = plan(call)
    found = {(one.entry.proposal_id, one.code): one for one in Adjustment.objects.select_related("entry")}
    assert set(found) == {(strong.pk, "leading_and_sme"), (strong.pk, "cross_region")}
    assert found[strong.pk, "leading_and_sme"].evidence == f"선도기업 한국대기업, 중소기업 {strong.lead.name_ko} 참여"
    assert found[strong.pk, "cross_region"].points == 2
    assert not Adjustment.objects.filter(entry__proposal=plain).exists()
    assert round.proposal_count == 2
