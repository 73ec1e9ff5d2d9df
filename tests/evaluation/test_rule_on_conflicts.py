"""Conflicts over the facts in the database: what is found, what HQ rules on it, and when the question opens again."""

import datetime as dt
import threading

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User
from audit.models import Event
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed
from consultants.actions.write_entry import write_entry
from consultants.models import Absence, Expert, FormerEmployment, JointWork, Kin, Sanction, Training
from evaluation.actions.change_panel import change_panel
from evaluation.actions.rule_on_conflicts import rule_on_conflicts
from evaluation.models import ConflictRuling, Researcher, Round
from evaluation.queries import pool
from evaluation.queries.dry_run import dry_run
from programme.clocks import seoul_day
from programme.rulebook import read_rulebook
from projects.models import Proposal
from tests.factories.accounts import give_role, make_organisation, make_user
from tests.factories.evaluation import (
    SCORING_OPENS,
    make_closed_call,
    make_closed_round,
    make_eligible,
    make_expert,
    make_round,
    operator_of,
)
from tests.factories.programme import shipped_document

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


def found(round: Round, expert: Expert) -> list[tuple[int, str]]:
    expert = Expert.objects.select_related("organisation").get(pk=expert.pk)
    return [(hit.proposal, hit.rule) for hit in pool.who_may_not(round, [expert]).by_expert().get(expert.pk, [])]


def keys(round: Round, *experts: Expert) -> list:
    conflicts = pool.who_may_not(round, Expert.objects.filter(pk__in=[one.pk for one in experts]).select_related("organisation"))
    return [(hit.person, hit.proposal, hit.rule, hit.digest) for hit in conflicts.findings.hits()]


def rule(round: Round, hq: User, expert: Expert, outcome: str = "no_conflict", reason: str = "퇴직 증명서를 확인함", **given):
    return rule_on_conflicts(
        round, by=hq, keys=given.pop("keys", None) or keys(round, expert), outcome=outcome, reason=reason, **given
    )


def worked_at(proposal: Proposal, **fields) -> Expert:
    expert = make_expert()
    given = {
        "organisation": proposal.lead,
        "started_on": dt.date(2020, 1, 1),
        "ended_on": SCORING_OPENS.date() - dt.timedelta(days=100),
    }
    FormerEmployment.objects.create(expert=expert, **given | fields)
    return expert


# --- What is found ----------------------------------------------------------------------


def test_every_line_of_a_profile_is_looked_at(round, proposal):
    lead = proposal.lead
    central = make_user(Role.CENTRAL)
    one = make_expert()
    write_entry(JointWork, one, by=one.user, kind="advice", organisation=lead, started_on=dt.date(2025, 1, 1))
    two = make_expert()
    write_entry(Kin, two, by=two.user, name="김가상", relation="형제", organisation=lead)
    three = make_expert()
    write_entry(Sanction, three, by=central, ground="시연용", source="의결서", imposed_on=SCORING_OPENS.date())
    four = make_expert()
    give_role(four.user, Role.MINISTRY)
    five = make_expert(organisation=lead, department="연구1팀")
    Researcher.objects.create(
        proposal=proposal,
        organisation=lead,
        name="박가상",
        department="연구 1팀",
        is_principal=True,
        by=central,
        at=SCORING_OPENS,
    )
    assert found(round, one) == [(proposal.pk, "advice")]
    assert found(round, two) == [(proposal.pk, "kin")]
    assert {rule for _proposal, rule in found(round, three)} == {"sanctioned"}
    assert len(found(round, three)) == len(found(round, four)) == 2
    assert found(round, five) == [(proposal.pk, "same_department"), (proposal.pk, "same_organisation")]


def test_a_line_taken_out_no_longer_counts(round, proposal):
    expert = make_expert()
    entry = write_entry(
        JointWork, expert, by=expert.user, kind="advice", organisation=proposal.lead, started_on=dt.date(2025, 1, 1)
    )
    assert found(round, expert)
    JointWork.objects.filter(pk=entry.pk).update(removed_at=SCORING_OPENS)
    assert found(round, expert) == []


def test_an_organisation_named_in_words_is_met_by_its_name(round, proposal):
    expert = worked_at(proposal, organisation=None, organisation_name=f"(주) {proposal.lead.name_ko}")
    hit = pool.conflicts_of(round, [expert])[expert.pk][0]
    assert (hit.proposal, hit.rule, hit.facts[0].source) == (proposal.pk, "former_employment", "career by name")


def test_who_has_left_an_account_is_tied_for_its_years(round, proposal):
    expert = make_expert()
    grant = give_role(expert.user, Role.OUTSIDE_WRITER, organisation=proposal.lead)
    grant.ended_at = SCORING_OPENS - dt.timedelta(days=30)
    grant.save()
    assert found(round, expert) == [(proposal.pk, "advice")]


def test_a_partner_and_a_demand_firm_are_named_as_such(round, proposal):
    partner = proposal.partners.exclude(organisation=proposal.lead).get()
    assert found(round, make_expert(organisation=partner.organisation)) == [(proposal.pk, "partner_organisation")]
    partner.role = "demand"
    partner.save()
    assert found(round, make_expert(organisation=partner.organisation)) == [(proposal.pk, "demand_company")]


def test_all_pairs_cost_the_same_number_of_statements(round):
    make_expert()
    with CaptureQueriesContext(connection) as few:
        pool.who_may_not(round)
    larger = make_closed_call()
    for _ in range(4):
        worked_at(make_eligible(larger))
    large = make_round(larger)
    with CaptureQueriesContext(connection) as many:
        matrix = pool.who_may_not(large).matrix
    assert matrix.sum() == 4
    assert len(few) == len(many) <= 20


# --- Rulings ------------------------------------------------------------------------------


def test_a_checked_conflict_is_lifted_and_remembered_in_the_next_round(round, proposal, hq):
    expert = worked_at(proposal)
    (ruling,) = rule(round, hq, expert)
    assert found(round, expert) == []
    assert (ruling.by, ruling.outcome, ruling.facts[0]["source"]) == (hq, "no_conflict", "career")
    assert not pool.who_may_not(round, [expert]).matrix.any()
    event = Event.objects.get(stream=round.stream, verb="conflicts-ruled")
    assert event.data["number"] == 1
    assert change_panel(round, by=hq, reason="전문 분야", add=expert, at=SCORING_OPENS)


def test_other_facts_open_the_question_again(round, proposal, hq):
    expert = worked_at(proposal)
    rule(round, hq, expert)
    FormerEmployment.objects.filter(expert=expert).update(ended_on=SCORING_OPENS.date())
    assert found(round, expert) == [(proposal.pk, "former_employment")]


def test_ruling_again_changes_nothing_and_the_latest_word_counts(round, proposal, hq):
    expert = worked_at(proposal)
    key = keys(round, expert)
    rule(round, hq, expert, keys=key)
    assert rule(round, hq, expert, keys=key) == []
    assert ConflictRuling.objects.count() == 1
    rule(round, hq, expert, "stands", "재직 기간이 겹침", keys=key)
    assert found(round, expert) == [(proposal.pk, "former_employment")]
    assert ConflictRuling.objects.count() == 2


def test_many_are_ruled_on_together(round, hq):
    experts = [worked_at(one) for one in Proposal.objects.filter(rounds__round=round)]
    made = rule_on_conflicts(round, by=hq, keys=keys(round, *experts), outcome="no_conflict", reason="확인함")
    assert len(made) == 2


def test_the_law_waives_kin_but_never_a_researcher_an_interest_or_a_sanction(round, proposal, hq):
    kin = make_expert()
    write_entry(Kin, kin, by=kin.user, name="김가상", relation="8촌", organisation=proposal.lead)
    assert rule(round, hq, kin, "waived", "해당 분야 전문가가 없음")
    assert found(round, kin) == []
    owner = make_expert()
    write_entry(JointWork, owner, by=owner.user, kind="ownership", organisation=proposal.lead, started_on=dt.date(2025, 1, 1))
    researcher = make_expert()
    give_role(researcher.user, Role.COMPANY_WRITER, organisation=proposal.lead)
    for other in (owner, researcher, worked_at(proposal)):
        with pytest.raises(InvalidInput) as refusal:
            rule(round, hq, other, "waived", "전문가 부족")
        assert list(refusal.value.errors) == ["outcome"]


def test_taking_part_is_a_certain_fact(round, proposal, hq):
    researcher = make_expert()
    give_role(researcher.user, Role.COMPANY_WRITER, organisation=proposal.lead)
    with pytest.raises(InvalidInput):
        rule(round, hq, researcher)
    assert rule(round, hq, researcher, "stands")
    official = make_expert()
    give_role(official.user, Role.MINISTRY)
    with pytest.raises(InvalidInput):
        rule(round, hq, official)
    assert rule(round, hq, official, "waived", "인정된 연구관리 전문가")  # which the law does allow, with its reason


def test_facts_that_changed_meanwhile_are_not_ruled_on(round, proposal, hq):
    expert = worked_at(proposal)
    key = keys(round, expert)
    FormerEmployment.objects.all().delete()
    with pytest.raises(DomainError) as refusal:
        rule(round, hq, expert, keys=key)
    assert refusal.value.code == "facts-changed"


def test_a_ruling_needs_reason_choice_and_right(round, proposal, hq):
    expert = worked_at(proposal)
    with pytest.raises(InvalidInput):
        rule(round, hq, expert, reason=" ")
    with pytest.raises(InvalidInput):
        rule_on_conflicts(round, by=hq, keys=[], outcome="stands", reason="x")
    for other in (operator_of("honam"), make_user(Role.AUDITOR), expert.user):
        with pytest.raises(NotAllowed):
            rule(round, other, expert)


def test_nothing_is_ruled_on_after_the_close(hq):
    closed = make_closed_round(proposals=1, members=5)
    expert = worked_at(Proposal.objects.get(rounds__round=closed))
    with pytest.raises(DomainError) as refusal:
        rule(closed, hq, expert)
    assert refusal.value.code == "panel-closed"


def test_a_ruling_is_written_once(round, proposal, hq):
    rule(round, hq, worked_at(proposal))
    for deed in (lambda: ConflictRuling.objects.update(reason="x"), lambda: ConflictRuling.objects.all().delete()):
        with pytest.raises(DatabaseError, match="is a record"), transaction.atomic():
            deed()


@pytest.mark.django_db(transaction=True)
def test_two_who_rule_at_once_write_one_ruling():
    hq, round = operator_of(), make_round(proposals=1)
    expert = worked_at(Proposal.objects.get(rounds__round=round))
    key, together = keys(round, expert), threading.Barrier(2)

    def press() -> None:
        try:
            together.wait()
            rule(round, User.objects.get(pk=hq.pk), expert, keys=key)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ConflictRuling.objects.count() == 1


# --- Before anyone is invited -----------------------------------------------------------------


def test_a_dry_run_says_what_stands_against_each_name(round, proposal):
    tied, free = worked_at(proposal), make_expert()
    twin = make_expert(user=make_user(Role.EVALUATOR, name=free.user.name))
    checked = dry_run(round, [tied.user.email.upper(), f" {free.user.name} ", "없는 사람"])
    ((one, _barred, against),) = checked[0].experts
    assert (one, [hit.proposals for hit in against], against[0].titles) == (tied, [1], [proposal.title])
    assert [(expert, conflicts) for expert, _why, conflicts in checked[1].experts] == [(free, []), (twin, [])]
    assert checked[2].experts == []


def test_a_dry_run_costs_the_same_for_one_and_for_three(round):
    names = [make_expert().user.name for _ in range(3)]
    with CaptureQueriesContext(connection) as few:
        dry_run(round, names[:1])
    with CaptureQueriesContext(connection) as many:
        dry_run(round, names)
    assert len(few) == len(many)


# --- In time, trained, confirmed ----------------------------------------------------------------


def test_who_is_absent_during_the_round_is_not_proposed(round):
    away, back = make_expert(), make_expert()
    for expert, end in ((away, SCORING_OPENS), (back, SCORING_OPENS - dt.timedelta(days=2))):
        Absence.objects.create(expert=expert, started_on=dt.date(2026, 1, 1), ended_on=seoul_day(end), added_at=SCORING_OPENS)
    barred = {one.expert.pk: one.barred for one in pool.candidates(round)}
    assert (barred[away.pk], barred[back.pk]) == ("away", "")


def test_a_rulebook_may_ask_for_training_and_a_confirmed_profile():
    document = shipped_document("2010", panel__training_required=True, panel__confirmed_within_months=12)
    trained, untrained, stale = make_expert(), make_expert(), make_expert()
    for expert in (trained, stale):
        Training.objects.create(
            expert=expert, title="청렴교육", provider="시연용", completed_on=dt.date(2026, 1, 1), valid_until=dt.date(2027, 12, 31), added_at=SCORING_OPENS,
        )  # fmt: skip
    Expert.objects.filter(pk=stale.pk).update(created_at=SCORING_OPENS - dt.timedelta(days=366))
    made = make_round(proposals=1)
    made.rulebook.__dict__["rules"] = read_rulebook(document)  # the round's own is frozen: another in its place
    barred = {one.expert.pk: one.barred for one in pool.candidates(made)}
    assert [barred[one.pk] for one in (trained, untrained, stale)] == ["", "untrained", "unconfirmed"]


def test_an_organisation_without_a_tie_is_none(round):
    assert found(round, make_expert(organisation=make_organisation())) == []
