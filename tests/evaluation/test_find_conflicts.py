"""Conflicts as predicates over sets: each hit names its rule and its facts; facts have a digest."""

import datetime as dt
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.conflicts import (
    CODES,
    ConflictRules,
    Declared,
    Fact,
    Kind,
    Named,
    Party,
    Past,
    Person,
    Relative,
    Setting,
    Work,
    find_conflicts,
    find_ties,
)
from evaluation.conflicts.names import plain_name
from programme.rulebook import read_rulebook
from tests.factories.programme import shipped_document

TODAY = dt.date(2026, 11, 23)
ALL = ConflictRules.of(Setting(code, years=3 if code in {"former_employment", "joint_work", "advice", "sanctioned"} else None) for code in CODES)  # fmt: skip
PARTIES = [
    Party(1, 10, "한빛", frozenset({500}), people=(Named("김가상", "연구1팀"),)),
    Party(1, 11, "", frozenset({501}), role="participant"),
    Party(2, 12, "한빛", frozenset({502})),
    Party(2, 13, "", role="demand"),
]


def only(*codes: str, **setting) -> ConflictRules:
    return ConflictRules.of(Setting(code, **setting) for code in codes)


def rules_hit(person: Person, rules: ConflictRules = ALL, **given) -> list[tuple[int, str]]:
    return [(hit.proposal, hit.rule) for hit in find_conflicts([person], PARTIES, rules, on=TODAY, **given)]


def facts_of(person: Person, rules: ConflictRules = ALL, **given) -> list[Fact]:
    return [fact for hit in find_conflicts([person], PARTIES, rules, on=TODAY, **given) for fact in hit.facts]


def test_no_tie_no_hit():
    assert rules_hit(Person(1, 900, 77, "다른그룹", "연구1팀")) == []


# --- The law's grounds --------------------------------------------------------------------


def test_who_signed_takes_part():
    assert rules_hit(Person(1, 501, 77), only("participant")) == [(1, "participant")]
    assert facts_of(Person(1, 501, 77), only("participant")) == [Fact("signature", 11)]


def test_who_holds_an_account_of_a_participant_takes_part():
    person = Person(1, 900, 77, acts_for=frozenset({12}))
    assert rules_hit(person, only("participant")) == [(2, "participant")]


def test_a_relative_at_an_applicant_counts_and_one_named_in_the_proposal_is_told_apart():
    assert facts_of(Person(1, 900, relatives=(Relative("이가상", 10),)), only("kin")) == [Fact("relatives", 10)]
    named = facts_of(Person(1, 900, relatives=(Relative(" 김 가상", 10),)), only("kin"))
    assert named == [Fact("relatives", 10), Fact("relatives", 10, detail="named")]


@pytest.mark.parametrize(("organisation", "department", "found"), [(10, "연구 1팀", True), (10, "연구2팀", False), (11, "연구1팀", False), (10, "", False)])  # fmt: skip
def test_the_lowest_department_of_somebody_named(organisation, department, found):
    person = Person(1, 900, organisation, department=department)
    assert rules_hit(person, only("same_department")) == ([(1, "same_department")] if found else [])


def test_shares_are_a_direct_interest_while_they_are_held():
    held, sold = Work(Kind.OWNERSHIP, 12), Work(Kind.OWNERSHIP, 12, TODAY - dt.timedelta(days=1))
    assert rules_hit(Person(1, 900, works=(held,))) == [(2, "direct_interest")]
    assert rules_hit(Person(1, 900, works=(sold,))) == []


@pytest.mark.parametrize(("imposed", "found"), [(dt.date(2023, 11, 23), True), (dt.date(2023, 11, 22), False), (dt.date(2027, 1, 1), False)])  # fmt: skip
def test_a_sanction_bars_from_everything_for_three_years(imposed, found):
    person = Person(1, 900, sanctions=(imposed,))
    assert rules_hit(person) == ([(1, "sanctioned"), (2, "sanctioned")] if found else [])


def test_staff_of_ministry_and_agency_judge_nothing():
    assert rules_hit(Person(1, 900, offices=frozenset({"ministry"}))) == [(1, "agency_staff"), (2, "agency_staff")]


def test_two_who_would_judge_each_other():
    first, second = Person(1, 500), Person(2, 502)
    hits = find_conflicts([first, second], PARTIES, only("cross_evaluation"), on=TODAY)
    assert [(hit.person, hit.proposal) for hit in hits] == [(1, 2), (2, 1)]


def test_nobody_judges_in_turn_where_no_other_expert_takes_part():
    assert find_conflicts([Person(1, 500)], PARTIES, only("cross_evaluation"), on=TODAY) == []
    peers = [Person(1, 500), Person(2, 900, acts_for=frozenset({13}))]
    found = find_conflicts([Person(1, 500)], PARTIES, only("cross_evaluation"), on=TODAY, peers=peers)
    assert [(hit.person, hit.proposal) for hit in found] == [(1, 2)]


# --- The programme's grounds ---------------------------------------------------------------


@pytest.mark.parametrize(("organisation", "proposal", "rule"), [(10, 1, "same_organisation"), (11, 1, "partner_organisation"), (13, 2, "demand_company")])  # fmt: skip
def test_an_employer_is_named_by_its_role(organisation, proposal, rule):
    assert rules_hit(Person(1, 900, organisation)) == [(proposal, rule)]


@pytest.mark.parametrize("organisation", [10, 11, 13])
def test_a_rulebook_without_codes_for_roles_means_all_of_them(organisation):
    assert [rule for _proposal, rule in rules_hit(Person(1, 900, organisation), only("same_organisation"))] == [
        "same_organisation"
    ]


@pytest.mark.parametrize(("department", "found"), [("연구1팀", True), ("연구2팀", False), ("", True)])
def test_where_the_department_counts_an_unknown_one_counts_as_the_same(department, found):
    person = Person(1, 900, 10, department=department)
    assert rules_hit(person, only("same_organisation", unit="department")) == ([(1, "same_organisation")] if found else [])
    assert rules_hit(Person(1, 900, 12, department="연구1팀"), only("same_organisation", unit="department")) == [
        (2, "same_organisation")
    ]


def test_a_corporate_family_reaches_every_proposal_of_the_group():
    assert rules_hit(Person(1, 900, 99, "한빛")) == [(1, "corporate_family"), (2, "corporate_family")]


def test_the_own_organisation_is_named_once_and_the_rest_of_the_group_beside_it():
    assert rules_hit(Person(1, 900, 10, "한빛")) == [(1, "same_organisation"), (2, "corporate_family")]


def test_an_empty_family_is_no_family():
    assert rules_hit(Person(1, 900, 99, "")) == []


@pytest.mark.parametrize(("ended", "found"), [(dt.date(2023, 11, 23), True), (dt.date(2023, 11, 22), False), (TODAY, True)])
def test_a_former_employer_counts_for_three_years(ended, found):
    person = Person(1, 900, former=(Past(11, ended),))
    assert rules_hit(person) == ([(1, "former_employment")] if found else [])
    assert facts_of(person) == ([Fact("career", 11, day=ended)] if found else [])


def test_three_years_before_a_leap_day():
    person = Person(1, 900, former=(Past(11, dt.date(2025, 2, 28)),))
    found = find_conflicts([person], PARTIES, ALL, on=dt.date(2028, 2, 29))
    assert [hit.rule for hit in found] == ["former_employment"]


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        (Kind.RESEARCH, "joint_work"), (Kind.PUBLICATION, "joint_work"), (Kind.CONTRACT, "joint_work"),
        (Kind.ADVICE, "advice"), (Kind.WRITING, "advice"), (Kind.COACHING, "company_doctor"),
    ],
)  # fmt: skip
def test_work_together_is_told_by_its_kind(kind, rule):
    assert rules_hit(Person(1, 900, works=(Work(kind, 11),))) == [(1, rule)]


def test_work_together_ends_after_its_years_and_coaching_does_not():
    long_ago = dt.date(2019, 1, 1)
    assert rules_hit(Person(1, 900, works=(Work(Kind.RESEARCH, 11, long_ago), Work(Kind.ADVICE, 11, long_ago)))) == []
    assert rules_hit(Person(1, 900, works=(Work(Kind.COACHING, 11, long_ago),))) == [(1, "company_doctor")]


def test_a_declared_tie_counts_under_its_ground():
    assert rules_hit(Person(1, 900), declared=[Declared(1, 2)]) == [(2, "declared")]
    assert rules_hit(Person(1, 900), declared=[Declared(1, 2, "kin")]) == [(2, "kin")]
    assert rules_hit(Person(1, 900), declared=[Declared(1, 2, "other")]) == [(2, "declared")]


def test_a_tie_declared_again_is_another_fact():
    first, second = (
        find_conflicts([Person(1, 900)], PARTIES, ALL, on=TODAY, declared=[Declared(1, 2, "kin", day=day)])[0].digest
        for day in (TODAY, TODAY + dt.timedelta(days=1))
    )
    assert first != second


def test_an_objection_that_was_followed():
    assert rules_hit(Person(1, 900), declared=[Declared(1, 2, source="objection")]) == [(2, "objection")]


def test_only_the_rulebooks_rules_count():
    person = Person(1, 501, 10, "한빛", former=(Past(11, TODAY),), acts_for=frozenset({12}))
    assert rules_hit(person, only("corporate_family"), declared=[Declared(1, 1)]) == [(2, "corporate_family")]


def test_a_declaration_about_another_round_is_none_here():
    assert rules_hit(Person(1, 900), declared=[Declared(1, 99)]) == []


@pytest.mark.parametrize("code", ["2009", "2010", "2026"])
def test_every_code_of_a_shipped_rulebook_has_its_function_and_the_other_way_round(code):
    assert {rule.code for rule in read_rulebook(shipped_document(code)).conflicts.value} == set(CODES)


# --- Facts and their digest -------------------------------------------------------------------


def test_equal_facts_have_one_digest_and_other_facts_another():
    person = Person(1, 900, 10, former=(Past(10, TODAY), Past(10, TODAY, source="account")))
    swapped = replace(person, former=person.former[::-1])
    (first, employed), (second, _employed) = (find_conflicts([one], PARTIES, ALL, on=TODAY) for one in (person, swapped))
    assert first.digest == second.digest != employed.digest
    later = replace(person, former=(Past(10, TODAY - dt.timedelta(days=1)),))
    assert find_conflicts([later], PARTIES, ALL, on=TODAY)[0].digest != first.digest


def test_a_lifted_hit_frees_the_pair_only_when_nothing_else_holds_it():
    person = Person(1, 900, 10, former=(Past(10, TODAY),))
    found = find_ties([person], PARTIES, ALL, on=TODAY)
    hits = found.hits_of(1)
    keys = [(hit.person, hit.proposal, hit.rule, hit.digest) for hit in hits]
    assert len(keys) == 2
    assert found.matrix([1], [1, 2]).tolist() == [[True, False]]
    assert found.matrix([1], [1, 2], lifted=keys[:1]).tolist() == [[True, False]]
    assert found.matrix([1], [1, 2], lifted=keys).tolist() == [[False, False]]
    assert found.matrix([1], [1, 2], lifted=[(*key[:3], "0" * 64) for key in keys]).tolist() == [[True, False]]


@pytest.mark.parametrize(
    ("one", "other"),
    [("(주)한빛정밀", "한빛 정밀"), ("주식회사 한빛정밀", "㈜한빛정밀"), ("Hanbit Precision Co., Ltd.", "HANBIT PRECISION")],
)
def test_spellings_of_one_name(one, other):
    assert plain_name(one) == plain_name(other) != ""


# --- Against a pair-by-pair reading --------------------------------------------------------------

ids = st.integers(1, 4)
days = st.dates(dt.date(2021, 1, 1), dt.date(2027, 1, 1))
people = st.lists(
    st.builds(
        Person,
        key=st.integers(1, 5),
        user=st.integers(500, 504),
        organisation=st.none() | ids,
        family=st.sampled_from(["", "갑", "을"]),
        department=st.sampled_from(["", "가팀", "나팀"]),
        former=st.lists(st.builds(Past, ids, days), max_size=2).map(tuple),
        works=st.lists(st.builds(Work, st.sampled_from(Kind), ids, st.none() | days), max_size=2).map(tuple),
        acts_for=st.frozensets(ids, max_size=1),
        sanctions=st.lists(days, max_size=1).map(tuple),
    ),
    max_size=5,
    unique_by=lambda person: person.key,
)  # fmt: skip
parties = st.lists(
    st.builds(
        Party,
        proposal=st.integers(1, 4),
        organisation=ids,
        family=st.sampled_from(["", "갑", "을"]),
        users=st.frozensets(st.integers(500, 504), max_size=2),
        role=st.sampled_from(["lead", "participant", "demand"]),
        people=st.lists(st.builds(Named, st.sampled_from(["김", "이"]), st.sampled_from(["", "가팀"])), max_size=2).map(tuple),
    ),
    max_size=6,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(people, parties, st.sampled_from(["whole", "department"]))
def test_the_matrix_says_what_the_hits_say_and_one_person_alone_finds_the_same(people, parties, unit):
    rules = ConflictRules.of(replace(setting, unit=unit) for setting in ALL.settings.values())
    found = find_ties(people, parties, rules, on=TODAY)
    experts, proposals = sorted(person.key for person in people), sorted({party.proposal for party in parties})
    pairs = {(hit.person, hit.proposal) for hit in found.hits()}
    matrix = found.matrix(experts, proposals)
    assert {(experts[row], proposals[column]) for row, column in zip(*np.nonzero(matrix), strict=True)} == pairs
    for person in people:
        alone = find_conflicts([person], parties, rules, on=TODAY, peers=people)
        assert alone == found.hits_of(person.key)


@settings(max_examples=100, deadline=None)
@given(people, parties)
def test_an_employer_is_found_exactly_where_it_takes_part(people, parties):
    found = find_conflicts(people, parties, only("same_organisation"), on=TODAY)
    pairwise = {
        (person.key, party.proposal) for person in people for party in parties if person.organisation == party.organisation
    }
    assert {(hit.person, hit.proposal) for hit in found} == pairwise


def test_forty_million_pairs_are_seconds():
    parties = [Party(n, n % 5000, "그룹" if n % 1000 == 0 else "") for n in range(20_000)]
    experts = [Person(n, 100_000 + n, n % 5000, former=(Past((n + 7) % 5000, TODAY),)) for n in range(2_000)]
    started = time.perf_counter()
    matrix = find_ties(experts, parties, ALL, on=TODAY).matrix(range(2_000), range(20_000))
    assert int(matrix.sum()) == 2_000 * 8
    assert time.perf_counter() - started < 10
