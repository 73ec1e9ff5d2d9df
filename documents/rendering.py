"""Paper the portal hands out: PDF/UA-1 made by Typst from the templates in `documents/typst/`.

`render_pdf("receipt", data)` takes one of the shapes below. Values are data, never markup: nothing a
person typed is read as Typst, and a character without a shape in our type is printed as '□'. Aware times
become Korean time with the zone spelled out; amounts are whole won; `language` chooses the labels ('ko' or
'en'), the caller gives names and texts in that language.
About 0.1 s for five pages; no network, no system library, no system font.
"""

import datetime as dt
import json
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NotRequired, TypedDict
from zoneinfo import ZoneInfo

import typst

from documents.glyphs import FONTS, printable

HERE = Path(__file__).resolve().parent
TEMPLATES = HERE / "typst"
SEOUL = ZoneInfo("Asia/Seoul")

Language = Literal["ko", "en"]
Row = tuple[str, str]
"""Label and value."""


class Paper(TypedDict):
    """What every document says about itself."""

    language: Language
    site_name: str
    issuer: str  # who stands behind it: "한국산업단지공단 수도권본부"
    demo: bool  # prints '시연용' on every page


class Seal(TypedDict):
    """How a reader convinces himself that the content is the one that was handed in."""

    sha256: str  # 64 hex digits of the canonical JSON
    verify_url: str


class PartnerRow(TypedDict):
    """One party of the consortium, the lead firm first."""

    name: str
    role: str  # in words: "주관기관", "참여기업"
    brn: NotRequired[str]
    region: NotRequired[str]
    public_krw: int
    cash_krw: int
    in_kind_krw: int


class ReceiptData(Paper, Seal):
    """`receipt`: 접수증, one page."""

    receipt_number: str
    programme: str
    call_title: str
    proposal_title: str
    proposal_number: str
    region: str
    lead: str
    submitted_by: str
    submitted_at: dt.datetime
    partners: list[PartnerRow]
    requested_krw: int
    total_krw: int


class TextSection(TypedDict):
    heading: str
    body: str  # plain text; an empty line starts a paragraph, "- " starts a list item


class BudgetRow(TypedDict):
    partner: str
    item: str
    public_krw: int
    cash_krw: int
    in_kind_krw: int


class AttachedFile(TypedDict):
    name: str
    purpose: str
    size: int  # bytes
    sha256: str


class ProposalData(Paper, Seal):
    """`proposal`: the printable proposal; `receipt_number` and `submitted_at` are missing on a draft."""

    programme: str
    call_title: str
    proposal_title: str
    proposal_number: str
    lead: str
    region: str
    receipt_number: NotRequired[str | None]
    submitted_at: NotRequired[dt.datetime | None]
    overview: list[Row]
    partners: list[PartnerRow]
    sections: list[TextSection]
    budget: list[BudgetRow]
    files: list[AttachedFile]


class CriterionRow(TypedDict):
    name: str
    maximum: Decimal
    score: Decimal  # mean over the sheets that count


class Evaluator(TypedDict):
    name: str
    affiliation: str


class DisclosureData(Paper, Seal):
    """`disclosure`: what an applicant is told after the release. `evaluators` is missing where names stay closed."""

    round_title: str
    call_title: str
    proposal_title: str
    proposal_number: str
    lead: str
    result: str  # in words: "선정", "예비선정", "지원제외"
    outcome: Literal["selected", "reserve", "declined"]
    score: Decimal
    grade: NotRequired[str]
    pass_line: Decimal
    rank: int
    ranked: int  # how many proposals were ranked
    granted_krw: NotRequired[int | None]
    criteria: list[CriterionRow]
    making: list[Row]  # how the score came about: ("최고·최저 제외 평균", "84.33")
    opinions: list[TextSection]
    evaluators: NotRequired[list[Evaluator] | None]
    released_at: dt.datetime
    appeal_until: NotRequired[dt.datetime | str | None]  # in words, where a day's end is meant
    appeal_how: NotRequired[str]


class AppealReceiptData(Paper, Seal):
    """`appeal_receipt`: 이의신청 접수증."""

    receipt_number: str
    round_title: str
    proposal_title: str
    proposal_number: str
    lead: str
    result: str  # appealed against, in words: "미선정"
    ground: str
    text: str
    files: list[AttachedFile]
    filed_by: str
    filed_at: dt.datetime
    answer_due: str  # "2026-12-23 24:00"


class MinutesData(Paper, Seal):
    """`minutes`: minutes or result sheet of a panel's meeting, with signatures (who, when, seal)."""

    title: str
    running: str  # in the header of each page
    version: int
    head: list[Row]
    attendance: list[Row]
    columns: list[str]
    rows: list[list[str]]
    is_results: bool
    text: str
    signatures: list[tuple[str, Any, str]]


class TraceLine(TypedDict):
    who: str
    total: str
    fate: str
    dropped: bool


class TraceData(Paper, Seal):
    """How one score was made (점수 산출 내역서). `steps` are (what, number)."""

    round_title: str
    call_title: str
    proposal_title: str
    proposal_number: str
    lead: str
    rulebook: str
    sheets: list[TraceLine]
    steps: list[Row]
    notes: list[str]


def render_pdf(template: Literal["receipt", "proposal", "disclosure", "trace", "appeal_receipt", "minutes"], data: Any) -> bytes:
    """The finished PDF. Raises `typst.TypstError` when `data` lacks what the template needs."""
    return compile_template(template, data, format="pdf", pdf_standards=["ua-1"])


def render_pages(template: str, data: Any, *, ppi: float = 96) -> list[bytes]:
    """The same pages as PNG pictures, for previews."""
    pages = compile_template(template, data, format="png", ppi=ppi)
    return pages if isinstance(pages, list) else [pages]


def compile_template(template: str, data: Any, **options: Any) -> Any:
    return typst.compile(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        font_paths=fonts(),
        sys_inputs={"data": json.dumps(printable(as_text(data)), ensure_ascii=False)},
        **options,
    )


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """Ours only, so that a page looks the same on every machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)])


def as_text(data: Any) -> Any:
    """The same structure with times, decimals and lazy translations written out in the paper's language."""
    korean = data["language"] == "ko"

    def plain(value: object) -> str:
        if isinstance(value, dt.datetime):
            return zoned(value, korean=korean)
        if isinstance(value, Decimal):
            return format(value, "f")
        return str(value)

    return json.loads(json.dumps(data, default=plain))


def zoned(at: dt.datetime, *, korean: bool) -> str:
    """`2026. 11. 23. 17:59:59 (한국시간)`: the official way to write it, to the second."""
    local = at.astimezone(SEOUL)
    if korean:
        return f"{local.year}. {local.month}. {local.day}. {local:%H:%M:%S} (한국시간)"
    return f"{local:%-d %B %Y, %H:%M:%S} (Korea time, UTC+9)"
