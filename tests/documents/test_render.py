"""Receipts, proposals and result notices: accessible PDF, ours in type, true to what was handed in."""

import io
import unicodedata

import pytest
import typst
from hypothesis import given, settings
from hypothesis.strategies import text
from pypdf import PdfReader

from documents.rendering import FONTS, TEMPLATES, render_pages, render_pdf
from tests.factories.papers import PAPERS, proposal_data, receipt_data

EVERY_PAPER = [(name, language) for name in PAPERS for language in ("ko", "en")]


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize(("name", "language"), EVERY_PAPER)
def test_every_paper_is_tagged_titled_and_in_its_language(name, language):
    reader = PdfReader(io.BytesIO(render_pdf(name, PAPERS[name](language))))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == language
    assert reader.metadata.title
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert not reader.is_encrypted


@pytest.mark.parametrize(("name", "language"), EVERY_PAPER)
def test_every_paper_embeds_our_type_only(name, language):
    reader = PdfReader(io.BytesIO(render_pdf(name, PAPERS[name](language))))
    used = {
        font["/BaseFont"].split("+")[-1]
        for page in reader.pages
        for font in (reference.get_object() for reference in page["/Resources"]["/Font"].values())
    }
    assert used
    assert {font.split("-")[0] for font in used} <= {"PretendardGOV", "DejaVuSansMono"}


@pytest.mark.parametrize("name", PAPERS)
def test_every_paper_carries_the_whole_hash_and_where_to_check_it(name):
    data = PAPERS[name]("ko")
    text = text_of(render_pdf(name, data))
    groups = [data["sha256"][start : start + 8] for start in range(0, 64, 8)]
    assert all(group in text for group in groups)
    assert data["verify_url"] in text


@pytest.mark.parametrize("name", PAPERS)
def test_a_demonstration_says_so_on_every_page_and_a_real_one_never(name):
    for demo in (True, False):
        reader = PdfReader(io.BytesIO(render_pdf(name, {**PAPERS[name]("ko"), "demo": demo})))
        assert [("시연용" in page.extract_text()) for page in reader.pages] == [demo] * len(reader.pages)


def test_the_receipt_is_one_page_with_number_amount_and_korean_time():
    pdf = render_pdf("receipt", receipt_data("ko"))
    text = text_of(pdf)
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
    for stated in ("R-2026-CAP-000123", "500,000,000원", "2026. 11. 23. 17:59:59 (한국시간)", "주식회사 한빛정밀"):
        assert stated in text
    assert "23 November 2026, 17:59:59 (Korea time, UTC+9)" in text_of(render_pdf("receipt", receipt_data("en")))


def test_totals_on_the_proposal_add_up():
    text = text_of(render_pdf("proposal", proposal_data("ko")))
    assert "500,000,000 120,000,000 90,000,000 710,000,000" in text.replace("\n", " ")
    assert "440,000,000" in text


def test_what_people_type_is_never_read_as_markup():
    hostile = '#let x = 1 *굵게* $a$ @ref <tag> #read("/etc/passwd") \\ `code` = 제목'
    data = proposal_data("ko")
    data["sections"] = [{"heading": hostile, "body": hostile}]
    text = text_of(render_pdf("proposal", data)).replace("\n", " ")
    assert text.count('#read("/etc/passwd")') == 2
    assert "*굵게* $a$ @ref <tag>" in text


def test_a_draft_says_that_it_was_not_handed_in():
    draft = proposal_data("ko")
    del draft["receipt_number"], draft["submitted_at"]
    assert "제출 전 사본" in text_of(render_pdf("proposal", draft))
    assert "제출 전 사본" not in text_of(render_pdf("proposal", proposal_data("ko")))


def test_an_empty_proposal_still_prints():
    empty = {**proposal_data("ko"), "partners": [], "sections": [], "budget": [], "files": [], "overview": []}
    assert "첨부 파일이 없습니다." in text_of(render_pdf("proposal", empty))


def test_evaluators_are_named_only_where_given():
    data = PAPERS["disclosure"]("ko")
    assert "김평가" in text_of(render_pdf("disclosure", data))
    assert "평가위원" not in text_of(render_pdf("disclosure", {**data, "evaluators": None, "appeal_how": ""}))


def test_missing_data_is_an_error_not_a_gap():
    data = receipt_data("ko")
    del data["receipt_number"]
    with pytest.raises(typst.TypstError, match="receipt_number"):
        render_pdf("receipt", data)


def test_hanja_units_and_rare_syllables_have_glyphs():
    data = receipt_data("ko")
    data["proposal_title"] = "㎡ Ⅳ 펲 産業團地 뷁"
    assert "㎡ Ⅳ 펲 産業團地 뷁" in text_of(render_pdf("receipt", data))


def test_a_character_without_a_shape_is_marked_not_fatal():
    data = receipt_data("ko")
    data["proposal_title"] = unicodedata.normalize("NFD", "금형") + "😀\u200d\u202e\ufe0f產\x00\ue000끝"
    assert "금형□□□끝" in text_of(render_pdf("receipt", data))


@settings(max_examples=60, deadline=None)
@given(text(max_size=60))
def test_any_text_prints(typed):
    data = proposal_data("ko")
    data["proposal_title"] = typed
    data["sections"] = [{"heading": typed, "body": typed}]
    data["overview"] = [(typed, typed)]
    assert render_pdf("proposal", data).startswith(b"%PDF")


def test_previews_are_pictures_of_the_same_pages():
    pages = render_pages("proposal", proposal_data("ko"), ppi=30)
    assert len(pages) == len(PdfReader(io.BytesIO(render_pdf("proposal", proposal_data("ko")))).pages)
    assert all(page.startswith(b"\x89PNG") for page in pages)


def test_type_and_its_licence_are_shipped():
    assert {path.name for path in FONTS.glob("*.otf")} == {"PretendardGOV-Regular.otf", "PretendardGOV-Bold.otf"}
    assert "SIL OPEN FONT LICENSE" in (FONTS / "LICENSE.txt").read_text()
    assert {path.stem for path in TEMPLATES.glob("*.typ")} == {"style", *PAPERS}
