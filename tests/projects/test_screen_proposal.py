"""Screening: eligible, return for correction, not eligible; one by one and together."""

import datetime as dt
import threading

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from accounts.models import Role
from audit.models import Event
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed
from notifications.models import Message
from projects.actions.screen_proposal import find_eligible, screen_proposal
from projects.models import Screening
from projects.models.screening import ScreeningDecision as Decision
from projects.states import ProposalStatus
from tests.factories.accounts import make_user
from tests.factories.handed_in import make_handed_in
from tests.factories.projects import make_call, make_submitted, owner_of, writer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def hq():
    return make_user(Role.HQ_OPERATOR, region="capital")


@pytest.fixture
def call():
    return make_call()


@pytest.fixture
def after(call):
    return call.closes_at + dt.timedelta(hours=1)


def told(kind: str) -> set[int]:
    return set(Message.objects.filter(kind=f"projects/{kind}").values_list("recipient", flat=True))


def test_an_eligible_proposal_goes_on_and_all_its_firms_hear_it(hq, call, after):
    proposal = make_submitted(call)
    partner = proposal.partners.exclude(organisation=proposal.lead).get().organisation
    writer = writer_of(proposal.lead)
    writer_of(partner)  # of a partner only the owner is told
    screen_proposal(proposal, decision=Decision.ELIGIBLE, by=hq, at=after)
    proposal.refresh_from_db()
    assert proposal.status == ProposalStatus.ELIGIBLE
    assert told("proposal-eligible") == {owner_of(proposal.lead).pk, writer.pk, owner_of(partner).pk}
    assert Event.objects.filter(stream=proposal.stream, verb="found-eligible").count() == 1


def test_a_return_names_sections_and_deadline(hq, call, after):
    proposal, due = make_handed_in(call), after + dt.timedelta(days=7)
    screen_proposal(
        proposal, decision=Decision.RETURNED, scope=["files", "budget"], due_at=due, reason="재무제표 누락", by=hq, at=after
    )
    proposal.refresh_from_db()
    assert (proposal.status, proposal.correction_scope, proposal.correction_due_at) == ("returned", ["budget", "files"], due)
    body = Message.objects.get(kind="projects/proposal-returned").body
    assert "재무제표 누락" in body
    assert "예산" in body


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"decision": Decision.RETURNED}, {"reason", "scope", "due_at"}),
        ({"decision": Decision.RETURNED, "reason": "누락", "scope": ["check"]}, {"scope", "due_at"}),
        ({"decision": Decision.INELIGIBLE, "reason": " "}, {"reason"}),
    ],
)
def test_what_a_decision_needs_is_asked_for(hq, call, after, given, missing):
    proposal = make_handed_in(call)
    with pytest.raises(InvalidInput) as refused:
        screen_proposal(proposal, **given, by=hq, at=after)
    assert set(refused.value.errors) == missing
    assert not Screening.objects.exists()


def test_a_correction_is_due_in_the_future(hq, call, after):
    with pytest.raises(InvalidInput) as refused:
        screen_proposal(
            make_handed_in(call), decision=Decision.RETURNED, reason="누락", scope=["files"], due_at=after, by=hq, at=after
        )
    assert set(refused.value.errors) == {"due_at"}


def test_an_ineligible_proposal_is_out_and_its_firm_reads_why(hq, call, after):
    proposal = make_handed_in(call)
    screen_proposal(proposal, decision=Decision.INELIGIBLE, reason="입지 요건 미충족", by=hq, at=after)
    proposal.refresh_from_db()
    assert proposal.status == ProposalStatus.INELIGIBLE
    assert "입지 요건 미충족" in Message.objects.get(kind="projects/proposal-ineligible").body
    with pytest.raises(DomainError) as refused:
        screen_proposal(proposal, decision=Decision.ELIGIBLE, by=hq, at=after)
    assert refused.value.code == "illegal-move"


def test_nothing_is_screened_while_the_firm_may_still_withdraw(hq, call):
    proposal = make_handed_in(call)
    with pytest.raises(DomainError) as refused:
        screen_proposal(proposal, decision=Decision.ELIGIBLE, by=hq, at=call.closes_at)
    assert refused.value.code == "call-open"
    with pytest.raises(DomainError):
        find_eligible([proposal], by=hq, at=call.closes_at)


def test_another_region_and_the_firm_itself_may_not_screen(call, after):
    proposal = make_handed_in(call)
    for person in (
        make_user(Role.HQ_HEAD, region="dongnam"),
        make_user(Role.MINISTRY),
        make_user(Role.AUDITOR),
        owner_of(proposal.lead),
    ):
        with pytest.raises(NotAllowed):
            screen_proposal(proposal, decision=Decision.ELIGIBLE, by=person, at=after)


def test_many_are_found_eligible_in_a_few_statements(hq, call, after, django_assert_max_num_queries):
    proposals = [make_handed_in(call) for _ in range(5)]
    with django_assert_max_num_queries(18):  # and not a multiple of five
        find_eligible(proposals, by=hq, at=after)
    assert {p.status for p in call.proposals.all()} == {ProposalStatus.ELIGIBLE}
    assert Screening.objects.count() == 5
    assert Event.objects.filter(verb="found-eligible").count() == 5
    assert told("proposal-eligible") == {owner_of(p.lead).pk for p in proposals}


def test_the_number_of_statements_does_not_grow_with_the_selection(hq, call, after):
    def statements(count: int) -> int:
        from django.test.utils import CaptureQueriesContext

        chosen = [make_handed_in(call) for _ in range(count)]
        with CaptureQueriesContext(connection) as captured:
            find_eligible(chosen, by=hq, at=after)
        return len(captured)

    statements(1)
    assert statements(1) == statements(6)


def test_all_or_none_are_found_eligible(hq, call, after):
    ready, decided = make_handed_in(call), make_handed_in(call, status=ProposalStatus.INELIGIBLE)
    with pytest.raises(DomainError) as refused, transaction.atomic():
        find_eligible([ready, decided], by=hq, at=after)
    assert refused.value.code == "illegal-move"
    ready.refresh_from_db()
    assert ready.status == ProposalStatus.SUBMITTED
    with pytest.raises(NotAllowed), transaction.atomic():
        find_eligible([ready, make_handed_in(call, region="dongnam")], by=hq, at=after)
    with pytest.raises(InvalidInput):
        find_eligible([], by=hq, at=after)


def test_a_screening_stays_as_it_was_written(hq, call, after):
    screening = screen_proposal(make_handed_in(call), decision=Decision.INELIGIBLE, reason="중복 과제", by=hq, at=after)
    for change in (lambda: Screening.objects.update(reason="다른 사유"), lambda: Screening.objects.all()._raw_delete("default")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    screening.refresh_from_db()
    assert screening.reason == "중복 과제"


@pytest.mark.django_db(transaction=True)
def test_two_officers_deciding_at_once_leave_one_decision(hq, call, after):
    proposal, barrier, refused = make_handed_in(call), threading.Barrier(2), []

    def decide(decision: Decision, reason: str) -> None:
        barrier.wait()
        try:
            screen_proposal(proposal, decision=decision, reason=reason, by=hq, at=after)
        except DomainError as error:
            refused.append(error.code)
        finally:
            connection.close()

    officers = [
        threading.Thread(target=decide, args=(Decision.ELIGIBLE, "")),
        threading.Thread(target=decide, args=(Decision.ELIGIBLE, "")),
    ]
    [officer.start() for officer in officers]
    [officer.join(30) for officer in officers]
    assert refused == ["illegal-move"]
    assert Screening.objects.count() == 1
