"""Who may take part, judged on plain values."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from clusters.eligibility import Basis, Named, Specialisation, lineage, matching, plant_eligibility

CHANGWON = Named("changwon", "창원국가산업단지", "Changwon National Industrial Complex")
MACHINES = Specialisation(Named("29", "기타 기계 및 장비 제조업", "Machinery"), Basis.PRESS)
MANUFACTURING = Specialisation(Named("C", "제조업", "Manufacturing"), Basis.CHOICE)
MOULDS = Named("29294", "주형 및 금형 제조업")
KIMCHI = Named("10301", "김치류 제조업")


def codes(eligibility):
    return [(reason.code, reason.met) for reason in eligibility.reasons]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("29294", ("C", "29", "292", "2929", "29294")),
        ("C", ("C",)),
        ("10", ("C", "10")),
        ("35111", ("35", "351", "3511", "35111")),
    ],
)
def test_lineage(code, expected):
    assert lineage(code) == expected


def test_a_plant_of_a_specialised_industry_in_a_complex_is_eligible():
    answer = plant_eligibility(CHANGWON, [MOULDS], [MACHINES])
    assert answer.eligible
    assert codes(answer) == [("inside", True), ("industry", True)]


def test_one_fitting_industry_of_several_is_enough():
    assert plant_eligibility(CHANGWON, [KIMCHI, MOULDS], [MACHINES]).eligible


def test_another_industry_is_refused_and_the_specialised_ones_are_named():
    answer = plant_eligibility(CHANGWON, [KIMCHI], [MACHINES])
    assert not answer.eligible
    assert codes(answer) == [("inside", True), ("other-industry", False)]
    assert "기타 기계 및 장비 제조업 (29)" in answer.blocking[0].text


def test_a_plant_outside_the_complexes_is_refused():
    assert codes(plant_eligibility(None, [MOULDS], [])) == [("outside", False)]


def test_a_plant_without_industries_is_refused():
    assert codes(plant_eligibility(CHANGWON, [], [MACHINES])) == [("inside", True), ("no-industry", False)]


def test_a_closed_plant_is_refused_whatever_else_holds():
    answer = plant_eligibility(CHANGWON, [MOULDS], [MACHINES], active=False)
    assert not answer.eligible
    assert [reason.code for reason in answer.blocking] == ["closed"]


def test_where_nothing_is_documented_the_reason_says_so():
    answer = plant_eligibility(CHANGWON, [KIMCHI], [MANUFACTURING])
    assert answer.eligible
    with translation.override("ko"):
        assert "문서로 확인되지 않아 포털이 정한 규칙" in answer.reasons[-1].text
    with translation.override("en"):
        assert "the portal's own rule" in answer.reasons[-1].text
        assert "Changwon National Industrial Complex" in answer.reasons[-1].text


def test_the_narrowest_specialisation_explains():
    narrow = Specialisation(Named("2929", "기타 특수 목적용 기계 제조업"), Basis.PRESS)
    assert matching("29294", [MANUFACTURING, MACHINES, narrow]) == narrow
    assert matching("10301", [MACHINES]) is None


@given(
    industries=st.lists(st.sampled_from(["29294", "10301", "26112", "35111"]), max_size=4),
    specialised=st.lists(st.sampled_from(["C", "29", "2611", "10301"]), max_size=4),
    inside=st.booleans(),
    active=st.booleans(),
)
def test_eligible_exactly_when_every_reason_is_met(industries, specialised, inside, active):
    answer = plant_eligibility(
        CHANGWON if inside else None,
        [Named(code, code) for code in industries],
        [Specialisation(Named(code, code), Basis.PRESS) for code in specialised],
        active=active,
    )
    fits = any(code in lineage(industry) for industry in industries for code in specialised)
    assert answer.eligible == (inside and active and fits)
    assert answer.eligible == (not answer.blocking)
    assert all(reason.text for reason in answer.reasons)
