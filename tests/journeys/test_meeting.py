"""A meeting in a browser: the headquarters runs it, an evaluator on a phone follows, an applicant waits and is called."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from evaluation.models import AgendaItem, Attendance, Meeting, Minutes, Sheet
from evaluation.queries.meetings import panel_of
from tests.factories.evaluation import make_closed_round, make_scoring_round, operator_of
from tests.journeys.kit import Journey

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_meeting_from_its_plan_to_its_signed_minutes(journey: Journey):
    round = make_scoring_round(proposals=3)
    office = journey.person(operator_of())
    office.go(f"/evaluation/rounds/{round.ref}/meetings/new/")
    office.looks_right("planning a meeting")
    begins = timezone.localtime() + dt.timedelta(minutes=10)
    office.page.locator("[name=starts_at]").fill(f"{begins:%Y-%m-%dT%H:%M}")
    office.page.locator("[name=place]").fill("본부 대회의실")
    office.page.locator("[name=video_url]").fill("https://video.example.kr/room")
    office.page.locator("input[name=keep], button[name=keep]").click()
    office.sees("진행 순서")
    meeting = Meeting.objects.get()
    office.page.locator("[name=title]").fill("휴식")
    office.page.locator("[name=minutes]").fill("10")
    office.page.locator("[name=after]").fill("1")
    office.page.locator("input[name=add], button[name=add]").click()
    expect(office.page.get_by_role("rowheader", name="휴식")).to_be_visible()
    office.looks_right("the agenda of a meeting")
    office.press("안내하기")
    office.confirm()
    office.sees("신청기관과 평가위원에게 알렸습니다")

    first = AgendaItem.objects.filter(meeting=meeting, entry__isnull=False).first()
    assert first is not None and first.entry is not None
    applicant = journey.person(first.entry.proposal.created_by, phone=True)
    applicant.go(f"/evaluation/proposals/{first.entry.proposal.ref}/presentation/")
    applicant.sees("회의 시작 전입니다")
    applicant.looks_right("the waiting room of an applicant")
    member = panel_of(meeting)[0]
    evaluator = journey.person(member.expert.user, phone=True)
    evaluator.go(f"/evaluation/my/{round.ref}/room/")
    evaluator.press("참석합니다")
    evaluator.sees("참석한 것으로 기록되었습니다")
    evaluator.looks_right("the evaluation room before the meeting")
    assert Attendance.objects.get().member == member

    office.go(f"/evaluation/rounds/{round.ref}/meetings/{meeting.number}/run/")
    office.press("회의 시작")
    office.confirm()
    office.press("다음 과제 호출")
    office.looks_right("the evaluation room with somebody called")
    # Nobody presses anything: the pages follow.
    expect(applicant.page.get_by_role("heading", name="지금 호출되었습니다")).to_be_visible(timeout=15_000)
    expect(evaluator.page.get_by_role("heading", name=first.words)).to_be_visible(timeout=15_000)
    applicant.looks_right("called in the waiting room")
    office.press("발표 시작")
    evaluator.page.reload()
    evaluator.looks_right("the evaluation room while somebody presents")
    office.press("질의응답 시작")
    office.looks_right("the evaluation room with questions")
    office.page.locator("#finish").click()
    office.press("회의 종료")
    office.confirm()
    office.sees("회의가 종료되었습니다")
    office.go(f"/evaluation/rounds/{round.ref}/meetings/{meeting.number}/papers/minutes/")
    office.page.locator("[name=text]").fill("과제별로 질의하고 심의하였음.")
    office.page.locator("input[name=keep], button[name=keep]").click()
    office.sees("서명을 요청했습니다")
    office.looks_right("minutes that wait for signatures")
    evaluator.go(f"/evaluation/my/{round.ref}/room/")
    evaluator.press("확인하고 서명하기")
    evaluator.looks_right("minutes to sign")
    evaluator.page.locator(".sticky-bar button, .sticky button, form button[data-confirm]").last.click()
    evaluator.confirm()
    evaluator.sees("서명했습니다")
    assert Minutes.objects.get().signatures.count() == 1


def test_a_panel_discusses_its_first_scores(journey: Journey):
    round = make_closed_round(proposals=2)
    sheet = Sheet.objects.filter(round=round).joined().order_by("pk").first()
    assert sheet is not None
    evaluator = journey.person(sheet.member.expert.user, phone=True)
    evaluator.go(f"/evaluation/my/{round.ref}/matrix/")
    evaluator.looks_right("first scores of an evaluator")
    evaluator.press(sheet.proposal.title)
    evaluator.page.locator("[name=text]").fill("시장 전망의 근거가 약합니다.")
    evaluator.page.locator("input[name=say], button[name=say]").click()
    evaluator.sees("시장 전망의 근거가 약합니다.")
    evaluator.looks_right("the discussion of a proposal")
    office = journey.person(operator_of())
    office.go(f"/evaluation/rounds/{round.ref}/matrix/")
    office.looks_right("first scores of a round")
