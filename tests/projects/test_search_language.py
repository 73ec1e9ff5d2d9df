"""The search box's small language: plain values, no database."""

import datetime as dt

import pytest

from projects.search_language import Term, parse


def test_words_stay_words():
    assert parse("한빛 금형").words == ("한빛", "금형")
    assert parse('"정밀 금형" 개발').words == ("정밀 금형", "개발")
    assert parse("").words == parse("   ").words == ()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("status:eligible", ("status", "=", "eligible")),
        ("상태:적격", ("status", "=", "적격")),
        ('lead:"한빛 정밀"', ("lead", "=", "한빛 정밀")),
        ("submitted:>2026-01-01", ("submitted", ">", dt.date(2026, 1, 1))),
        ("접수:2026.01.31", ("submitted", "=", dt.date(2026, 1, 31))),
        ("asked:>=3억", ("asked", ">=", 300_000_000)),
        ("asked:<1.5억", ("asked", "<", 150_000_000)),
        ("신청액:5000만원", ("asked", "=", 50_000_000)),
        ("asked:<=₩300,000,000", ("asked", "<=", 300_000_000)),
        ("partners:>2", ("partners", ">", 2)),
    ],
)
def test_keys_make_exact_terms(typed, expected):
    parsed = parse(f"{typed} 금형")
    assert parsed.terms == (Term(*expected, text=typed),)
    assert parsed.words == ("금형",)


@pytest.mark.parametrize(
    "typed",
    [
        "submitted:foo",
        "submitted:>2026-13-01",
        "submitted:>9999-12-31",
        "submitted:<0001-01-01",
        "asked:많이",
        "asked:,",
        "partners:x",
    ],
)
def test_a_value_that_cannot_be_read_is_reported_and_narrows_nothing(typed):
    parsed = parse(typed)
    assert parsed.not_understood == (typed,)
    assert (parsed.terms, parsed.words) == ((), ())


def test_an_unknown_key_is_an_ordinary_word():
    assert parse("ISO:9001 status:").words == ("ISO:9001", "status:")


def test_one_token_can_be_taken_out_again():
    parsed = parse('status:eligible "정밀 금형" status:eligible')
    assert parsed.without("status:eligible") == '"정밀 금형" status:eligible'
    assert parsed.without("never typed") == 'status:eligible "정밀 금형" status:eligible'


@pytest.mark.parametrize(
    "typed", ['"', '""', ":", "a:b:c", '":"', 'status:"', "lead:'; DROP TABLE--", "asked:>", "submitted:>=", "é" * 300]
)
def test_whatever_is_typed_is_read_and_nothing_of_it_is_lost(typed):
    """Each token is a word, a condition, or reported; only lone quotation marks mean nothing."""
    parsed = parse(typed)
    assert parsed.without("never typed") == typed
    told = len(parsed.terms) + len(parsed.words) + len(parsed.not_understood)
    assert told == len([token for token in parsed.tokens if token.strip('"')])
