"""What a round does to proposals, and what the dashboards then count."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User
from audit.models import Event
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed
from notifications.models import Message
from projects.actions.begin_evaluation import begin_evaluation
from projects.actions.refresh_figures import refresh_figures
from projects.actions.reject_proposal import reject_proposal, reject_proposals
from projects.actions.reserve_proposal import reserve_proposals
from projects.actions.select_proposal import select_proposal, select_proposals
from projects.models import Figure, Partner, Proposal
from projects.states import ProposalStatus
from tests.factories.accounts import make_organisation, make_user
from tests.factories.handed_in import make_handed_in
from tests.factories.projects import eligible_plant, make_call, make_draft, owner_of

pytestmark = pytest.mark.django_db
UNDER = ProposalStatus.UNDER_EVALUATION


@pytest.fixture
def head():
    return make_user(Role.HQ_HEAD, region="capital")


@pytest.fixture
def call():
    return make_call()


def test_eligible_proposals_enter_the_round_with_its_name_in_their_history(head, call):
    proposals = [make_handed_in(call, status=ProposalStatus.ELIGIBLE) for _ in range(3)]
    begin_evaluation(proposals, by=head, round_ref="2026-capital-1-R1")
    assert set(call.proposals.values_list("status", flat=True)) == {UNDER}
    assert [e.data["round"] for e in Event.objects.filter(verb="evaluation-began")] == ["2026-capital-1-R1"] * 3
    assert not Message.objects.exists()


def test_a_proposal_nobody_screened_enters_no_round(head, call):
    ready, unseen = make_handed_in(call, status=ProposalStatus.ELIGIBLE), make_handed_in(call)
    with pytest.raises(DomainError) as refused:
        begin_evaluation([ready, unseen], by=head)
    assert refused.value.code == "illegal-move"


def test_a_release_selects_reserves_and_rejects_in_a_few_statements(head, call, django_assert_max_num_queries):
    won = [make_handed_in(call, status=UNDER, requested_krw=300_000_000) for _ in range(4)]
    spare, lost = make_handed_in(call, status=UNDER), make_handed_in(call, status=UNDER)
    with django_assert_max_num_queries(7):
        select_proposals({p.pk: 250_000_000 for p in won}, by=head, told={"round": "R1"})
    reserve_proposals({spare.pk: 1}, by=head, told={"round": "R1"})
    reject_proposals([lost.pk], by=head, told={"round": "R1"})
    for proposal in [*won, spare, lost]:
        proposal.refresh_from_db()
    assert {p.status for p in won} == {ProposalStatus.SELECTED}
    assert {p.granted_krw for p in won} == {250_000_000}
    assert (spare.status, lost.status) == (ProposalStatus.RESERVE, ProposalStatus.REJECTED)
    assert Event.objects.get(stream=spare.stream, verb="reserved").data == {"number": 1, "round": "R1"}


def test_the_number_of_statements_does_not_grow_with_the_winners(head, call):
    def statements(count: int) -> int:
        grants = {make_handed_in(call, status=UNDER, requested_krw=100).pk: 100 for _ in range(count)}
        with CaptureQueriesContext(connection) as captured:
            select_proposals(grants, by=head, told={})
        return len(captured)

    statements(1)
    assert statements(1) == statements(7)


def test_a_reserve_moves_up_or_out(call):
    system = User.objects.system()
    first, second = (make_handed_in(call, status=ProposalStatus.RESERVE, requested_krw=100) for _ in range(2))
    assert select_proposal(first, granted_krw=100, by=system).status == ProposalStatus.SELECTED
    assert reject_proposal(second, by=system).status == ProposalStatus.REJECTED


@pytest.mark.parametrize("granted", [0, -1, 300_000_001])
def test_a_grant_lies_between_nothing_and_what_was_asked(head, call, granted):
    proposal = make_handed_in(call, status=UNDER, requested_krw=300_000_000)
    with pytest.raises(InvalidInput) as refused:
        select_proposal(proposal, granted_krw=granted, by=head)
    assert "300,000,000" in str(refused.value)


def test_who_does_not_work_for_the_region_decides_nothing(call):
    proposal = make_handed_in(call, status=UNDER, requested_krw=100)
    for person in (make_user(Role.HQ_HEAD, region="dongnam"), make_user(Role.MINISTRY), owner_of(proposal.lead)):
        with pytest.raises(NotAllowed):
            select_proposal(proposal, granted_krw=100, by=person)


# --- Figures --------------------------------------------------------------------------


def test_figures_count_by_complex_and_say_as_of_when(call):
    at = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
    for status in (ProposalStatus.SUBMITTED, ProposalStatus.INELIGIBLE, ProposalStatus.ELIGIBLE, UNDER, ProposalStatus.REJECTED):
        make_handed_in(call, status=status, requested_krw=10)
    joint = make_handed_in(call, status=ProposalStatus.SELECTED, requested_krw=100, granted_krw=80)
    firm = make_organisation()
    Partner.objects.create(proposal=joint, organisation=firm, plant=eligible_plant(firm, "dongnam"))
    make_draft(call)
    make_handed_in(call, region="dongnam", requested_krw=7)
    assert refresh_figures(at=at) == 2
    here = Figure.objects.get(region="capital")
    assert (here.drafts, here.submitted, here.eligible, here.evaluated, here.selected) == (1, 6, 4, 2, 1)
    assert (here.joint, here.cross_region, here.asked_krw, here.granted_krw, here.as_of) == (1, 1, 150, 80, at)
    assert Figure.objects.get(region="dongnam").asked_krw == 7


def test_figures_are_refreshed_in_place_in_as_many_statements(call):
    def statements(at: dt.datetime) -> int:
        with CaptureQueriesContext(connection) as captured:
            refresh_figures(at=at)
        return len(captured)

    at = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
    make_handed_in(call)
    before = statements(at)
    for region in ("capital", "dongnam", "honam"):
        make_handed_in(call, region=region)
    assert statements(at + dt.timedelta(minutes=1)) == before
    assert dict(Figure.objects.values_list("region", "submitted")) == {"capital": 2, "dongnam": 1, "honam": 1}


def test_a_complex_that_lost_its_last_draft_leaves_the_figures(call):
    at = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
    draft = make_draft(call)
    refresh_figures(at=at)
    Proposal.objects.filter(pk=draft.pk).update(plant=None, complex=None, region=None)
    refresh_figures(at=at + dt.timedelta(minutes=1))
    assert list(Figure.objects.values_list("region", "complex", "drafts")) == [(None, None, 1)]
