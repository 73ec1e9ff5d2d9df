"""A round as its people live it, in one sitting: drawn in public, declined and accepted, scored on a phone, discussed in the room,
closed, released, checked by a stranger, appealed against. Each chapter is told more fully in a journey of its own."""

import datetime as dt
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.utils import timezone

from accounts.models import User
from evaluation.actions.announce_draw import PublicValue, announce_draw
from evaluation.models import AgendaItem, Appeal, Draw, Meeting, Minutes, PanelMember, Round, Sheet, Standing
from evaluation.states import AppealStatus, Decision, MemberStatus
from tests.factories.evaluation import enter, give_budget, head_of, make_closed_call, make_eligible, make_pool, seal, summarise
from tests.factories.readable import hand_in
from tests.journeys import test_draw, test_round
from tests.journeys.kit import Journey, Person

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = dt.timedelta(hours=1)


def test_a_round_from_its_draw_to_an_appeal(journey: Journey, tmp_path: Path):
    call = make_closed_call(status="closed")
    for title in ("폐배터리 회수 공정", "정밀 감속기 공동 개발"):
        hand_in(make_eligible(call, title=title))
    make_pool(home=7, away=10)
    head = test_round.may_sign_in(head_of())
    office, visitor = journey.person(head), journey.person()

    round = test_round.plan(office)
    test_draw.carry_out(office, round, announced(round, head))
    test_draw.anybody_draws_again(visitor, Draw.objects.get())
    leaver = test_draw.invite(office, round)
    test_draw.decline(journey.person(test_round.may_sign_in(leaver.expert.user), phone=True), leaver)
    member, evaluator = somebody_accepts(journey, office, round)
    test_round.open_scoring(office, round)
    test_round.score_everything(evaluator, member)
    everybody_else_seals(round, member)
    they_meet(office, evaluator, round)
    close_and_tally(office, round)
    test_round.confirm_and_release(office, round)
    a_stranger_checks_it(visitor, round, tmp_path)
    the_one_left_out_appeals(journey, office, round)


def announced(round: Round, head: User) -> Draw:
    """Twelve hours ago, so that the public value has come meanwhile."""
    at = timezone.now() - 12 * HOUR
    return announce_draw(round, by=head, value=PublicValue("drand", at + HOUR, "", "다음 회차의 난수"), at=at)


def somebody_accepts(journey: Journey, office: Person, round: Round) -> tuple[PanelMember, Person]:
    """The alternate who took the place of the one who declined, on a phone; the others answer likewise."""
    office.go(f"/evaluation/rounds/{round.ref}/panel/")
    office.looks_right("panel with an alternate called up")
    alternate = round.members.get(status=MemberStatus.PROPOSED)
    office.page.get_by_role("button", name="초대장 보내기").click()
    office.confirm()
    office.sees("초대장 1통을 보냈습니다")
    member = PanelMember.objects.joined().get(pk=alternate.pk)
    evaluator = journey.person(test_round.may_sign_in(member.expert.user), phone=True)
    test_round.come_in(evaluator, member)
    for other in round.members.filter(status=MemberStatus.INVITED).joined():
        enter(other, at=timezone.now())
    return member, evaluator


def everybody_else_seals(round: Round, member: PanelMember) -> None:
    """80 points for the first proposal, 50 for the second, which stays below the line whatever one member gave."""
    first = Sheet.objects.filter(round=round).order_by("proposal").values_list("proposal_id", flat=True)[0]
    for sheet in Sheet.objects.filter(round=round).exclude(member=member):
        seal(sheet, 80 if sheet.proposal_id == first else 50, at=timezone.now())


def they_meet(office: Person, evaluator: Person, round: Round) -> None:
    office.go(f"/evaluation/rounds/{round.ref}/meetings/new/")
    office.page.locator("[name=starts_at]").fill(f"{timezone.localtime() + dt.timedelta(minutes=10):%Y-%m-%dT%H:%M}")
    office.page.locator("[name=place]").fill("본부 대회의실")
    office.page.locator("input[name=keep], button[name=keep]").click()
    office.press("안내하기")
    office.confirm()
    office.sees("신청기관과 평가위원에게 알렸습니다")
    meeting = Meeting.objects.get()
    evaluator.go(f"/evaluation/my/{round.ref}/room/")
    evaluator.press("참석합니다")
    evaluator.sees("참석한 것으로 기록되었습니다")
    office.go(f"/evaluation/rounds/{round.ref}/meetings/{meeting.number}/run/")
    office.press("회의 시작")
    office.confirm()
    for _item in AgendaItem.objects.filter(meeting=meeting, entry__isnull=False):
        office.press("다음 과제 호출")
        office.press("발표 시작")
        office.press("질의응답 시작")
        office.page.locator("#finish").click()
    office.press("회의 종료")
    office.confirm()
    office.sees("회의가 종료되었습니다")
    office.go(f"/evaluation/rounds/{round.ref}/meetings/{meeting.number}/papers/minutes/")
    office.page.locator("[name=text]").fill("과제별로 질의하고 심의하였음.")
    office.page.locator("input[name=keep], button[name=keep]").click()
    office.sees("서명을 요청했습니다")
    evaluator.go(f"/evaluation/my/{round.ref}/room/")
    evaluator.press("확인하고 서명하기")
    evaluator.page.locator(".sticky-bar button, .sticky button, form button[data-confirm]").last.click()
    evaluator.confirm()
    evaluator.sees("서명했습니다")
    assert Minutes.objects.get().signatures.count() == 1


def close_and_tally(office: Person, round: Round) -> None:
    office.go(f"/evaluation/rounds/{round.ref}/close/")
    office.page.locator("[name=reason]").fill("모든 평가표가 확정되었습니다.")
    office.page.locator("input[name=do], button[name=do]").click()
    office.confirm()
    office.sees("채점을 마감했습니다")
    office.page.get_by_role("button", name="집계").click()
    office.confirm()
    office.sees("집계했습니다")
    give_budget(round, 300_000_000)
    summarise(round)


def a_stranger_checks_it(visitor: Person, round: Round, folder: Path) -> None:
    visitor.go(f"/evaluation/results/rounds/{round.ref}/")
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("link", name="ZIP").click()
    with zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes())) as archive:
        archive.extractall(folder)
    command = visitor.page.locator("pre code").inner_text().split()
    done = subprocess.run([sys.executable, *command[1:]], cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def the_one_left_out_appeals(journey: Journey, office: Person, round: Round) -> None:
    standing = Standing.objects.select_related("proposal").get(round=round, decision=Decision.REJECTED)
    owner = test_round.may_sign_in(User.objects.get(pk=standing.proposal.created_by_id))
    firm = journey.person(owner, phone=True)
    firm.go(f"/evaluation/results/{standing.proposal.ref}/")
    firm.sees("50.00")
    firm.looks_right("result of the one left out")
    firm.press("이의신청 작성")
    firm.page.wait_for_url("**/edit/")
    firm.page.get_by_text("신청 내용의 명백한 오독").tap()
    firm.page.locator("[name=text]").fill("사업계획서 12쪽의 시험 성적을 빠뜨리고 기술성을 평가하였습니다.")
    firm.press("이의신청 제출")
    firm.confirm()
    firm.sees("이의신청이 접수되었습니다")
    firm.looks_right("appeal filed on a phone")
    assert Appeal.objects.get().status == AppealStatus.FILED
    office.go("/evaluation/appeals/")
    office.sees(Appeal.objects.get().number)
