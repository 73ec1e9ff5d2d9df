"""Fitness by fields and keywords: plain arithmetic over titles and industry codes."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.expertise import Fields

PROPOSALS = [("29271", "정밀금형 자동화"), ("303", "배터리팩 열관리"), ("29", "사출 금형 수명 예측"), ("", "Smart Welding")]


def test_a_division_of_two_digits_counts():
    assert Fields(PROPOSALS).fit(["2927"], []) == 50
    assert Fields(PROPOSALS).fit(["30", "99"], []) == 25


def test_a_keyword_in_a_title_counts_however_it_is_written_together():
    assert Fields(PROPOSALS).fit([], ["금형"]) == 50
    assert Fields(PROPOSALS).fit([], ["WELDING"]) == 25


def test_both_are_counted_once():
    assert Fields(PROPOSALS).fit(["29"], ["금형", "배터리팩"]) == 75


def test_a_single_sign_and_nothing_find_nothing():
    assert Fields(PROPOSALS).fit([""], ["", " ", "금"]) == 0
    assert Fields([]).fit(["29"], ["금형"]) == 0


words = st.text("가나다라 ", max_size=8)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["29", "301", ""]), words), max_size=8),
    st.lists(words, max_size=3),
    st.sampled_from(["29", "30"]),
)
def test_it_is_what_looking_at_each_title_says(proposals, keywords, industry):
    plain = [word.strip().casefold() for word in keywords]
    fitting = [
        code[:2] == industry or any(len(word) > 1 and word in title.casefold() for word in plain) for code, title in proposals
    ]
    expected = sum(fitting) * 100 // len(proposals) if proposals else 0
    assert Fields(proposals).fit([industry], keywords) == expected


def test_a_large_round_is_a_second():
    fields = Fields([(str(n % 90), f"공동 개발 과제 {n} 핵심기술") for n in range(20_000)])
    started = time.perf_counter()
    for n in range(2_000):
        fields.fit([str(n % 90)], [f"과제 {n} 핵심", "없는말"])
    assert time.perf_counter() - started < 5
