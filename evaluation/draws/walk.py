"""The walk down the order: who is next and keeps the panel fillable is taken; of everyone passed over the reason stays.

First the members of each section, in the order of their numbers, then the alternates of each. Alternates are drawn as
panels of their own by the same rules, so that they can stand in for whoever leaves. Nobody is taken twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evaluation.draws.commitments import Row
from evaluation.draws.seats import Free, House, Person, Seats

MEMBER, ALTERNATE, PASSED = "member", "alternate", "passed"
ORGANISATION, OTHER_REGIONS, SECTORS, RULES = "organisation", "other_regions", "sectors", "rules"
EVERYWHERE = ""  # barred from all sections


@dataclass(frozen=True, slots=True)
class Plan:
    """What a draw fills. `members` and `alternates` are tried in their order: the first that can be filled is taken."""

    house: House
    sections: tuple[str, ...]
    members: tuple[Seats, ...]
    alternates: tuple[Seats, ...]
    rounds_of_alternates: int = 1

    def as_json(self) -> dict[str, Any]:
        return {
            "home": self.house.home,
            "one_per_organisation": self.house.one_per_organisation,
            "sections": list(self.sections),
            "members": [_seats_json(one) for one in self.members],
            "alternates": [_seats_json(one) for one in self.alternates],
            "rounds_of_alternates": self.rounds_of_alternates,
        }


def read_plan(given: Mapping[str, Any]) -> Plan:
    return Plan(
        House(given["home"], given["one_per_organisation"]),
        tuple(given["sections"]),
        tuple(_read_seats(one) for one in given["members"]),
        tuple(_read_seats(one) for one in given["alternates"]),
        given["rounds_of_alternates"],
    )


@dataclass(frozen=True, slots=True)
class Pick:
    """Whom one walk took, and whom it passed over with the reason. `seats` are those that could be filled; None: none could."""

    seats: Seats | None
    taken: tuple[Person, ...] = ()
    passed: tuple[tuple[str, str], ...] = ()  # (id, reason)


@dataclass(slots=True)
class Outcome:
    """`rows`: section, role, number, id, reason; `short`: sections whose members could not be drawn."""

    rows: list[dict[str, str]] = field(default_factory=list)
    short: list[str] = field(default_factory=list)

    def taken(self, role: str) -> list[dict[str, str]]:
        return [row for row in self.rows if row["role"] == role]


def people_of(pool: Iterable[Row]) -> dict[str, Person]:
    return {row["id"]: Person(row["id"], row["stratum"], row["region"], row["organisation"]) for row in pool}


def walk(order: Sequence[str], pool: Iterable[Row], barred: Iterable[Row], plan: Plan) -> Outcome:
    people = people_of(pool)
    reasons = {(row["section"], row["id"]): row["reason"] for row in barred}
    outcome, gone = Outcome(), set[str]()
    passes = [(MEMBER, plan.members), *[(ALTERNATE, plan.alternates)] * plan.rounds_of_alternates]
    numbers: dict[tuple[str, str], int] = {}
    for role, tried in passes:
        for section in plan.sections:
            line = [people[one] for one in order if one not in gone]
            why = {one.id: reasons.get((section, one.id)) or reasons.get((EVERYWHERE, one.id), "") for one in line}
            found = pick(line, tried, plan.house, barred=why)
            if found.seats is None and role == MEMBER:
                outcome.short.append(section)
            for one in found.taken:
                gone.add(one.id)
                number = numbers[section, role] = numbers.get((section, role), 0) + 1
                outcome.rows.append(_row(section, role, str(number), one.id, ""))
            if role == MEMBER:
                outcome.rows.extend(_row(section, PASSED, "", one, reason) for one, reason in found.passed)
    return outcome


def pick(
    line: Sequence[Person],
    tried: Iterable[Seats],
    house: House,
    *,
    panel: Sequence[Person] = (),
    barred: Mapping[str, str] | None = None,
) -> Pick:
    """Walk the line for the seats free beside the `panel`."""
    why = barred or {}
    free = Free((one for one in line if not why.get(one.id)), panel, house)
    seats = next((one for one in tried if free.can_fill(panel, one, house)), None)
    if seats is None:
        return Pick(None)
    sitting, taken, passed = list(panel), list[Person](), list[tuple[str, str]]()
    for one in line:
        if len(sitting) == seats.size:
            break
        if reason := why.get(one.id) or _against(one, sitting, free, seats, house):
            passed.append((one.id, reason))
        else:
            sitting.append(one)
            taken.append(one)
    return Pick(seats, tuple(taken), tuple(passed))


def _against(one: Person, sitting: Sequence[Person], free: Free, seats: Seats, house: House) -> str:
    """Why this person cannot sit; "" takes the seat. Who was passed over before can be counted as free without harm: no
    full panel can be made with them any more."""
    unit = house.unit(one)
    offer = free.offers.get(unit)
    if offer is None:
        return ORGANISATION
    free.take(unit)
    panel = [*sitting, one]
    if free.can_fill(panel, seats, house):
        return ""
    loosened = {OTHER_REGIONS: Seats(seats.size, 0, seats.sectors), SECTORS: Seats(seats.size, seats.others)}
    reason = next((code for code, less in loosened.items() if free.can_fill(panel, less, house)), RULES)
    free.put_back(unit, offer)
    return reason


def _row(section: str, role: str, number: str, id: str, reason: str) -> dict[str, str]:
    return {"section": section, "role": role, "number": number, "id": id, "reason": reason}


def _seats_json(seats: Seats) -> dict[str, Any]:
    return {"size": seats.size, "others": seats.others, "sectors": list(seats.sectors)}


def _read_seats(given: Mapping[str, Any]) -> Seats:
    return Seats(given["size"], given["others"], tuple(given["sectors"]))
