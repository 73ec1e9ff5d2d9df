"""Blind review in a browser: the headquarters blackens and checks, an evaluator on a phone declares by name and scores a code name."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from evaluation.actions.accept_invitation import accept_invitation
from evaluation.actions.declare_conflicts import declare_conflicts
from evaluation.actions.give_pledge import give_pledge
from evaluation.actions.invite_panel import invite_panel
from evaluation.actions.open_scoring import open_scoring
from evaluation.actions.propose_panel import propose_panel
from evaluation.models import BlindCopy, BlindFile, ConflictDeclaration
from projects.actions.close_due_calls import close_due_calls
from tests.factories.blind import FIRM, check_all, entries_of, make_written
from tests.factories.documents import make_pdf
from tests.factories.evaluation import make_closed_call, make_pool, make_round, operator_of
from tests.journeys.kit import Journey

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_round_is_judged_blind(journey: Journey):
    call = make_closed_call()
    make_written(call)
    make_written(call, firm=f"{FIRM}2")
    close_due_calls(at=call.closes_at + dt.timedelta(seconds=1))
    call.refresh_from_db()
    operator = operator_of()
    office = journey.person(operator)
    office.go("/evaluation/rounds/new/")
    office.sees("블라인드 평가")
    office.looks_right("planning a round that may be blind")
    round = make_round(call)
    office.go(f"/evaluation/rounds/{round.ref}/")
    office.press("블라인드 평가로 진행")
    office.looks_right("a round judged openly")
    office.press("블라인드 평가로 진행")
    office.sees("확인을 기다리는 블라인드 사본이 2건")
    office.looks_right("blind copies that wait")
    office.press("살펴보기")
    office.sees("■■■")
    office.page.locator("[name=words]").fill("협동 로봇")
    office.page.locator("input[name=set], button[name=set]").click()
    office.sees("가렸습니다")
    office.page.locator("input[type=file]").first.set_input_files(
        {"name": f"{FIRM}.pdf", "mimeType": "application/pdf", "buffer": make_pdf(3)}
    )
    expect(office.page.locator(".upload-list li").first).to_contain_text("-1.pdf", timeout=15_000)
    office.looks_right("a blind copy beside the original")
    office.press("확인함: 신청자를 알 수 없음")
    office.confirm()
    office.sees("사본을 확인했습니다")
    first, second = entries_of(round)
    assert BlindCopy.objects.get(entry=first).is_checked and BlindFile.objects.filter(entry=first).count() == 1
    expect(office.page).to_have_url(f"{journey.address}/evaluation/rounds/{round.ref}/blind/{second.proposal.ref}/")

    make_pool(home=2, away=3)
    at = round.scoring_opens_at
    propose_panel(round, by=operator, at=at)
    member, *others = invite_panel(round, by=operator, at=at)
    for one in (member, *others):
        accept_invitation(one, by=one.expert.user, at=at)
        give_pledge(one, by=one.expert.user, at=at)
    evaluator = journey.person(member.expert.user, phone=True)
    evaluator.go(f"/evaluation/my/{round.ref}/conflicts/")
    evaluator.sees("가나다순")
    tied = evaluator.page.locator(".conflict", has=evaluator.page.get_by_role("heading", name=f"{FIRM}2", exact=True))
    tied.locator("input[value=yes]").check(force=True)
    tied.locator("select").select_option(index=1)
    tied.locator("textarea").fill("사촌이 재직합니다.")
    evaluator.looks_right("ties declared by name")
    evaluator.page.locator(".sticky-bar button, button[form=conflict-form]").first.click()
    evaluator.confirm()
    evaluator.page.wait_for_url(f"**/evaluation/my/{round.ref}/")
    assert ConflictDeclaration.objects.get(has_conflict=True).proposal_id == second.proposal_id
    for one in others:
        declare_conflicts(one, by=one.expert.user, at=at)
    check_all(round)
    open_scoring(round, by=operator, at=at)

    evaluator.go(f"/evaluation/my/{round.ref}/")
    evaluator.sees(first.code_name)
    evaluator.looks_right("a queue of code names")
    evaluator.page.locator(".queue-row a").first.click()
    evaluator.sees("기관 A")
    evaluator.looks_right("a blackened proposal beside the sheet")
    expect(evaluator.page.locator("body")).not_to_contain_text(FIRM)
    wide = journey.person(member.expert.user)
    wide.go(f"/evaluation/my/{round.ref}/sheets/{first.code_name}/")
    wide.looks_right("a blackened proposal on a desk")
    wide.go(f"/documents/{first.proposal.files.first().file_id}/", status=403)
    wide.looks_right("an original that is closed")
