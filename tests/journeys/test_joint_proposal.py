"""Two firms in two regions write a joint proposal online and hand it in: from the call to the receipt."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Role
from projects.actions.invite_partner import invite_partner
from projects.actions.screen_proposal import screen_proposal
from projects.models import Call, Proposal, Submission
from projects.models.screening import ScreeningDecision
from projects.queries.proposals import dossier
from projects.states import PartnerStatus
from tests.factories.accounts import give_role, make_user
from tests.factories.documents import make_pdf
from tests.factories.projects import (
    eligible_plant,
    make_call,
    make_draft,
    make_firm,
    make_ready_proposal,
    make_submitted,
    owner_of,
    sound_rows,
)
from tests.journeys.kit import Journey, Person


def url(name: str, *args) -> str:
    return reverse(f"projects:{name}", args=args)


def write(person: Person, field: str, text: str) -> None:
    """Type into a field and wait until the page says it is saved."""
    person.page.locator(f"#id_{field}").fill(text)
    expect(person.page.locator("[data-save-state]")).to_contain_text("저장됨")


def amount(person: Person, partner: int, source: str, won: int) -> None:
    cell = person.page.locator(f"#amount-{partner}-personnel-{source}")
    cell.fill(str(won))
    cell.blur()


def upload(person: Person, slot: str, name: str) -> None:
    place = person.page.locator(f"#{slot}")
    place.locator("input[type=file]").set_input_files({"name": name, "mimeType": "application/pdf", "buffer": make_pdf(1)})
    expect(place.locator(".signal.ok")).to_be_visible()


def declare_and_consent(person: Person) -> None:
    for label in person.page.locator("form:has(input[name=digest]) .krds-form-check label").all():
        label.click(position={"x": 12, "y": 12})
    person.press("동의합니다")


@pytest.fixture
def firms():
    """한빛정밀 in the capital region leads, 새한정공 in the south-east takes part."""
    lead, partner = make_firm("한빛정밀"), make_firm("새한정공", region="dongnam")
    return lead, partner


@pytest.mark.django_db(transaction=True)
def test_two_firms_write_and_hand_in_a_joint_proposal(journey: Journey, firms):
    lead_firm, partner_firm = firms
    call = make_call(title_ko="2026년 광역권 공동 기술개발과제 공고")
    eligible_plant(lead_firm, name="본사(단지 밖)", complex=None)
    lead = journey.person(owner_of(lead_firm))

    # From the call to a draft.
    lead.go(url("proposal-list"))
    lead.sees("접수 중인 공고에서 시작합니다")
    lead.looks_right("01-list-empty")
    lead.go(url("proposal-start", call.ref))
    lead.sees("부적격")
    lead.looks_right("02-start")
    lead.page.locator(f"#plant-{lead_firm.plants.exclude(complex=None).get().pk}").check()
    lead.page.get_by_label("과제명").fill("자동차 전장용 정밀 사출금형 공동개발")
    lead.press("작성 시작")
    lead.sees("해야 할 일")
    proposal = Proposal.objects.get()
    lead.looks_right("03-home-draft")

    # The firm and the text.
    lead.go(url("proposal-step", proposal.ref, "firm"))
    lead.looks_right("04-step-firm")
    lead.press("저장하고 계속")
    lead.page.wait_for_url("**/edit/project/")
    lead.looks_right("05-step-project")
    for field in dossier(proposal).fields:
        write(lead, field.code, f"{field.label}: 금형 정밀도를 5 µm에서 2 µm로 높인다.")
    lead.press("저장하고 계속")
    lead.page.wait_for_url("**/edit/partners/")
    assert all(dossier(proposal).text(field.code) for field in dossier(proposal).fields)

    # A partner is found by its number, and invited.
    lead.looks_right("06-step-partners-alone")
    lead.press("참여기관 초대")
    lead.page.get_by_label("사업자등록번호").press_sequentially(partner_firm.brn, delay=10)
    expect(lead.page.locator("#found")).to_contain_text("새한정공")
    lead.looks_right("07-partner-invite")
    lead.page.get_by_label("담당 업무").fill("금형 부품의 정밀 가공과 시험 사출")
    lead.page.locator("#invite-form button.primary").click()
    lead.page.wait_for_url("**/edit/partners/")
    lead.sees("새한정공")
    lead.looks_right("08-step-partners")
    chief, partner = dossier(proposal).partners

    # The budget: one won above the cap is refused where it was typed, with the amount and the cap.
    lead.go(url("proposal-step", proposal.ref, "budget"))
    amount(lead, chief.pk, "public", 500_000_001)
    expect(lead.page.locator("[data-breaches=whole]")).to_contain_text("₩500,000,001")
    cell = lead.page.locator(f"#amount-{chief.pk}-personnel-public")
    expect(cell).to_have_attribute("aria-invalid", "true")
    expect(lead.page.locator("td.is-invalid")).to_contain_text("₩500,000,000")
    assert cell.input_value() == "500,000,001"
    # The page's arithmetic and the server's say the same sentence.
    assert lead.page.locator("[data-breaches=whole] li").inner_text() in lead.page.locator("td.is-invalid").inner_text()
    lead.looks_right("09-step-budget-over-cap")
    for one in (chief, partner):
        for row in sound_rows(200_000_000):
            amount(lead, one.pk, row["source"], row["amount_krw"])
    expect(lead.page.locator("[data-save-state]")).to_contain_text("저장됨")
    expect(lead.page.locator('[data-sum="whole.public"]').first).to_have_text("₩400,000,000")
    assert _shown_shares(lead, chief.pk) == ("75.0%", "50.0%")
    expect(lead.page.locator(".breaches:visible")).to_have_count(0)
    lead.looks_right("10-step-budget")
    lead.press("저장하고 계속")
    lead.page.wait_for_url("**/edit/files/")
    assert dossier(proposal).budget.is_sound

    # Documents, one place each.
    lead.looks_right("11-step-files-empty")
    for asked in dossier(proposal).asked_documents:
        upload(lead, f"document-{asked.code}" + (f"-{asked.partner_id}" if asked.partner_id else ""), f"{asked.code}.pdf")
    lead.looks_right("12-step-files")

    # Everything is there but the partner's word.
    lead.go(url("proposal-check", proposal.ref))
    expect(lead.page.get_by_role("button", name="제출", exact=True)).to_have_count(0)
    lead.looks_right("13-check-waiting")

    # The partner reads on a phone exactly what it is asked, chooses its plant, and consents.
    mobile = journey.person(owner_of(partner_firm), phone=True)
    mobile.go(url("proposal-list"))
    mobile.sees("동의 대기")
    mobile.looks_right("14-list-invitation")
    mobile.page.get_by_role("link", name=re.compile("확인하고 답하기")).click()
    mobile.sees("금형 부품의 정밀 가공과 시험 사출")
    mobile.page.get_by_role("link", name=re.compile("변경")).click()
    mobile.page.locator("#id_plant").select_option(index=1)
    mobile.looks_right("15-partner-edit")
    mobile.page.get_by_role("button", name="저장").click()
    mobile.page.wait_for_url("**/consent/")
    mobile.looks_right("16-partner-consent")
    declare_and_consent(mobile)
    mobile.sees("준비 현황판")
    mobile.looks_right("17-partner-home")

    # The lead changes the partner's money: its consent is void, and it sees what changed.
    lead.go(url("proposal-step", proposal.ref, "budget"))
    amount(lead, partner.pk, "own_cash", 40_000_000)
    expect(lead.page.locator("[data-save-state]")).to_contain_text("저장됨")
    partner.refresh_from_db()
    assert partner.status == PartnerStatus.INVITED
    mobile.go(url("partner-consent", proposal.ref, partner.pk))
    expect(mobile.page.locator(".changes")).to_contain_text("₩40,000,000")
    mobile.looks_right("18-partner-consent-again")
    declare_and_consent(mobile)
    mobile.sees("준비 현황판")

    # Check your answers: every line leads to where it is changed, and back.
    lead.go(url("proposal-check", proposal.ref))
    lead.sees("부족한 것이 없습니다")
    lead.page.get_by_role("link", name=re.compile(r"변경\s*: 과제명")).click()
    lead.page.wait_for_url(lambda address: "/edit/project/" in address)
    lead.press("저장하고 돌아가기")
    lead.page.wait_for_url(re.compile("/check/"))
    lead.sees("제출될 내용 전체입니다")
    lead.looks_right("19-check-ready")

    # Hand in; the second press gives the same receipt.
    lead.page.get_by_role("button", name="제출", exact=True).click()
    expect(lead.page.locator("#confirm-dialog")).to_be_visible()
    lead.shoot("20-confirm")
    lead.confirm()
    lead.page.wait_for_url("**/submitted/")
    submission = Submission.objects.get()
    lead.sees(submission.number)
    lead.sees(submission.sha256)
    lead.looks_right("21-receipt")
    paper = lead.page.request.get(url("proposal-receipt", proposal.ref))
    assert paper.ok and paper.body().startswith(b"%PDF")
    lead.go(url("proposal-detail", proposal.ref))
    lead.looks_right("22-home-submitted")
    lead.go(url("proposal-history", proposal.ref))
    lead.sees(submission.number)
    lead.looks_right("23-history")
    lead.go(url("proposal-compare", proposal.ref, "summary"))
    lead.looks_right("24-compare")
    lead.go(url("proposal-list"))
    lead.looks_right("25-list")

    # Until the deadline it can be taken back and handed in anew.
    lead.go(url("proposal-submitted", proposal.ref))
    lead.press("제출 철회")
    lead.confirm()
    lead.sees("작성 중 상태로 돌아갔으며")


def _shown_shares(person: Person, partner: int) -> tuple[str, str]:
    """The grant's share and the cash share as the page computes them while one types."""
    shown = [person.page.locator(f'[data-sum="{partner}.{name}"]').inner_text() for name in ("public_percent", "cash_percent")]
    return shown[0], shown[1]


@pytest.mark.django_db(transaction=True)
def test_nothing_written_is_lost_without_a_line_or_a_sign_in(journey: Journey):
    proposal = make_draft()
    owner = owner_of(proposal.lead)
    writer = journey.person(owner)
    writer.go(url("proposal-step", proposal.ref, "project"))
    state = writer.page.locator("[data-save-state]")

    # The line is cut while writing, and comes back.
    writer.page.wait_for_load_state("networkidle")
    writer.page.context.set_offline(True)
    writer.page.locator("#id_summary").fill("끊긴 동안 쓴 글")
    expect(state).to_contain_text("연결이 끊겼습니다")
    writer.shoot("30-offline")
    writer.page.context.set_offline(False)
    writer.page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(state).to_contain_text("저장됨")
    assert dossier(proposal).text("summary") == "끊긴 동안 쓴 글"

    # The sign-in runs out; signing in again in the same browser brings everything.
    writer.page.context.clear_cookies(name="sessionid")
    writer.page.locator("#id_need").fill("로그아웃된 동안 쓴 글")
    expect(state).to_contain_text("로그아웃되었습니다")
    writer.looks_right("31-signed-out")
    with writer.page.context.expect_page() as opened:
        state.get_by_role("link").click()
    second = Person(opened.value)
    second.fill_sign_in(owner)
    second.page.wait_for_url("**/edit/project/")
    writer.page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(state).to_contain_text("저장됨")
    assert dossier(proposal).text("need") == "로그아웃된 동안 쓴 글"


@pytest.mark.django_db(transaction=True)
def test_two_writers_see_each_other_and_merge(journey: Journey):
    proposal = make_draft()
    colleague = make_user(name="김동료")
    give_role(colleague, Role.COMPANY_WRITER, organisation=proposal.lead)
    first, second = journey.person(owner_of(proposal.lead)), journey.person(colleague)
    step = url("proposal-step", proposal.ref, "project")
    first.go(step)
    second.go(step)

    # They see each other.
    first.page.reload()
    expect(first.page.locator(".presence")).to_contain_text("김동료")
    first.looks_right("40-presence")

    # Different answers do not disturb each other; the same answer brings both texts.
    write(second, "goals", "불량률을 3%에서 1%로")
    write(first, "summary", "정밀 금형을 함께 만든다")
    second.page.locator("#id_summary").fill("정밀 금형을 같이 개발한다")
    dialog = second.page.locator("dialog[data-merge]")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("함께 만든다")
    second.looks_right("41-merge")
    dialog.get_by_role("button", name="두 내용을 합쳐서 편집").click()
    dialog.locator("textarea").fill("정밀 금형을 함께 개발한다")
    dialog.get_by_role("button", name="합친 내용 저장").click()
    expect(second.page.locator("[data-save-state]")).to_contain_text("저장됨")
    assert (dossier(proposal).text("summary"), dossier(proposal).text("goals")) == (
        "정밀 금형을 함께 개발한다",
        "불량률을 3%에서 1%로",
    )


@pytest.mark.django_db(transaction=True)
def test_the_whole_way_works_without_scripts(journey: Journey):
    """A step is saved by its button, errors stand beside their fields, and handing in needs no script."""
    proposal = make_ready_proposal()
    owner = owner_of(proposal.lead)
    plain = journey.person(owner, java_script_enabled=False)
    plain.go(url("proposal-step", proposal.ref, "project"))
    plain.page.locator("#id_summary").fill("스크립트 없이 쓴 글")
    plain.press("저장하고 나가기")
    assert dossier(proposal).text("summary") == "스크립트 없이 쓴 글"
    plain.go(url("proposal-step", proposal.ref, "budget"))
    cell = plain.page.locator(f"#amount-{dossier(proposal).lead_partner.pk}-personnel-public")
    cell.fill("500,000,001")
    plain.press("저장하고 계속")
    expect(plain.page.locator(".error-summary")).to_contain_text("₩500,000,000")
    assert cell.input_value() == "500,000,001"
    plain.go(url("proposal-check", proposal.ref))
    plain.page.get_by_role("button", name="제출", exact=True).click()
    plain.page.wait_for_url("**/submitted/")
    assert Submission.objects.filter(proposal=proposal).count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_invitation_by_letter_and_a_correction_in_english(journey: Journey):
    """The other ways in: a link for somebody without an account, and a proposal returned with a scope and a deadline."""
    proposal = make_submitted(title="Precision moulds")
    partner = dossier(proposal).partners[1]
    draft = make_draft(proposal.call, title="Joint moulds")
    letter = invite_partner(draft, by=owner_of(draft.lead), email="new@firm.example")
    stranger = journey.person(language="en-US")
    stranger.go(url("invitation", letter.token))
    stranger.sees("Three steps to your answer")
    stranger.looks_right("50-invitation-en")

    Call.objects.filter(pk=proposal.call_id).update(closes_at=timezone.now() - timedelta(minutes=5))
    due = timezone.now() + timedelta(days=5)
    screen_proposal(
        proposal, decision=ScreeningDecision.RETURNED, by=make_user(Role.HQ_OPERATOR), reason="Give the goals in figures.",
        scope=["project"], due_at=due,
    )  # fmt: skip
    lead = journey.person(owner_of(proposal.lead), language="en-US")
    lead.go(url("proposal-detail", proposal.ref))
    lead.sees("Give the goals in figures.")
    lead.looks_right("51-home-returned-en")
    lead.go(url("proposal-step", proposal.ref, "budget"))
    expect(lead.page.locator("input[data-source]:enabled")).to_have_count(0)
    lead.looks_right("52-budget-closed-en")
    lead.go(url("proposal-step", proposal.ref, "project"))
    lead.page.locator("#id_goals").fill("Rejects fall from 3 % to 1 %")
    expect(lead.page.locator("[data-save-state]")).to_contain_text("Saved")
    lead.looks_right("53-project-en")
    lead.go(url("proposal-compare", proposal.ref, "goals"))
    lead.looks_right("54-compare-en")
    lead.go(url("proposal-step", proposal.ref, "partners"))
    lead.looks_right("55-partners-closed-en")
    lead.go(url("proposal-check", proposal.ref))
    lead.page.get_by_role("button", name="Hand in", exact=True).click()
    lead.confirm()
    lead.page.wait_for_url("**/submitted/")
    lead.looks_right("56-receipt-en")

    guest = journey.person(owner_of(partner.organisation), phone=True, language="en-US")
    guest.go(url("partner-consent", proposal.ref, partner.pk))
    guest.sees("Consent was given and stands")
    guest.looks_right("57-consent-stands-en")
