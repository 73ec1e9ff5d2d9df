"""What the papers are printed from: one full example of each."""

import datetime as dt
from decimal import Decimal

from documents.rendering import (
    AppealReceiptData,
    DisclosureData,
    Language,
    MinutesData,
    PartnerRow,
    ProposalData,
    ReceiptData,
    TraceData,
)

AT = dt.datetime(2026, 11, 23, 8, 59, 59, tzinfo=dt.UTC)  # 17:59:59 in Seoul
SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
VERIFY_URL = "https://portal.example.kr/verify/R-2026-CAP-000123"
PROGRAMME = "2026년 산업단지 클러스터사업"
CALL = "2026년 제1차 광역권 공동 기술개발과제 공고"
TITLE = "자동차 전장부품용 정밀 사출금형 공동개발"
ISSUER = "한국산업단지공단 수도권본부"
SITE = "산업단지 클러스터 포털"

PARTNERS: list[PartnerRow] = [
    {
        "name": "주식회사 한빛정밀",
        "role": "주관기관",
        "brn": "124-81-00998",
        "region": "수도권",
        "public_krw": 300_000_000,
        "cash_krw": 80_000_000,
        "in_kind_krw": 60_000_000,
    },
    {
        "name": "(주)대성모듈시스템엔지니어링",
        "role": "참여기업",
        "public_krw": 150_000_000,
        "cash_krw": 40_000_000,
        "in_kind_krw": 30_000_000,
    },
    {"name": "한국과학대학교", "role": "참여기관", "public_krw": 50_000_000, "cash_krw": 0, "in_kind_krw": 0},
]
ITEMS = ("인건비", "재료비")


def receipt_data(language: Language) -> ReceiptData:
    return {
        "language": language,
        "site_name": SITE,
        "issuer": ISSUER,
        "demo": True,
        "sha256": SHA256,
        "verify_url": VERIFY_URL,
        "receipt_number": "R-2026-CAP-000123",
        "programme": PROGRAMME,
        "call_title": CALL,
        "proposal_title": TITLE,
        "proposal_number": "P-2026-000045",
        "region": "수도권",
        "lead": "주식회사 한빛정밀",
        "submitted_by": "홍길동",
        "submitted_at": AT,
        "partners": PARTNERS,
        "requested_krw": 500_000_000,
        "total_krw": 710_000_000,
    }


def proposal_data(language: Language) -> ProposalData:
    return {
        "language": language,
        "site_name": SITE,
        "issuer": ISSUER,
        "demo": True,
        "sha256": SHA256,
        "verify_url": VERIFY_URL,
        "programme": PROGRAMME,
        "call_title": CALL,
        "proposal_title": TITLE,
        "proposal_number": "P-2026-000045",
        "lead": "주식회사 한빛정밀",
        "region": "수도권",
        "receipt_number": "R-2026-CAP-000123",
        "submitted_at": AT,
        "overview": [("사업기간", "24개월"), ("사업장", "반월특수지역")],
        "partners": PARTNERS,
        "sections": [
            {"heading": "1. 개발 목표", "body": "정밀 금형을 함께 만든다.\n\n- 첫째\n- 둘째"},
            {"heading": "2. 기대 효과", "body": ""},
        ],
        "budget": [
            {
                "partner": partner["name"],
                "item": item,
                "public_krw": partner["public_krw"] // 2,
                "cash_krw": partner["cash_krw"] // 2,
                "in_kind_krw": partner["in_kind_krw"] // 2,
            }
            for partner in PARTNERS
            for item in ITEMS
        ],
        "files": [{"name": "사업자등록증.pdf", "purpose": "증빙", "size": 120_000, "sha256": SHA256}],
    }


def disclosure_data(language: Language) -> DisclosureData:
    return {
        "language": language,
        "site_name": SITE,
        "issuer": ISSUER,
        "demo": True,
        "sha256": SHA256,
        "verify_url": VERIFY_URL,
        "round_title": "2026년 제1차 수도권 선정평가",
        "call_title": CALL,
        "proposal_title": TITLE,
        "proposal_number": "P-2026-000045",
        "lead": "주식회사 한빛정밀",
        "result": "선정",
        "outcome": "selected",
        "score": Decimal("84.33"),
        "grade": "우수",
        "pass_line": Decimal("70.00"),
        "rank": 2,
        "ranked": 14,
        "granted_krw": 450_000_000,
        "criteria": [
            {"name": "협업성", "maximum": Decimal(15), "score": Decimal("13.20")},
            {"name": "기술성", "maximum": Decimal(30), "score": Decimal("25.40")},
        ],
        "making": [("최고·최저 제외 평균", "83.33"), ("가점", "+1.00")],
        "opinions": [{"heading": "우수한 점", "body": "협력 체계가 뚜렷하다."}],
        "evaluators": [{"name": "김평가", "affiliation": "한국기계연구원"}],
        "released_at": AT,
        "appeal_until": AT + dt.timedelta(days=10),
        "appeal_how": "포털에서 사유를 적어 제출합니다.",
    }


def appeal_receipt_data(language: Language) -> AppealReceiptData:
    return {
        "language": language,
        "site_name": SITE,
        "issuer": ISSUER,
        "demo": True,
        "sha256": SHA256,
        "verify_url": VERIFY_URL,
        "receipt_number": "A-2026-CAP-00012",
        "round_title": "2026년 제1차 수도권 선정평가",
        "proposal_title": TITLE,
        "proposal_number": "P-2026-000045",
        "lead": "주식회사 한빛정밀",
        "result": "미선정",
        "ground": "신청 내용의 명백한 오독",
        "text": "사업계획서 12쪽의 시험 성적을 빠뜨리고 평가하였습니다.\n\n- 시험 성적서 첨부",
        "files": [{"name": "시험성적서.pdf", "purpose": "", "size": 120_000, "sha256": SHA256}],
        "filed_by": "홍길동",
        "filed_at": AT,
        "answer_due": "2026-12-23 24:00",
    }


def minutes_data(language: Language) -> MinutesData:
    return {
        "language": language,
        "site_name": SITE,
        "issuer": ISSUER,
        "demo": True,
        "sha256": SHA256,
        "verify_url": VERIFY_URL,
        "title": "회의록",
        "running": "2026년 제1차 수도권 선정평가",
        "version": 1,
        "head": [("개최 일시", "2026-11-23 10:00 – 12:00"), ("의사정족수", "5명 (평가위원 3분의 2)")],
        "attendance": [("홍길동 (1번 위원) · 위원장", "10:00–12:00"), ("2번 위원", "불참")],
        "columns": ["순번", "과제", "심의 시각", "출석", "퇴장", "메모"],
        "rows": [["1", f"{TITLE} (주식회사 한빛정밀, P-2026-000045)", "10:05–10:40", "5", "2번 위원", "대표가 발표함"]],
        "is_results": False,
        "text": "과제별로 질의하고 심의하였음.\n\n- 협력 체계를 확인함",
        "signatures": [("홍길동 (1번 위원)", AT, SHA256), ("3번 위원", "미서명", "")],
    }


def trace_data(language: Language) -> TraceData:
    return {
        "language": language,
        "site_name": SITE,
        "issuer": ISSUER,
        "demo": True,
        "sha256": SHA256,
        "verify_url": VERIFY_URL,
        "round_title": "2026년 제1차 수도권 선정평가",
        "call_title": "제1차 공동과제",
        "proposal_title": TITLE,
        "proposal_number": "P-2026-000045",
        "lead": "주식회사 한빛정밀",
        "rulebook": "2010년 규정집",
        "sheets": [
            {"who": "1번 위원 · 홍길동", "total": "91", "fate": "최고점 제외", "dropped": True},
            {"who": "2번 위원 · 김평가", "total": "85.5", "fate": "산입", "dropped": False},
        ],
        "steps": [("산입 평가표의 평균", "256.5 ÷ 3 = 85.5"), ("합격선", "85.5 ≥ 70")],
        "notes": ["평가표가 5매 미만입니다."],
    }


PAPERS = {
    "receipt": receipt_data,
    "proposal": proposal_data,
    "disclosure": disclosure_data,
    "appeal_receipt": appeal_receipt_data,
    "minutes": minutes_data,
    "trace": trace_data,
}
