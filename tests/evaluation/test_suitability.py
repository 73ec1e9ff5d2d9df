"""Points of a pair: the parts add up, the matrix says what the single pair says, and only better is more."""

import time

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from evaluation.suitability import HIGHEST, KEYWORDS, SAME_CODE, SAME_DIVISION, Suitability, Talent, Work, contains, shortlist

CODES = ("29271", "29272", "26111", "")
WORDS = ("감속기", "전기차", "ai", "비전 검사", "로봇", "x")

talents = st.builds(
    Talent,
    industries=st.lists(st.sampled_from(CODES[:3]), max_size=3).map(tuple),
    keywords=st.lists(st.sampled_from(WORDS), max_size=4).map(tuple),
    record=st.none() | st.integers(0, 100),
    served=st.integers(0, 8),
    yearly_cap=st.integers(0, 6),
)
works = st.builds(
    Work, industry=st.sampled_from(CODES), text=st.lists(st.sampled_from((*WORDS, "said", "를", "용")), max_size=6).map(" ".join)
)


@given(st.lists(talents, min_size=1, max_size=5), st.lists(works, min_size=1, max_size=5))
def test_the_matrix_says_what_each_pair_says_and_stays_in_range(people, proposals):
    suitability = Suitability(people, proposals)
    scores = suitability.scores()
    assert scores.tolist() == [
        [suitability.reasons(work, person).total for person in range(len(people))] for work in range(len(proposals))
    ]
    assert scores.min() >= 0
    assert scores.max() <= HIGHEST


def test_the_very_code_counts_more_than_the_division_and_each_once():
    people = [Talent(("29271", "29272")), Talent(("29272",)), Talent(("26111",))]
    found = Suitability(people, [Work("29271")])
    assert [found.reasons(0, person).industry_points for person in range(3)] == [SAME_CODE, SAME_DIVISION, 0]


def test_korean_endings_stick_and_latin_words_stand_alone():
    assert contains("감속기를 만든다", "감속기")
    assert contains("스마트 ai를 쓰는", "ai")
    assert not contains("he said", "ai")
    assert not contains("x", "x")


def test_keywords_count_up_to_three_and_the_same_word_once():
    talent = Talent(keywords=("감속기", "감속기 ", "전기차", "로봇", "비전"))
    one, four = Work(text="감속기"), Work(text="로봇용 감속기와 전기차 비전")
    found = Suitability([talent], [one, four])
    assert found.reasons(0, 0).keyword_points == KEYWORDS[1]
    assert found.reasons(1, 0).keyword_points == KEYWORDS[3]


def test_who_has_served_most_is_least_fresh_and_a_good_record_counts():
    fresh, tired = Talent(record=100, served=0, yearly_cap=4), Talent(record=None, served=4, yearly_cap=4)
    (points,) = Suitability([fresh, tired], [Work()]).scores().tolist()
    assert points == [270, 85]


@given(st.integers(1, 12), st.integers(1, 12), st.data())
def test_a_shortlist_has_nobody_forbidden_everybody_wanted_and_enough_for_everyone(works, people, data):
    def flags():
        return np.array(data.draw(st.lists(st.booleans(), min_size=works * people, max_size=works * people))).reshape(
            works, people
        )

    forbidden, wanted = flags(), flags()
    suitability = Suitability([Talent(served=i, yearly_cap=12) for i in range(people)], [Work() for _ in range(works)])
    found = shortlist(suitability, forbidden, wanted, best=2, chance=1, own=2)
    pairs = set(zip(found.works.tolist(), found.people.tolist(), strict=True))
    assert sorted(pairs) == list(zip(found.works.tolist(), found.people.tolist(), strict=True))
    assert not any(forbidden[pair] for pair in pairs)
    assert {tuple(pair) for pair in np.argwhere(wanted & ~forbidden).tolist()} <= pairs
    for work in range(works):
        assert sum(pair[0] == work for pair in pairs) >= min(2, int((~forbidden[work]).sum()))


# --- How well somebody's fields fit a round -----------------------------------------------

ROUND = [
    Work("29271", "정밀금형 자동화"),
    Work("303", "배터리팩 열관리"),
    Work("29", "사출 금형 수명 예측"),
    Work("", "Smart Welding"),
]


def fit(works, industries=(), keywords=()):
    return Suitability([Talent(tuple(industries), tuple(keywords))], works).fit().tolist()


def test_divisions_and_keywords_fit_each_proposal_once():
    assert fit(ROUND, ["2927"]) == [50]
    assert fit(ROUND, ["30", "99"]) == [25]
    assert fit(ROUND, keywords=["금형"]) == [50]
    assert fit(ROUND, keywords=["WELDING"]) == [25]
    assert fit(ROUND, ["29"], ["금형", "배터리팩"]) == [75]


def test_a_single_sign_and_nothing_fit_nothing():
    assert fit(ROUND, [""], ["", " ", "금"]) == [0]
    assert fit([], ["29"], ["금형"]) == [0]


@given(st.lists(talents, min_size=1, max_size=4), st.lists(works, max_size=6))
def test_fit_is_what_each_pair_says(people, proposals):
    found = Suitability(people, proposals)
    fitting = [
        sum(
            bool(pair.industry_points or pair.keyword_points)
            for pair in (found.reasons(work, one) for work in range(len(proposals)))
        )
        for one in range(len(people))
    ]
    assert found.fit().tolist() == [number * 100 // max(1, len(proposals)) for number in fitting]


def test_a_large_round_and_a_large_pool_take_seconds():
    proposals = [Work(f"{10 + n % 80}11", f"공동 개발 과제 {n} 핵심기술") for n in range(20_000)]
    people = [Talent((f"{10 + n % 80}11",), (f"과제 {n} 핵심", "없는말")) for n in range(2_000)]
    started = time.perf_counter()
    Suitability(people, proposals).fit()
    assert time.perf_counter() - started < 10
