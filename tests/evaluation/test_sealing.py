"""A seal holds what was signed: same words, same seal; one point changed, broken."""

import datetime as dt
import hashlib
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.sealing import SheetContent, digest, is_intact, plain_points, seal

CONTENT = SheetContent(
    round="2010-capital",
    proposal="c0de",
    seat="seat-2",
    rulebook_sha256="a" * 64,
    points={"business": Decimal("32.5"), "technology": Decimal(24)},
    comments={"business": "시장 근거가 분명함", "technology": ""},
    overall="좋은 과제\n",
)
AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


def test_the_digest_is_that_of_the_plain_record():
    """Written out by hand, so that another program can make the same."""
    words = '{"comments":{"business":"시장 근거가 분명함"},"overall":"좋은 과제","salt":"w"}'
    record = (
        '{"form":"cluster-sheet/2","points":{"business":"32.5","technology":"24"},"proposal":"c0de","round":"2010-capital",'
        f'"rulebook_sha256":"{"a" * 64}","seat":"seat-2","words_sha256":"{hashlib.sha256(words.encode()).hexdigest()}"}}'
    )
    assert digest(CONTENT, "w") == hashlib.sha256(record.encode()).hexdigest()


@pytest.mark.parametrize(
    "same",
    [
        replace(CONTENT, points={"technology": Decimal("24.00"), "business": Decimal("32.50")}),
        replace(CONTENT, overall="  좋은 과제\r\n"),
        replace(CONTENT, comments={"business": "시장 근거가 분명함"}),
    ],
)
def test_the_same_words_have_the_same_digest(same):
    assert digest(same, "w") == digest(CONTENT, "w")


@pytest.mark.parametrize(
    "other",
    [
        replace(CONTENT, points={**CONTENT.points, "business": Decimal("33")}),
        replace(CONTENT, comments={}),
        replace(CONTENT, overall="좋은과제"),
        replace(CONTENT, seat="seat-3"),
        replace(CONTENT, proposal="2010-capital-0008"),
        replace(CONTENT, rulebook_sha256="b" * 64),
    ],
)
def test_any_change_breaks_the_seal(other):
    signed = seal(CONTENT, signed_by="user/5", signed_at=AT)
    assert is_intact(CONTENT, signed)
    assert not is_intact(other, signed)


@pytest.mark.parametrize(
    "change",
    [
        {"signed_by": "user/6"},
        {"signed_at": AT + dt.timedelta(seconds=1)},
        {"replaces": "c" * 64},
        {"salt": "00"},
        {"words_salt": "00"},
    ],
)
def test_a_seal_binds_signer_time_and_what_it_replaces(change):
    assert not is_intact(CONTENT, replace(seal(CONTENT, signed_by="user/5", signed_at=AT), **change))


def test_two_seals_of_one_sheet_differ_so_that_scores_cannot_be_guessed():
    assert seal(CONTENT, signed_by="user/5", signed_at=AT).seal != seal(CONTENT, signed_by="user/5", signed_at=AT).seal
    again = [seal(CONTENT, signed_by="user/5", signed_at=AT, salt="s", words_salt="w").seal for _ in range(2)]
    assert again[0] == again[1]


def test_words_are_sealed_apart_so_that_they_cannot_be_tried_against_points():
    """Points and salt become public, words and their salt do not."""
    one, two = (seal(CONTENT, signed_by="user/5", signed_at=AT, salt="s", words_salt=salt) for salt in "ab")
    assert one.seal != two.seal


def test_a_time_without_a_zone_cannot_be_signed():
    with pytest.raises(ValueError):
        seal(CONTENT, signed_by="user/5", signed_at=dt.datetime(2026, 3, 2))


@given(st.decimals(0, 100, places=3), st.integers(0, 4))
def test_a_number_has_one_spelling(points, zeros):
    longer = points.quantize(Decimal(1).scaleb(-3 - zeros))
    assert plain_points(longer) == plain_points(points)
    assert Decimal(plain_points(points)) == points
    assert "E" not in plain_points(points)


def test_what_is_no_number_is_refused():
    with pytest.raises(ValueError):
        plain_points(Decimal("NaN"))
