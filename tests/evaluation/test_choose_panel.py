"""Choosing a panel: size, other regions, one per organisation, no conflict; and saying why when it cannot be done."""

import time
from decimal import Decimal
from itertools import combinations

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.panels import PanelImpossible, PanelRules, Seatable, choose_panel, panel_problems

RULES = PanelRules(size_min=5, size_target=7, size_max=9, other_regions_min_share=Decimal("0.5"))
HOME = "capital"


def people(home: int, away: int, **fields) -> list[Seatable]:
    return [Seatable(n, HOME, n, **fields) for n in range(home)] + [
        Seatable(100 + n, "dongnam", 100 + n, **fields) for n in range(away)
    ]


def choose(pool, seated=(), rules=RULES):
    return choose_panel(pool, rules, home=HOME, seed="round", seated=seated, region_name="수도권")


def others(panel) -> int:
    return sum(one.region != HOME for one in panel)


def test_a_panel_has_the_target_size_and_half_from_other_regions():
    panel = choose(people(20, 4))
    assert (len(panel), others(panel)) == (7, 4)


def test_the_same_pool_in_any_order_gives_the_same_panel():
    pool = people(10, 10)
    assert choose(pool) == choose(pool[::-1])


def test_another_round_draws_another_order():
    pool = people(0, 200)
    assert choose(pool) != choose_panel(pool, RULES, home=HOME, seed="another", region_name="")


def test_the_fittest_and_least_busy_come_first():
    pool = [*people(10, 10), Seatable(500, "honam", 500, fitness=90), Seatable(501, "honam", 501, fitness=90, served=1)]
    assert [one.key for one in choose(pool)[:2]] == [500, 501]


def test_one_organisation_has_one_seat():
    pool = [Seatable(n, "dongnam", 1) for n in range(50)] + people(3, 4)
    panel = choose(pool)
    assert len(panel) == 7
    assert sum(one.organisation == 1 for one in panel) <= 1


def test_people_without_an_organisation_do_not_clash():
    assert len(choose([Seatable(n, "dongnam") for n in range(7)])) == 7


def test_who_is_barred_is_never_chosen():
    pool = people(3, 4) + people(3, 4, barred="conflict", fitness=100)
    pool = [
        Seatable(**{**{f: getattr(one, f) for f in one.__slots__}, "key": n, "organisation": n}) for n, one in enumerate(pool)
    ]
    assert not any(one.barred for one in choose(pool))


def test_a_smaller_panel_is_taken_when_the_target_cannot_be_reached():
    assert len(choose(people(3, 3))) == 6


def test_free_seats_are_filled_beside_those_seated():
    seated = people(3, 0)
    panel = choose(people(10, 10), seated=seated)
    assert (len(panel), others(panel)) == (4, 4)


def test_a_full_panel_gets_nobody():
    assert choose(people(10, 10), seated=people(3, 4)) == []


def test_too_many_from_home_are_balanced_by_more_from_elsewhere():
    panel = choose(people(0, 10), seated=people(4, 0))
    assert (len(panel), others(panel)) == (4, 4)


CASES = [
    (people(20, 1), (), "other_regions", 2, "2 more experts of other regions and organisations, without a conflict, are needed."),
    (people(20, 2), (), "other_regions", 1, "1 more expert of another region and organisation, without a conflict, is needed."),
    (people(1, 3), (), "pool", 1, "1 more expert of an organisation not yet on the panel is needed."),
    ([], (), "pool", 5, "5 more experts of organisations not yet on the panel are needed. Of them at least: other regions 3."),
    ([Seatable(n, "dongnam", n % 4) for n in range(40)], (), "one_per_organisation", 1, "1 more expert of an organisation"),
    (
        people(1, 3) + [Seatable(200 + n, HOME, 200 + n, barred="conflict") for n in range(9)],
        (), "conflict", 1, "1 more expert of an organisation",
    ),
    (people(2, 2), (), "pool", 1, "1 more expert of another region and organisation, without a conflict, is needed."),
    (people(0, 5), people(9, 0), "other_regions", 5, "Replace 5 of them by experts of other regions."),
]  # fmt: skip


@pytest.mark.parametrize(("pool", "seated", "rule", "missing", "cure"), CASES)
def test_the_blocking_rule_is_named_with_its_cure(pool, seated, rule, missing, cure):
    with translation.override("en"), pytest.raises(PanelImpossible) as refusal:
        choose(pool, seated=seated)
    assert (refusal.value.rule, refusal.value.missing, refusal.value.code) == (rule, missing, "panel-impossible")
    assert cure in str(refusal.value)


PERSON = st.tuples(st.booleans(), st.one_of(st.none(), st.integers(0, 5)), st.booleans(), st.integers(0, 3))
POOL = st.lists(PERSON, max_size=10).map(
    lambda rows: [
        Seatable(n, HOME if home else "dongnam", organisation, fitness, 0, "conflict" if barred else "")
        for n, (home, organisation, barred, fitness) in enumerate(rows)
    ]
)
SMALL = PanelRules(size_min=3, size_target=4, size_max=5, other_regions_min_share=Decimal("0.5"))


@settings(max_examples=300, deadline=None)
@given(POOL)
def test_a_panel_is_found_exactly_when_there_is_one(pool):
    """Against every possible panel of the smallest size or more."""
    free = [one for one in pool if not one.barred]
    exists = any(not panel_problems(panel, SMALL, home=HOME) for size in (3, 4, 5) for panel in combinations(free, size))
    try:
        panel = choose(pool, rules=SMALL)
    except PanelImpossible as refusal:
        assert not exists
        assert refusal.missing > 0
    else:
        assert exists
        assert panel_problems(panel, SMALL, home=HOME) == []


def test_a_large_pool_is_quick():
    started = time.perf_counter()
    assert len(choose(people(3000, 3000))) == 7
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    ("panel", "complete", "problems"),
    [
        (people(3, 4), True, []),
        (people(3, 3), True, []),
        (people(2, 2), True, ["too_small"]),
        (people(5, 5), True, ["too_large"]),
        (people(4, 3), True, ["other_regions"]),
        (people(3, 0), False, []),
        (people(4, 0), False, ["other_regions"]),
        ([*people(3, 3), Seatable(900, "honam", 100)], True, ["one_per_organisation"]),
        ([*people(3, 3), Seatable(900, "honam", 900, barred="conflict")], True, ["conflict"]),
    ],
)
def test_what_a_panel_breaks_is_named(panel, complete, problems):
    assert panel_problems(panel, RULES, home=HOME, complete=complete) == problems


# --- Sectors -------------------------------------------------------------------------------

MIXED = PanelRules(5, 7, 9, Decimal("0.5"), ("industry", "academia", "research"))


def of(sector: str, home: int, away: int, start: int) -> list[Seatable]:
    return [Seatable(start + n, HOME if n < home else "dongnam", start + n, sector=sector) for n in range(home + away)]


def test_every_sector_asked_for_sends_somebody():
    pool = of("academia", 20, 20, 0) + of("industry", 1, 0, 100) + of("research", 1, 0, 200)
    panel = choose(pool, rules=MIXED)
    assert {one.sector for one in panel} == {"academia", "industry", "research"}
    assert (len(panel), others(panel)) == (7, 4)
    assert panel_problems(panel, MIXED, home=HOME) == []
    assert panel_problems([one for one in panel if one.sector != "research"], MIXED, home=HOME) == ["sector_mix"]


SHORT_OF_SECTORS = [
    (of("academia", 9, 9, 0) + of("industry", 9, 9, 100), ("sector_mix",), 1, "Of them at least: Research 1."),
    (of("academia", 9, 9, 0), ("sector_mix",), 2, "Of them at least: Industry 1, Research 1."),
    # Four members of each kind, but whoever comes from industry and research is from home, and so are too many.
    (
        of("academia", 9, 2, 0) + of("industry", 9, 0, 100) + of("research", 9, 0, 200),
        ("other_regions",), 1, "1 more expert of another region",
    ),
    (
        [Seatable(n, "dongnam", 1, sector="academia") for n in range(9)]
        + [Seatable(20 + n, "dongnam", 1, sector="industry") for n in range(9)]
        + of("research", 0, 9, 100),
        ("sector_mix", "one_per_organisation"), 1, "more expert",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("pool", "rules", "missing", "cure"), SHORT_OF_SECTORS)
def test_the_smallest_set_of_rules_that_blocks_is_named(pool, rules, missing, cure):
    with translation.override("en"), pytest.raises(PanelImpossible) as refusal:
        choose(pool, rules=MIXED)
    assert (refusal.value.rules, refusal.value.missing) == (rules, missing)
    assert cure in refusal.value.cure


SECTORED = st.lists(st.tuples(st.booleans(), st.sampled_from("abc"), st.integers(0, 4), st.booleans()), max_size=8).map(
    lambda rows: [
        Seatable(n, HOME if home else "dongnam", organisation, sector=sector, barred="conflict" if barred else "")
        for n, (home, sector, organisation, barred) in enumerate(rows)
    ]
)
SMALL_MIX = PanelRules(3, 4, 5, Decimal("0.5"), ("a", "b"))


@settings(max_examples=200, deadline=None)
@given(SECTORED)
def test_what_would_cure_it_does_and_nothing_less(pool):
    """Against the rules themselves: with the experts that are asked for a panel can be made, with one fewer it cannot."""
    try:
        choose(pool, rules=SMALL_MIX)
    except PanelImpossible as refusal:
        ideal = [Seatable(100 + n, "dongnam", 100 + n, sector="abc"[n % 3]) for n in range(9)]
        assert any(possible([*pool, *more]) for more in combinations(ideal, refusal.missing))
        assert not any(possible([*pool, *more]) for more in combinations(ideal, refusal.missing - 1))


def possible(pool) -> bool:
    free = [one for one in pool if not one.barred]
    return any(not panel_problems(panel, SMALL_MIX, home=HOME) for size in (3, 4, 5) for panel in combinations(free, size))
