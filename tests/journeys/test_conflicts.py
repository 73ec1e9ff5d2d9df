"""Conflicts in a browser: an expert's profile, an applicant's objection, HQ's rulings and dry run, the second declaration, keeping away."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from accounts.models import Role, User
from consultants.models import Expert, FormerEmployment, JointWork
from evaluation.models import ConflictRuling, Objection, Round, Sheet
from projects.models import Proposal, Recusal
from tests.factories.accounts import make_user
from tests.factories.evaluation import SCORING_OPENS, head_of, make_closed_round, make_expert, make_round, operator_of
from tests.journeys.kit import Journey, Person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def round() -> Round:
    made = make_round(proposals=2)
    for proposal in Proposal.objects.filter(rounds__round=made):
        expert = make_expert(user=make_user(Role.EVALUATOR, name=f"표본위원{proposal.pk}"))
        FormerEmployment.objects.create(
            expert=expert, organisation=proposal.lead, started_on=dt.date(2020, 1, 1), ended_on=SCORING_OPENS.date()
        )
    return made


def choose(person: Person, form: str, value: str) -> None:
    person.page.locator(f"{form}[value={value}]").check(force=True)


def test_an_expert_keeps_the_profile_and_confirms_it(journey: Journey):
    expert = make_expert()
    Expert.objects.filter(pk=expert.pk).update(created_at=SCORING_OPENS - dt.timedelta(days=400))
    person = journey.person(expert.user, phone=True)
    person.go("/experts/me/")
    person.looks_right("a profile that waits for its confirmation")
    person.press("공동연구·자문 추가")
    person.page.locator("[name=kind]").select_option("advice")
    person.page.locator("[name=organisation_name]").fill("가상정밀")
    person.page.locator("[name=started_on]").fill("2025-01-01")
    person.looks_right("one line of a profile")
    person.page.locator("input[name=save], button[name=save]").click()
    expect(person.page.locator("#joint-works")).to_contain_text("가상정밀")
    person.press("모두 맞습니다")
    person.sees("앞으로 1년간")
    assert JointWork.objects.get(expert=expert).organisation_name == "가상정밀"


def test_an_objection_from_the_applicant_to_the_decision(journey: Journey, round: Round):
    proposal = Proposal.objects.filter(rounds__round=round).order_by("pk").first()
    assert proposal is not None
    meant = make_expert(user=make_user(Role.EVALUATOR, name="김표본"))
    applicant = journey.person(proposal.created_by, phone=True)
    applicant.go(f"/evaluation/proposals/{proposal.ref}/objections/")
    applicant.looks_right("objections of an applicant")
    applicant.page.locator("[name=name]").fill("김표본")
    applicant.page.locator("[name=reason]").fill("특허 분쟁의 상대방입니다.")
    applicant.page.locator("input[name=object], button[name=object]").click()
    applicant.confirm()
    applicant.sees("기피 신청을 접수했습니다")
    office = journey.person(operator_of())
    office.go(f"/evaluation/rounds/{round.ref}/objections/")
    office.looks_right("objections over a round")
    office.press("결정")
    choose(office, "input[name=decision]", "follow")
    office.page.locator("[name=expert]").select_option(str(meant.pk))
    office.page.locator("[name=reason]").fill("분쟁이 확인됩니다.")
    office.looks_right("deciding on an objection")
    office.page.locator("input[name=decide], button[name=decide]").click()
    office.confirm()
    office.sees("결정했습니다")
    assert Objection.objects.get().expert == meant


def test_hq_rules_on_conflicts_and_checks_names(journey: Journey, round: Round):
    office = journey.person(head_of())
    office.go(f"/evaluation/rounds/{round.ref}/conflicts/")
    office.looks_right("conflicts of a round")
    office.page.locator("input[data-select-all=conflict]").check(force=True)
    choose(office, "input[name=outcome]", "no_conflict")
    office.page.locator("textarea[name=reason]").fill("퇴직 증명서로 확인했습니다.")
    office.page.locator("input[name=rule], button[name=rule]").click()
    office.sees("2건을 처리했습니다")
    assert ConflictRuling.objects.count() == 2
    office.looks_right("conflicts ruled on")
    office.press("명단 사전 확인")
    tied = Expert.objects.order_by("pk").first()
    assert tied is not None
    FormerEmployment.objects.filter(expert=tied).update(ended_on=SCORING_OPENS.date() - dt.timedelta(days=1))
    office.page.locator("[name=names]").fill(f"{tied.name}\n없는사람")
    office.page.locator("input[name=check], button[name=check]").click()
    office.sees("최근 3년 안의 재직")
    office.looks_right("names checked")


def test_the_second_declaration_sets_a_sheet_aside(journey: Journey):
    round = make_closed_round(code="2026", proposals=2, members=5, declared_again=False)
    member = round.members.joined().order_by("seat").first()
    assert member is not None
    evaluator = journey.person(member.expert.user, phone=True)
    evaluator.go(f"/evaluation/my/{round.ref}/")
    evaluator.looks_right("asked to declare again")
    evaluator.press("다시 신고")
    sheet = Sheet.objects.filter(member=member).order_by("proposal").first()
    assert sheet is not None
    choose(evaluator, f"input[name=tie-{sheet.proposal_id}]", "yes")
    evaluator.page.locator(f"[name=kind-{sheet.proposal_id}]").select_option("advice")
    evaluator.page.locator(f"[name=text-{sheet.proposal_id}]").fill("자문한 적이 있음을 알게 되었습니다.")
    evaluator.looks_right("declaring again")
    evaluator.page.locator("button[form=conflict-form]").click()
    evaluator.confirm()
    evaluator.sees("재신고를 저장했습니다")
    assert Sheet.objects.get(pk=sheet.pk).status == "set_aside"
    office = journey.person(operator_of())
    office.go(f"/evaluation/rounds/{round.ref}/declarations/")
    office.looks_right("who has declared again")
    office.go(f"/evaluation/rounds/{round.ref}/service/")
    office.looks_right("marks of service")


def test_an_officer_keeps_away(journey: Journey, round: Round):
    proposal = Proposal.objects.filter(rounds__round=round).first()
    assert proposal is not None
    officer: User = operator_of()
    person = journey.person(officer)
    person.go("/projects/recusals/")
    person.page.locator("[name=organisation]").fill(proposal.lead.brn)
    person.page.locator("[name=ground]").select_option("kin")
    person.page.locator("[name=text]").fill("배우자가 재직합니다.")
    person.page.locator("input[name=recuse], button[name=recuse]").click()
    person.confirm()
    person.sees("신고했습니다")
    person.looks_right("keeping away")
    assert Recusal.objects.get().user == officer
    person.go(f"/projects/proposals/{proposal.ref}/", status=404)
