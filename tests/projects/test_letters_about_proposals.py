"""Every letter about a proposal or a call, in both languages: whole sentences, no gaps, little in them."""

import pytest
from django.utils import timezone

from notifications.rendering import render
from projects.models import Partner, Submission
from projects.states import PartnerRole
from projects.terms import Change
from tests.factories.projects import make_draft, make_firm

pytestmark = pytest.mark.django_db

KINDS = (
    "partner-invited", "consent-void", "partner-consented-note", "partner-declined", "partner-removed", "proposal-submitted",
    "proposal-withdrawn", "proposal-eligible", "proposal-returned", "proposal-ineligible",
)  # fmt: skip
ABOUT_CALLS = ("call-published", "call-extended", "call-amended", "call-closed")


def context(*, joined: bool = True, is_desk: bool = False) -> dict:
    draft = make_draft(title="A&B <공동> 개발")
    firm = make_firm("나라 & 한빛")
    return {
        "proposal": draft,
        "call": draft.call,
        "partner": Partner(
            proposal=draft, organisation=firm if joined else None, role=PartnerRole.DEMAND, decline_reason="인력 부족"
        ),
        "inviter": "김대표",
        "changes": [Change("역할", "참여기관", "수요기업")],
        "submission": Submission(number="R-1-000001", seq=2, sha256="a" * 64, submitted_at=timezone.now()),
        "submitted_at": "2026-03-02 16:59:59",
        "withdrawn_at": "2026-03-02 16:59:59",
        "is_desk": is_desk,
        "reason": "재무제표 누락",
        "due_at": "2026-03-09 18:00 KST",
        "sections": ["예산", "첨부 파일"],
        "opens_at": "2026-02-01 09:00 KST",
        "closes_at": "2026-03-02 17:00 KST",
        "closed_before": "2026-02-27 17:00 KST",
        "number": 2,
        "changed": ["공고 제목", "본문"],
        "submitted": 3,
        "drafts": 1,
        "link": "/projects/proposals/P-1/",
        "recipient": "a@b.kr",
    }


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("kind", KINDS + ABOUT_CALLS)
def test_a_letter_is_whole(kind, language):
    given = context()
    subject, body = render(f"projects/{kind}", language, given)
    call = given["call"].title_ko if language == "ko" else given["call"].title_en
    assert ("A&B <공동> 개발" if kind in KINDS else call) in subject + body
    assert "http" in body and "/projects/proposals/P-1/" in body
    for gap in ("&amp;", "&lt;", "None", "{{", "()", "  "):
        assert gap not in subject + body, gap


@pytest.mark.parametrize(
    ("language", "desk", "firm"),
    [("ko", "과제가 접수되었습니다", "제출이 완료되었습니다"), ("en", "A proposal came in", "handed in")],
)
def test_the_desk_and_the_firm_read_their_own_words(language, desk, firm):
    assert desk in render("projects/proposal-submitted", language, context(is_desk=True))[0]
    assert firm in render("projects/proposal-submitted", language, context())[0]


@pytest.mark.parametrize(("language", "hint"), [("ko", "가입"), ("en", "not registered yet")])
def test_only_those_who_are_not_here_yet_are_told_how_to_come(language, hint):
    assert hint in render("projects/partner-invited", language, context(joined=False))[1]
    assert hint not in render("projects/partner-invited", language, context())[1]
