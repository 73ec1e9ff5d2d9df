"""The walk of a public draw against every panel there could be, and the rules it keeps."""

from itertools import combinations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evaluation.draws.commitments import in_order
from evaluation.draws.seats import Free, House, Person, Seats
from evaluation.draws.walk import ALTERNATE, MEMBER, PASSED, Plan, pick, read_plan, walk

HOME = "capital"
SECTORS = ("industry", "academia", "research")
PERSON = st.tuples(st.booleans(), st.sampled_from(SECTORS), st.sampled_from(["", "a", "b", "c", "d"]))
LINE = st.lists(PERSON, max_size=9).map(
    lambda rows: [
        Person(f"{number:02}", sector, HOME if home else "dongnam", organisation)
        for number, (home, sector, organisation) in enumerate(rows)
    ]
)
SEATS = st.integers(1, 5).flatmap(
    lambda size: st.builds(
        Seats, st.just(size), st.integers(0, size), st.lists(st.sampled_from(SECTORS), unique=True, max_size=3).map(tuple)
    )
)
HOUSE = st.builds(House, st.just(HOME), st.booleans())


def keeps_rules(panel, seats: Seats, house: House) -> bool:
    units = {house.unit(one) for one in panel}
    return (
        len(panel) == seats.size == len(units)
        and sum(one.region != HOME for one in panel) >= seats.others
        and {one.stratum for one in panel} >= set(seats.sectors)
    )


def panels(line, seats: Seats, house: House, seated=()):
    """Every panel that could be made, the first in the order of the line first."""
    for taken in combinations(line, max(0, seats.size - len(seated))):
        if keeps_rules([*seated, *taken], seats, house):
            yield list(taken)


@settings(max_examples=400, deadline=None)
@given(LINE, SEATS, HOUSE, st.integers(0, 2))
def test_the_walk_takes_the_first_panel_of_all_there_are(line, seats, house, already):
    seated, line = line[:already], line[already:]
    assume(len({house.unit(one) for one in seated}) == len(seated))
    found = pick(line, [seats], house, panel=seated)
    expected = next(panels(line, seats, house, seated), None)
    assert (list(found.taken) if found.seats else None) == expected


@settings(max_examples=200, deadline=None)
@given(LINE, SEATS, HOUSE)
def test_seats_can_be_filled_exactly_when_there_is_a_panel(line, seats, house):
    exists = next(panels(line, seats, house), None) is not None
    assert Free(line, [], house).can_fill([], seats, house) == exists


@settings(max_examples=200, deadline=None)
@given(LINE, SEATS, HOUSE, st.sets(st.integers(0, 8)))
def test_whoever_is_passed_over_has_a_reason(line, seats, house, out):
    barred = {one.id: "conflict" for number, one in enumerate(line) if number in out}
    found = pick(line, [seats], house, barred=barred)
    seen = [one.id for one in found.taken] + [one for one, _reason in found.passed]
    assert sorted(seen) == sorted(one.id for one in line)[: len(seen)]  # the front of the line, without a gap
    for one, reason in found.passed:
        assert reason == "conflict" if one in barred else reason in ("organisation", "other_regions", "sectors", "rules")
    assert not {one.id for one in found.taken} & set(barred)


def row(number: int, region: str = HOME, sector: str = "academia", organisation: str = "") -> dict[str, str]:
    return {"id": f"{number:016x}", "stratum": sector, "region": region, "organisation": organisation}


def plan(*sections: str, size: int = 3, others: int = 2, alternates: int = 3) -> Plan:
    fewer = tuple(Seats(number, 0) for number in range(alternates, 0, -1))
    return Plan(House(HOME), sections, (Seats(size, others),), (Seats(alternates, others), *fewer))


POOL = [row(n) for n in range(8)] + [row(100 + n, "dongnam") for n in range(8)]
ORDER = in_order("5eed", [one["id"] for one in POOL])


def test_every_section_gets_members_and_alternates_and_nobody_is_drawn_twice():
    outcome = walk(ORDER, POOL, [], plan("1", "2"))
    drawn = [one["id"] for one in outcome.rows if one["role"] != PASSED]
    assert len(drawn) == len(set(drawn)) == 12
    for role in (MEMBER, ALTERNATE):
        assert [(one["section"], one["number"]) for one in outcome.taken(role)] == [(s, n) for s in "12" for n in "123"]
    regions = {one["id"]: one["region"] for one in POOL}
    for section in "12":
        members = [regions[one["id"]] for one in outcome.taken(MEMBER) if one["section"] == section]
        assert members.count(HOME) <= 1


def test_who_is_barred_from_one_section_may_sit_in_another():
    free = walk(ORDER, POOL, [], plan("1", "2")).taken(MEMBER)
    first = free[0]["id"]
    outcome = walk(ORDER, POOL, [{"section": "1", "id": first, "reason": "conflict", "facts": ""}], plan("1", "2"))
    assert {"section": "1", "role": PASSED, "number": "", "id": first, "reason": "conflict"} in outcome.rows
    assert any(one["id"] == first and one["section"] == "2" for one in outcome.rows if one["role"] != PASSED)


def test_who_is_barred_everywhere_sits_nowhere():
    barred = [{"section": "", "id": one["id"], "reason": "yearly_cap", "facts": ""} for one in POOL[:4]]
    outcome = walk(ORDER, POOL, barred, plan("1", "2", alternates=1))
    assert not {one["id"] for one in outcome.rows if one["role"] != PASSED} & {one["id"] for one in barred}
    assert {one["reason"] for one in outcome.rows if one["id"] == POOL[0]["id"]} <= {"yearly_cap"}


def test_a_smaller_panel_is_drawn_where_the_usual_one_cannot_be():
    asked = Plan(House(HOME), ("1",), (Seats(7, 4), Seats(6, 3), Seats(5, 3)), ())
    pool = [row(n) for n in range(3)] + [row(100 + n, "dongnam") for n in range(3)]
    assert len(walk([one["id"] for one in pool], pool, [], asked).taken(MEMBER)) == 6


def test_a_section_that_cannot_be_filled_is_named():
    outcome = walk(ORDER, POOL, [], plan("1", "2", size=9, others=0))
    assert outcome.short == ["2"]


def test_alternates_are_fewer_where_the_pool_ends():
    assert len(walk(ORDER, POOL, [], plan("1", size=12, others=2, alternates=12)).taken(ALTERNATE)) == 4


def test_a_plan_survives_being_written_down():
    asked = Plan(House(HOME, False), ("1", "2"), (Seats(7, 4, SECTORS),), (Seats(3, 2),), 2)
    assert read_plan(asked.as_json()) == asked


@pytest.mark.parametrize("size", [400])
def test_a_pool_of_thousands_is_drawn_in_no_time(size):
    pool = [row(n, "dongnam" if n % 3 else HOME, SECTORS[n % 3], f"o{n % 1500}") for n in range(4000)]
    order = in_order("5eed", [one["id"] for one in pool])
    asked = Plan(House(HOME, False), ("0",), (Seats(size, size // 2),), (Seats(size, size // 2),))
    assert len(walk(order, pool, [], asked).taken(MEMBER)) == size
