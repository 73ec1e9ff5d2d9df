"""A call is amended while a firm writes; the firm reads it, and begins its next proposal with what it has written before."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from audit.record import record_access
from projects.models import Proposal
from tests.audit.test_access_review import in_last_month, last_month, noted
from tests.factories.accounts import make_user
from tests.factories.projects import make_call, make_draft, make_submitted, owner_of
from tests.journeys.kit import Journey

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_amendment_reaches_who_writes(journey: Journey):
    call = make_call(
        region="capital", body_ko="산업단지의 공동 기술개발을 지원합니다.\n문의: 031-000-0000\n접수는 온라인으로만 합니다."
    )
    draft = make_draft(call, title="감속기 하우징 경량화")
    officer = journey.person(make_user(Role.HQ_OPERATOR, region="capital"))
    officer.go(reverse("projects:call-detail", args=[call.ref]))
    officer.press("공고 정정")
    officer.looks_right("call-amend")
    officer.page.locator("#id_body_ko").fill(call.body_ko.replace("031-000-0000", "031-111-1111"))
    officer.page.locator("#id_reason").fill("문의처 전화번호 오기를 바로잡습니다.")
    officer.page.locator("form input[name=amend], form button[name=amend]").first.click()
    officer.page.locator("dialog[open]").get_by_role("button").last.click()
    officer.sees("정정공고 1차")
    officer.looks_right("call-amended")
    writer = journey.person(owner_of(draft.lead))
    writer.go(reverse("projects:proposal-step", args=[draft.ref, "project"]))
    writer.sees("공고가 정정되었습니다")
    writer.looks_right("editor-call-amended")
    writer.press("확인했습니다")
    writer.page.wait_for_load_state()
    assert "공고가 정정되었습니다" not in writer.page.content()


def test_a_firm_begins_with_what_it_has_written(journey: Journey):
    earlier = make_submitted(title="지난 과제: 감속기 하우징 경량화")
    call = make_call()
    owner = journey.person(owner_of(earlier.lead))
    owner.go(reverse("projects:proposal-start", args=[call.ref]) + f"?earlier={earlier.ref}")
    owner.looks_right("start-from-earlier")
    owner.page.locator("#start-form button.primary").click()
    owner.page.wait_for_url("**/projects/proposals/P-**")
    draft = Proposal.objects.get(call=call)
    owner.page.locator("#begun summary").click()
    owner.sees("가져오지 않은 내용")
    owner.looks_right("begun-from-earlier")
    owner.go(reverse("projects:proposal-step", args=[draft.ref, "partners"]))
    owner.looks_right("earlier-partners")
    owner.go(reverse("projects:earlier-text", args=[draft.ref, "need"]))
    owner.looks_right("earlier-text")


def test_an_auditor_signs_off_a_month(journey: Journey):
    looker = make_user(Role.HQ_OPERATOR, region="capital", name="김열람")
    for minute in range(31):
        noted(in_last_month(14) + dt.timedelta(minutes=minute), actor=looker.key)
    noted(in_last_month(23), actor=looker.key, what="honoraria of a round", subject="round/1", why="수당 지급 의뢰")
    record_access(by=looker, subject=looker, what="expert")
    auditor = journey.person(make_user(Role.AUDITOR))
    auditor.go(reverse("dashboards:access-months"))
    auditor.looks_right("access-months")
    auditor.go(reverse("dashboards:access-month", args=[last_month()]))
    auditor.looks_right("access-month")
    auditor.page.get_by_label("이상 없음").check(force=True)
    auditor.page.locator("#id_finding").fill("단시간 열람 31건은 수당 지급 준비로 확인함")
    auditor.page.locator("form input[name=sign], form button[name=sign]").first.click()
    auditor.page.locator("dialog[open]").get_by_role("button").last.click()
    auditor.sees("월간 점검을 확정했습니다")
    auditor.looks_right("access-month-signed")
    assert timezone.localdate() > last_month()
