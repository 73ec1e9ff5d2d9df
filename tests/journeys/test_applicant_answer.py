"""After scoring an applicant answers the comments; the panel reads the answer in its discussion."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.evaluation.test_applicant_answers import TIMES, applicant, entry_of, plan
from tests.factories.evaluation import DAY, NOW, make_scoring_round, operator_of, seal_all
from tests.journeys.kit import Journey

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_applicant_answers_and_the_panel_reads_it(journey: Journey):
    round = make_scoring_round(members=5)
    seal_all(round)
    round = plan(round, TIMES)
    proposal = entry_of(round).proposal
    lead = journey.person(applicant(round))
    lead.go(reverse("dashboards:home"))
    lead.looks_right("tasks-with-comments")
    lead.go(reverse("evaluation:own-answer", args=[proposal.ref]))
    lead.looks_right("comments-to-answer")
    lead.page.locator("#id_text").fill("시장 규모의 근거는 붙임 3에 있습니다. 양산 일정은 제안서 12쪽과 같습니다.")
    lead.sees("저장됨")
    lead.press("의견 제출", within=lead.page.locator("#answer-form"))
    lead.confirm()
    lead.sees("제출한 의견")
    lead.looks_right("comments-answered")
    plan(round, TIMES.__class__(TIMES.opens_at, TIMES.scoring_ends_at, NOW + DAY, None, NOW - dt.timedelta(hours=1)))
    sheet = round.sheets.filter(proposal=proposal).joined().first()
    member = journey.person(sheet.member.expert.user)
    member.go(reverse("evaluation:my-discussion", args=[round.ref, proposal.ref]))
    member.sees("시장 규모의 근거는 붙임 3에 있습니다.")
    member.looks_right("discussion-with-answer")
    member.go(reverse("evaluation:sheet", args=[round.ref, proposal.ref]))
    member.sees("시장 규모의 근거는 붙임 3에 있습니다.")
    office = journey.person(operator_of())
    office.go(reverse("evaluation:round-answers", args=[round.ref]))
    office.looks_right("answers-of-a-round")
    office.go(reverse("evaluation:round-detail", args=[round.ref]))
    office.looks_right("round-with-answers")
