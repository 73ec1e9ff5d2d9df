"""Applicants name unsuitable evaluators (기피) and their own researchers; HQ decides before anyone is invited."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.models import Role, User
from audit.models import Event
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed, NotReady
from evaluation.actions.decide_objection import decide_objection
from evaluation.actions.invite_panel import invite_panel
from evaluation.actions.name_researchers import NamedResearcher, name_researchers
from evaluation.actions.object_to_evaluator import AT_MOST, object_to_evaluator
from evaluation.actions.propose_panel import propose_panel
from evaluation.actions.withdraw_objection import withdraw_objection
from evaluation.models import Objection, Researcher, Round
from evaluation.queries import pool
from notifications.models import Message
from projects.models import Proposal
from tests.factories.accounts import make_user
from tests.factories.evaluation import (
    SCORING_OPENS,
    make_closed_call,
    make_eligible,
    make_expert,
    make_pool,
    make_round,
    operator_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def hq(db) -> User:
    return operator_of()


@pytest.fixture
def round(db) -> Round:
    return make_round(proposals=2)


@pytest.fixture
def proposal(round) -> Proposal:
    return Proposal.objects.filter(rounds__round=round).order_by("pk").first()


def file(proposal: Proposal, **given) -> Objection:
    said = {"name": "김가상", "organisation_name": "가상대학교", "reason": "소송 중인 상대방의 대리인입니다."}
    return object_to_evaluator(proposal, by=given.pop("by", proposal.created_by), **said | given)


def code_of(caught) -> str:
    return caught.value.code


def test_the_lead_objects_before_and_after_a_round_is_planned(proposal, hq):
    early = make_eligible(make_closed_call(), status="submitted")
    assert file(early).status == "open"
    objection = file(proposal)
    letter = Message.objects.get(kind="evaluation/objection-made", recipient=hq, subject__contains=proposal.ref)
    assert "김가상" not in letter.body
    assert Event.objects.get(stream=proposal.stream, verb="objected").data == {"objection": objection.pk}


def test_saying_it_again_says_it_once(proposal):
    assert file(proposal) == file(proposal, reason="다른 말")
    assert Objection.objects.count() == 1


def test_a_draft_has_nobody_to_object_to_and_an_invited_panel_is_too_late(round, proposal, hq):
    make_pool()
    propose_panel(round, by=hq, at=SCORING_OPENS)
    assert file(proposal)
    decide_objection(Objection.objects.get(), by=hq, follow=False, reason="근거가 없습니다.")
    invite_panel(round, by=hq, at=SCORING_OPENS)
    with pytest.raises(DomainError) as refusal:
        file(proposal, name="이가상")
    assert code_of(refusal) == "objections-closed"
    Proposal.objects.filter(pk=proposal.pk).update(status="draft")
    with pytest.raises(DomainError) as refusal:
        file(Proposal.objects.get(pk=proposal.pk), name="이가상")
    assert code_of(refusal) == "objections-closed"


def test_only_the_lead_objects(proposal):
    partner = proposal.partners.exclude(organisation=proposal.lead).get()
    for other in (partner.consented_by, operator_of(), make_user(Role.CENTRAL)):
        with pytest.raises(NotAllowed):
            file(proposal, by=other)


@pytest.mark.parametrize("missing", ["name", "reason"])
def test_name_and_reason_are_needed(proposal, missing):
    with pytest.raises(InvalidInput) as refusal:
        file(proposal, **{missing: " "})
    assert list(refusal.value.errors) == [missing]


def test_an_applicant_does_not_choose_the_panel(proposal):
    for number in range(AT_MOST):
        file(proposal, name=f"가상{number}")
    with pytest.raises(DomainError) as refusal:
        file(proposal, name="하나 더")
    assert code_of(refusal) == "too-many"


def test_nobody_is_invited_while_an_applicant_waits(round, proposal, hq):
    make_pool()
    objection = file(proposal)
    propose_panel(round, by=hq, at=SCORING_OPENS)
    with pytest.raises(NotReady):
        invite_panel(round, by=hq, at=SCORING_OPENS)
    withdraw_objection(objection, by=proposal.created_by)
    assert withdraw_objection(objection, by=proposal.created_by).status == "withdrawn"
    assert invite_panel(round, by=hq, at=SCORING_OPENS)


def test_followed_it_bars_from_that_proposal_alone_and_the_applicant_learns_it(round, proposal, hq):
    expert = make_expert(user=make_user(Role.EVALUATOR, name="김가상"))
    decided = decide_objection(file(proposal), by=hq, follow=True, expert=expert, reason="분쟁이 확인됨")
    hits = pool.who_may_not(round, [expert]).by_expert()[expert.pk]
    assert [(hit.proposal, hit.rule) for hit in hits] == [(proposal.pk, "objection")]
    letter = Message.objects.get(kind="evaluation/objection-decided", recipient=proposal.created_by)
    assert "인용" in letter.body and "분쟁이 확인됨" in letter.body
    with pytest.raises(DomainError) as refusal:
        decide_objection(decided, by=hq, follow=False, reason="x")
    assert code_of(refusal) == "illegal-move"


def test_the_person_objected_to_does_not_read_it(round, proposal, hq):
    from evaluation.queries.subjects import declarations_due

    make_pool(home=3, away=4)
    propose_panel(round, by=hq, at=SCORING_OPENS)
    member = round.members.joined().first()
    decide_objection(file(proposal), by=hq, follow=True, expert=member.expert, reason="분쟁이 확인됨")
    assert pool.who_may_not(round, [member.expert]).by_expert()
    assert all(one.hits == [] for one in declarations_due(member))


def test_not_followed_it_bars_nobody(round, proposal, hq):
    expert = make_expert(user=make_user(Role.EVALUATOR, name="김가상"))
    decide_objection(file(proposal), by=hq, follow=False, expert=expert, reason="근거가 없음")
    assert pool.who_may_not(round, [expert]).by_expert() == {}
    assert "받아들이지 않았습니다" in Message.objects.get(kind="evaluation/objection-decided", recipient=proposal.created_by).body


def test_a_decision_needs_reason_person_and_right(proposal, hq):
    objection = file(proposal)
    with pytest.raises(InvalidInput):
        decide_objection(objection, by=hq, follow=True, reason="근거 있음")
    with pytest.raises(InvalidInput):
        decide_objection(objection, by=hq, follow=False, reason=" ")
    for other in (proposal.created_by, operator_of("honam"), make_user(Role.AUDITOR)):
        with pytest.raises(NotAllowed):
            decide_objection(objection, by=other, follow=False, reason="x")


def test_the_database_wants_a_reason_for_every_decision(proposal):
    objection = file(proposal)
    with pytest.raises(IntegrityError, match="a_decided_objection_says_why"), transaction.atomic():
        Objection.objects.filter(pk=objection.pk).update(status="declined")


@pytest.mark.django_db(transaction=True)
def test_taken_back_and_decided_at_once_ends_in_one_of_the_two():
    made = make_round(proposals=1)
    proposal, hq = Proposal.objects.get(rounds__round=made), operator_of()
    objection = file(proposal)
    together, ends = threading.Barrier(2), []

    def press(deed) -> None:
        try:
            together.wait()
            ends.append(deed().status)
        except DomainError as refused:
            ends.append(refused.code)
        finally:
            connection.close()

    deeds = (
        lambda: withdraw_objection(Objection.objects.get(), by=User.objects.get(pk=proposal.created_by_id)),
        lambda: decide_objection(Objection.objects.get(), by=User.objects.get(pk=hq.pk), follow=False, reason="x"),
    )
    threads = [threading.Thread(target=press, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ends.count("illegal-move") == 1
    assert Objection.objects.get(pk=objection.pk).status in {"withdrawn", "declined"}


# --- Researchers -------------------------------------------------------------------------


def test_the_list_of_researchers_is_replaced_and_kept(proposal):
    lead = proposal.lead_id
    by = proposal.created_by
    name_researchers(
        proposal, by=by, researchers=[NamedResearcher(lead, "김 가상", "연구1팀", True), NamedResearcher(lead, "이가상")]
    )
    name_researchers(proposal, by=by, researchers=[NamedResearcher(lead, "김 가상", "연구1팀", True)])
    name_researchers(proposal, by=by, researchers=[NamedResearcher(lead, "김 가상", "연구1팀", True)])
    assert [one.name for one in Researcher.objects.standing()] == ["김 가상"]
    assert Researcher.objects.count() == 2
    assert Event.objects.filter(stream=proposal.stream, verb="researchers-named").count() == 2


@pytest.mark.parametrize("rows", [[("x", "")], [("lead", "김"), ("lead", "김")]])
def test_a_researcher_belongs_to_the_proposal_and_is_named_once(proposal, rows):
    researchers = [NamedResearcher(proposal.lead_id if who == "lead" else 0, name) for who, name in rows]
    with pytest.raises(InvalidInput):
        name_researchers(proposal, by=proposal.created_by, researchers=researchers)


# --- In the browser -----------------------------------------------------------------------


def own(proposal: Proposal) -> str:
    return reverse("evaluation:own-objections", args=[proposal.ref])


def test_an_applicant_objects_takes_back_and_names_researchers(client, proposal):
    client.force_login(proposal.created_by)
    assert client.get(own(proposal)).status_code == 200
    answer = client.post(own(proposal), {"name": "김가상", "organisation_name": "", "reason": ""})
    assert answer.status_code == 422
    assert "김가상" in answer.content.decode()
    assert client.post(own(proposal), {"name": "김가상", "reason": "분쟁 중"}).status_code == 302
    objection = Objection.objects.get()
    client.post(reverse("evaluation:objection-withdraw", args=[proposal.ref, objection.pk]))
    assert Objection.objects.get().status == "withdrawn"
    rows = {
        "researchers-TOTAL_FORMS": "2", "researchers-INITIAL_FORMS": "0",
        "researchers-0-name": "박가상", "researchers-0-organisation": str(proposal.lead_id), "researchers-0-department": "연구1팀",
        "researchers-0-is_principal": "on", "researchers-1-name": "",
    }  # fmt: skip
    to = reverse("evaluation:own-researchers", args=[proposal.ref])
    assert client.post(to, rows).status_code == 302
    assert str(Researcher.objects.get().department) == "연구1팀"
    wrong = client.post(to, rows | {"researchers-0-organisation": ""})
    assert wrong.status_code == 422
    assert "박가상" in wrong.content.decode()


def test_hq_matches_and_decides_and_the_applicant_reads_it(client, round, proposal, hq):
    objection = file(proposal)
    meant, namesake = (make_expert(user=make_user(Role.EVALUATOR, name="김 가상")) for _ in range(2))
    client.force_login(hq)
    listed = reverse("evaluation:objection-list", args=[round.ref])
    assert "김가상" in client.get(listed).content.decode()
    decide = reverse("evaluation:objection-decide", args=[round.ref, objection.pk])
    assert set(client.get(decide).context["form"].meant) == {meant.pk, namesake.pk}
    assert client.post(decide, {"decision": "follow", "reason": "확인됨"}).status_code == 422
    assert client.post(decide, {"decision": "follow", "expert": meant.pk, "reason": "분쟁이 확인됨"}).url == listed
    assert client.get(decide).status_code == 404
    client.force_login(proposal.created_by)
    assert "분쟁이 확인됨" in client.get(own(proposal)).content.decode()


def test_an_objection_is_not_met_by_others(client, round, proposal):
    file(proposal)
    partner = proposal.partners.exclude(organisation=proposal.lead).get()
    client.force_login(partner.consented_by)
    assert client.get(own(proposal)).status_code == 403
    for stranger in (operator_of("honam"), make_user(Role.COMPANY_OWNER), make_expert().user):
        assert not Objection.objects.visible_to(stranger).exists()
    for reader in (operator_of(), make_user(Role.CENTRAL), make_user(Role.AUDITOR), proposal.created_by):
        assert Objection.objects.visible_to(reader).count() == 1
