"""An appeal in a browser: from the released result to the receipt, the hearing, the review, the answer, and what the public reads."""

import pytest
from allauth.account.models import EmailAddress

from accounts.models import User
from evaluation.models import Appeal
from evaluation.states import AppealStatus
from tests.factories.appeals import make_filed, make_released_round, make_tallied_review, owner_of, standing_at
from tests.factories.evaluation import head_of, operator_of
from tests.journeys.kit import Journey

pytestmark = pytest.mark.django_db(transaction=True)


def may_sign_in(user: User) -> User:
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    return user


def test_from_the_result_to_the_answer(journey: Journey):
    round = make_released_round()
    standing = standing_at(round, 3)
    owner, operator = may_sign_in(owner_of(standing)), may_sign_in(operator_of())

    firm = journey.person(owner)
    firm.go(f"/evaluation/results/{standing.proposal.ref}/")
    firm.looks_right("result before the appeal")
    firm.press("이의신청 작성")
    firm.page.wait_for_url("**/edit/")
    firm.page.get_by_text("신청 내용의 명백한 오독").click()
    firm.page.locator("[name=text]").fill("사업계획서 12쪽의 시험 성적을 빠뜨리고 기술성을 평가하였습니다.")
    firm.looks_right("appeal being written")
    firm.press("이의신청 제출")
    firm.confirm()
    firm.sees("이의신청이 접수되었습니다")
    firm.looks_right("appeal filed")
    appeal = Appeal.objects.joined().get()
    assert appeal.status == AppealStatus.FILED

    office = journey.person(operator)
    office.go("/evaluation/appeals/")
    office.looks_right("list of appeals")
    office.press(appeal.number)
    office.looks_right("appeal at the headquarters")
    office.press("의견청취 기록")
    office.page.locator("[name=heard]").fill("주관기관 연구책임자")
    office.page.locator("[name=summary]").fill("시험 성적의 위치를 설명하였습니다.")
    office.page.locator("form [type=submit]").last.click()
    office.confirm()
    office.sees("시험 성적의 위치를 설명하였습니다.")
    office.press("재평가 시작")
    office.looks_right("review to be opened")
    office.page.locator("form [type=submit]").last.click()
    office.confirm()
    office.sees("재평가를 시작했습니다")
    office.looks_right("panel of the review")


def test_the_answer_and_what_is_told(journey: Journey):
    round = make_released_round()
    standing = standing_at(round, 3)
    appeal = make_filed(standing)
    review = make_tallied_review(appeal)
    owner, head = may_sign_in(owner_of(standing)), may_sign_in(head_of())

    office = journey.person(head)
    office.go(f"/evaluation/rounds/{review.ref}/")
    office.looks_right("review tallied")
    office.go(f"/evaluation/appeals/{appeal.pk}/")
    office.press("이의신청 처리")
    office.looks_right("appeal to be answered")
    office.page.get_by_text("인용: 재평가 점수를 인정합니다").click()
    office.page.locator("[name=reason]").fill("시험 성적을 반영하면 기술성 점수가 오릅니다.")
    office.page.locator("form [type=submit]").last.click()
    office.confirm()
    office.sees("이의신청을 처리했습니다")
    office.looks_right("appeal upheld")

    firm = journey.person(owner)
    firm.go(f"/evaluation/results/{standing.proposal.ref}/")
    firm.looks_right("result after the appeal")
    firm.go(f"/evaluation/appeals/{appeal.pk}/result/")
    firm.looks_right("result of the review")

    visitor = journey.person()
    visitor.go(f"/evaluation/results/rounds/{round.ref}/")
    visitor.sees("이의신청에 따른 변경")
    visitor.looks_right("list with an addendum")
