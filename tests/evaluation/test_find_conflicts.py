"""Conflicts as predicates over sets: each hit names its rule and its facts."""

import datetime as dt
import time

import pytest

from evaluation.conflicts import ConflictRules, Hit, Party, Person, find_conflicts

TODAY = dt.date(2026, 11, 23)
ALL = ConflictRules(
    frozenset({"participant", "same_organisation", "corporate_family", "former_employment", "declared"}), {"former_employment": 3}
)
PARTIES = [Party(1, 10, "한빛", frozenset({500})), Party(1, 11, "", frozenset({501})), Party(2, 12, "한빛", frozenset({502}))]


def hits(person: Person, rules: ConflictRules = ALL, declared=()) -> list[Hit]:
    return find_conflicts([person], PARTIES, rules, on=TODAY, declared=declared)


def test_no_tie_no_hit():
    assert hits(Person(1, 900, 77, "다른그룹")) == []


def test_same_organisation():
    assert hits(Person(1, 900, 11)) == [Hit(1, 1, "same_organisation", 11)]


def test_a_corporate_family_reaches_every_proposal_of_the_group():
    assert hits(Person(1, 900, 99, "한빛")) == [
        Hit(1, 1, "corporate_family", family="한빛"),
        Hit(1, 2, "corporate_family", family="한빛"),
    ]


def test_the_own_organisation_is_named_once_and_the_rest_of_the_group_beside_it():
    assert hits(Person(1, 900, 10, "한빛")) == [Hit(1, 1, "same_organisation", 10), Hit(1, 2, "corporate_family", family="한빛")]


def test_an_empty_family_is_no_family():
    assert hits(Person(1, 900, 99, "")) == []


def test_who_signed_takes_part():
    assert hits(Person(1, 501, 77)) == [Hit(1, 1, "participant", 11)]


def test_who_holds_an_account_of_a_participant_takes_part():
    assert hits(Person(1, 900, 77, acts_for=frozenset({12}))) == [Hit(1, 2, "participant", 12)]


@pytest.mark.parametrize(("ended", "found"), [(dt.date(2023, 11, 23), True), (dt.date(2023, 11, 22), False), (TODAY, True)])
def test_a_former_employer_counts_for_three_years(ended, found):
    person = Person(1, 900, former=((11, ended),))
    assert hits(person) == ([Hit(1, 1, "former_employment", 11, since=ended)] if found else [])


def test_three_years_before_a_leap_day():
    person = Person(1, 900, former=((11, dt.date(2025, 2, 28)),))
    found = find_conflicts([person], PARTIES, ALL, on=dt.date(2028, 2, 29))
    assert [hit.rule for hit in found] == ["former_employment"]


def test_a_declared_tie_counts():
    assert hits(Person(1, 900), declared={(1, 2)}) == [Hit(1, 2, "declared")]


def test_only_the_rulebooks_rules_count():
    person = Person(1, 501, 10, "한빛", former=((11, TODAY),), acts_for=frozenset({12}))
    assert hits(person, ConflictRules(frozenset({"corporate_family"})), declared={(1, 1)}) == [
        Hit(1, 2, "corporate_family", family="한빛")
    ]


def test_a_large_set_is_seconds_not_minutes():
    parties = [Party(n, n % 5000, "그룹" if n % 1000 == 0 else "") for n in range(20_000)]
    experts = [Person(n, 100_000 + n, n % 5000) for n in range(2_000)]
    started = time.perf_counter()
    found = find_conflicts(experts, parties, ALL, on=TODAY)
    assert len(found) == 2_000 * 4
    assert time.perf_counter() - started < 10
