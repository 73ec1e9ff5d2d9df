"""The budget against the rulebook: caps, ceilings and cash, to the won."""

import pathlib
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.rulebook import read_rulebook
from projects.budget_words import breach_sentence
from projects.budgeting import (
    SOURCES,
    Breach,
    BreachCode,
    BudgetPartner,
    BudgetRow,
    BudgetRules,
    add_up,
    percent,
)

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "programme" / "rulebooks"
RULES = {
    (code, track): BudgetRules.of(read_rulebook((FOLDER / f"{code}.json").read_bytes()), track)
    for code, track in [("2009", "single"), ("2010", "joint"), ("2026", "joint_business")]
}
REFORM = RULES["2010", "joint"]
SME, LARGE, UNIVERSITY = BudgetPartner("sme", "sme"), BudgetPartner("large", "large"), BudgetPartner("univ", "university")


def rows(partner: str, public: int, cash: int = 0, in_kind: int = 0, item: str = "materials") -> list[BudgetRow]:
    amounts = {"public": public, "own_cash": cash, "own_in_kind": in_kind}
    return [BudgetRow(partner, item, source, amount) for source, amount in amounts.items() if amount]


def breaches(given_rows, *partners, rules=REFORM) -> list[Breach]:
    return list(add_up(given_rows, partners, rules).breaches)


def test_a_sound_joint_budget():
    budget = add_up(rows("sme", 300, 40, 60) + rows("large", 100, 60, 40), [SME, LARGE], REFORM)
    assert budget.is_sound
    assert (budget.whole.public, budget.whole.own, budget.whole.total) == (400, 200, 600)
    assert budget.of_partner("sme").public_share == Fraction(3, 4)
    assert budget.by_item["materials"].total == 600
    assert budget.cells["large", "materials", "own_cash"] == 60


@pytest.mark.parametrize(
    ("code", "track", "cap"),
    [("2010", "joint", 500_000_000), ("2009", "single", 200_000_000), ("2026", "joint_business", 700_000_000)],
)
def test_one_won_over_the_cap_is_too_much(code, track, cap):
    at_cap = rows("univ", cap)
    assert breaches(at_cap, UNIVERSITY, rules=RULES[code, track]) == []
    over = breaches(rows("univ", cap + 1), UNIVERSITY, rules=RULES[code, track])
    assert over == [Breach(BreachCode.OVER_CAP, actual=cap + 1, limit=cap, short_krw=1)]


def test_the_cap_holds_for_all_partners_together():
    given_rows = rows("univ", 300_000_000) + rows("sme", 200_000_001, 100_000_000)
    assert [breach.code for breach in breaches(given_rows, UNIVERSITY, SME)] == [BreachCode.OVER_CAP]


def test_the_refusal_names_the_amount_and_the_cap():
    (breach,) = breaches(rows("univ", 500_000_001), UNIVERSITY)
    sentence = breach_sentence(breach, str)
    assert "₩500,000,001" in sentence and "₩500,000,000" in sentence


@pytest.mark.parametrize(
    ("kind", "public", "own", "sound"),
    [
        ("sme", 75, 25, True),
        ("sme", 76, 24, False),
        ("midsize", 70, 30, True),
        ("midsize", 71, 29, False),
        ("large", 50, 50, True),
        ("large", 51, 49, False),
        ("university", 100, 0, True),
    ],
)
def test_what_public_money_may_carry_by_size(kind, public, own, sound):
    found = breaches(rows("p", public, own), BudgetPartner("p", kind))
    assert [breach.code for breach in found] == ([] if sound else [BreachCode.PUBLIC_SHARE])


def test_an_industrial_crisis_area_eases_the_ceiling_for_small_firms_in_2026():
    in_crisis = BudgetPartner("p", "sme", in_crisis_area=True)
    assert breaches(rows("p", 80, 20), in_crisis, rules=RULES["2026", "joint_business"]) == []
    assert [b.code for b in breaches(rows("p", 81, 19), in_crisis, rules=RULES["2026", "joint_business"])] == [
        BreachCode.PUBLIC_SHARE
    ]
    assert [b.code for b in breaches(rows("p", 80, 20), in_crisis)] == [BreachCode.PUBLIC_SHARE]


@pytest.mark.parametrize(
    ("kind", "cash", "in_kind", "sound"),
    [
        ("sme", 40, 60, True),
        ("sme", 39, 61, False),
        ("midsize", 50, 50, True),
        ("midsize", 49, 51, False),
        ("large", 60, 40, True),
        ("large", 59, 41, False),
    ],
)
def test_how_much_of_its_own_money_must_be_cash(kind, cash, in_kind, sound):
    found = breaches(rows("p", 100, cash, in_kind), BudgetPartner("p", kind))
    assert [(breach.code, breach.short_krw) for breach in found] == ([] if sound else [(BreachCode.CASH_SHARE, 1)])


def test_partners_cannot_average_their_shares_out():
    given_rows = rows("sme", 80, 20) + rows("large", 10, 90)
    assert [(b.code, b.partner) for b in breaches(given_rows, SME, LARGE)] == [(BreachCode.PUBLIC_SHARE, "sme")]
    averaging = replace(REFORM, checked_per_institution=False)
    assert breaches(given_rows, SME, LARGE, rules=averaging) == []
    (together,) = breaches(rows("sme", 80, 20) + rows("large", 50, 50), SME, LARGE, rules=averaging)
    assert (together.code, together.partner, together.short_krw) == (BreachCode.PUBLIC_SHARE, None, 5)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (BudgetRow("sme", "materials", "public", -1), BreachCode.NEGATIVE),
        (BudgetRow("sme", "materials", "public", 1.5), BreachCode.NOT_WHOLE_WON),
        (BudgetRow("sme", "materials", "public", True), BreachCode.NOT_WHOLE_WON),
        (BudgetRow("sme", "yacht", "public", 1), BreachCode.UNKNOWN_ITEM),
        (BudgetRow("sme", "materials", "lottery", 1), BreachCode.UNKNOWN_SOURCE),
        (BudgetRow("stranger", "materials", "public", 1), BreachCode.UNKNOWN_PARTNER),
    ],
)
def test_a_broken_row_is_named_and_left_out(row, code):
    budget = add_up([*rows("sme", 75, 25), row], [SME], REFORM)
    assert [(breach.code, breach.row) for breach in budget.breaches] == [(code, 2)]
    assert budget.whole.total == 100


def test_an_empty_budget_and_one_without_a_grant():
    assert [breach.code for breach in breaches([], SME)] == [BreachCode.EMPTY_BUDGET]
    assert [breach.code for breach in breaches(rows("sme", 0, 10), SME)] == [BreachCode.NO_GRANT]


def test_a_share_just_over_the_ceiling_never_looks_like_keeping_it():
    (breach,) = breaches(rows("sme", 75_001, 24_999), SME)
    assert percent(Fraction(39_999, 100_000)) == "39.9"
    sentence = breach_sentence(breach, {"sme": "한빛정밀"}.__getitem__)
    assert "75.1%" in sentence and "75.0%" in sentence


def test_every_breach_can_be_said():
    for code in BreachCode:
        assert "%(" not in breach_sentence(Breach(code, "sme", 0, 1, 2, 3), str)


amounts = st.integers(0, 600_000_000)
partners = st.lists(
    st.builds(lambda kind, crisis: (kind, crisis), st.sampled_from(sorted(REFORM.shares)), st.booleans()), min_size=1, max_size=4
).map(lambda kinds: [BudgetPartner(number, kind, crisis) for number, (kind, crisis) in enumerate(kinds)])


@st.composite
def budgets(draw):
    people = draw(partners)
    keys, items = st.sampled_from([p.key for p in people]), st.sampled_from(sorted(REFORM.cost_items))
    return people, draw(st.lists(st.builds(BudgetRow, keys, items, st.sampled_from(SOURCES), amounts), max_size=20))


@given(budgets())
def test_all_sums_agree(case):
    people, given_rows = case
    budget = add_up(given_rows, people, RULES["2026", "joint_business"])
    assert budget.whole.total == sum(row.amount_krw for row in given_rows)
    for source in SOURCES:
        paid = sum(row.amount_krw for row in given_rows if row.source == source)
        assert getattr(budget.whole, source) == paid
        assert sum(getattr(sums, source) for sums in budget.by_partner.values()) == paid
        assert sum(getattr(sums, source) for sums in budget.by_item.values()) == paid
    assert sum(budget.cells.values()) == budget.whole.total


@given(budgets())
def test_a_breach_is_reported_exactly_when_the_fraction_breaks_the_rule(case):
    people, given_rows = case
    rules = RULES["2026", "joint_business"]
    budget = add_up(given_rows, people, rules)
    found = {(breach.code, breach.partner) for breach in budget.breaches}
    assert ((BreachCode.OVER_CAP, None) in found) == (budget.whole.public > rules.grant_cap_krw)
    for partner in people:
        sums, share = budget.of_partner(partner.key), rules.shares[partner.kind]
        too_public = sums.public_share is not None and sums.public_share > share.ceiling(partner)
        too_little_cash = sums.cash_share is not None and sums.cash_share < share.cash_min
        assert ((BreachCode.PUBLIC_SHARE, partner.key) in found) == too_public
        assert ((BreachCode.CASH_SHARE, partner.key) in found) == too_little_cash


@given(budgets())
def test_what_is_said_to_be_short_mends_it_and_one_won_less_does_not(case):
    people, given_rows = case
    rules = RULES["2026", "joint_business"]
    for breach in add_up(given_rows, people, rules).breaches:
        if breach.code not in (BreachCode.PUBLIC_SHARE, BreachCode.CASH_SHARE):
            continue
        source, into = ("public", "own_cash") if breach.code is BreachCode.PUBLIC_SHARE else ("own_in_kind", "own_cash")
        for moved, still in ((breach.short_krw, False), (breach.short_krw - 1, True)):
            sums = add_up(given_rows, people, rules).of_partner(breach.partner)
            setattr(sums, source, getattr(sums, source) - moved)
            setattr(sums, into, getattr(sums, into) + moved)
            ratio = sums.public_share if breach.code is BreachCode.PUBLIC_SHARE else sums.cash_share
            broken = ratio > breach.limit if breach.code is BreachCode.PUBLIC_SHARE else ratio < breach.limit
            assert broken is still
