"""Whoever stands behind a proposal cannot be read in its blackened text, however the name is written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.blinding import MARK, Behind, blacken, blind_content, occurs, short_names

FIRM = Behind(
    organisations=frozenset({"주식회사 한빛정밀", "Hanbit Precision Co., Ltd."}), words=frozenset({"김가상", "1234567890"})
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("한빛정밀은 부품을 만든다.", f"{MARK}은 부품을 만든다."),
        ("(주)한빛정밀, ㈜한빛정밀, 한빛정밀㈜", f"{MARK}, {MARK}, {MARK}"),
        ("주식회사 한빛정밀 / 한빛정밀 주식회사", f"{MARK} / {MARK}"),
        ("한 빛 정 밀", MARK),
        ("ＨＡＮＢＩＴ ｐｒｅｃｉｓｉｏｎ", MARK),
        ("HanbitPrecision Co., Ltd. makes", f"{MARK} makes"),
        (unicodedata.normalize("NFD", "한빛정밀"), MARK),
        ("한\u200b빛정밀", MARK),
        ("책임자 김 가 상 박사", f"책임자 {MARK} 박사"),
        ("사업자 123-45-67890, 1234567890", f"사업자 {MARK}, {MARK}"),
        ("문의 info@hanbit.co.kr, 031-123-4567, +82 10-1234-5678", f"문의 {MARK}, {MARK}, {MARK}"),
        ("https://hanbit.co.kr/about 와 hanbit.com 참고", f"{MARK} 와 {MARK} 참고"),
        ("2026-03-15부터 1,234,567원, 면적 120㎡, 10³ 배", "2026-03-15부터 1,234,567원, 면적 120㎡, 10³ 배"),
    ],
)
def test_a_name_goes_in_every_writing_and_nothing_else(written, read):
    assert blacken(written, FIRM.terms()) == read


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("주식회사 한빛정밀", {"한빛정밀"}),
        ("㈜한빛정밀", {"한빛정밀"}),
        ("한국대학교 산학협력단", {"한국대학교"}),
        ("Hanbit Precision Co., Ltd.", {"hanbit precision"}),
        ("한국전자기술연구원(KETI)", {"한국전자기술연구원(keti)", "한국전자기술연구원", "keti"}),
        ("주식회사", {"주식회사"}),
    ],
)
def test_the_short_name_has_no_legal_form(name, short):
    assert short_names(name) == short


def test_a_short_latin_name_is_no_part_of_other_words():
    terms = Behind(organisations=frozenset({"AI"})).terms()
    assert blacken("said AI, (주)AI와 AIDS", terms) == f"said {MARK}, {MARK}와 AIDS"


def test_an_address_goes_whole_and_by_its_street():
    terms = Behind(addresses=frozenset({"경기도 안산시 단원구 산단로 123"})).terms()
    assert blacken("공장: 경기도 안산시 단원구 산단로 123. 산단로123", terms) == f"공장: {MARK}. {MARK}"


def test_a_single_letter_is_nobodys_name():
    assert blacken("가나다 abc", Behind(words=frozenset({"가", "a", " "})).terms()) == "가나다 abc"


NAMES = st.text(alphabet="한빛정밀산업대학교 ㈜()주AaBb1-.ＡＢ", min_size=1, max_size=12)
TEXTS = st.lists(st.one_of(NAMES, st.text(max_size=20), st.sampled_from(["a@b.kr", "010-1234-5678", "www.x.kr"])), max_size=8)


@given(st.frozensets(NAMES, max_size=4), st.frozensets(NAMES, max_size=3), TEXTS)
def test_nothing_of_it_can_be_read_and_twice_is_once(organisations, words, texts):
    terms = Behind(organisations=organisations, words=words).terms()
    text = "".join([*texts, *organisations, *words])
    blackened = blacken(text, terms)
    assert not occurs(blackened, terms)
    assert blacken(blackened, terms) == blackened


@given(st.text(alphabet="가나다라마바사 \n,.", max_size=60))
def test_what_names_nobody_stays_letter_by_letter(text):
    assert blacken(text, FIRM.terms()) == unicodedata.normalize("NFC", text)


def test_of_what_was_handed_in_no_name_place_or_file_is_left():
    content = {
        "call": {"ref": "c", "title_ko": "공고", "title_en": ""},
        "proposal": "c-p1",
        "firm": {"organisation": {"name_ko": "주식회사 한빛정밀", "brn": "1234567890"}, "plant": {"address": "산단로 1"}},
        "project": {"title": "한빛정밀의 부품", "track": "t", "answers": {"need": "㈜한빛정밀은", "goals": "목표"}},
        "partners": [
            {"id": 7, "organisation": {"name_ko": "주식회사 한빛정밀"}, "role": "lead", "task": "한빛정밀 총괄", "plant": None},
            {"id": 8, "organisation": None, "role": "participant", "task": "시험", "plant": None},
        ],
        "budget": [{"partner": 7, "item": "x", "source": "public", "amount_krw": 1}],
        "sums": {"requested_krw": 1},
        "files": [{"name": "한빛정밀.pdf"}],
    }
    blind = blind_content(content, FIRM.terms(), "7KQ2-M9DX")
    assert "한빛" not in str(blind) and "산단로" not in str(blind) and "c-p1" not in str(blind)
    assert [one["organisation"]["name_ko"] for one in blind["partners"]] == ["기관 A", "기관 B"]
    assert blind["project"] == {"title": f"{MARK}의 부품", "track": "t", "answers": {"need": f"{MARK}은", "goals": "목표"}}
    assert blind["budget"] == content["budget"] and blind["firm"]["organisation"]["name_ko"] == "기관 A"
