"""Who must not judge what: pure predicates over sets, never pair by pair.

Each hit names the rule, as the rulebook codes it (RULES.md §3.3), and the facts that make it true. Plain values only.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

PARTICIPANT, SAME_ORGANISATION, CORPORATE_FAMILY = "participant", "same_organisation", "corporate_family"
FORMER_EMPLOYMENT, DECLARED = "former_employment", "declared"


@dataclass(frozen=True, slots=True)
class Person:
    """An expert as conflicts see them: the account, today's employer, earlier ones with the day each ended."""

    key: int
    user: int
    organisation: int | None = None
    family: str = ""
    former: tuple[tuple[int, dt.date], ...] = ()
    acts_for: frozenset[int] = frozenset()  # organisations whose account the person holds a role in


@dataclass(frozen=True, slots=True)
class Party:
    """One organisation's part in one proposal, and the accounts that signed or wrote for it."""

    proposal: int
    organisation: int
    family: str = ""
    users: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Hit:
    """`person` must not judge `proposal`. `organisation` and `since` are the facts, where the rule has them."""

    person: int
    proposal: int
    rule: str
    organisation: int | None = None
    family: str = ""
    since: dt.date | None = None


@dataclass(frozen=True, slots=True)
class ConflictRules:
    """Codes that hold, and for how many years back where that matters."""

    codes: frozenset[str]
    years: Mapping[str, int] = field(default_factory=dict)


def find_conflicts(
    people: Iterable[Person],
    parties: Iterable[Party],
    rules: ConflictRules,
    *,
    on: dt.date,
    declared: Collection[tuple[int, int]] = (),
) -> list[Hit]:
    """Every tie between people and proposals on a day; `declared` are (person, proposal) pairs somebody declared.

    Linear in people, parties and hits. Sorted, so that the same facts give the same list.
    """
    parties = list(parties)
    by_organisation, by_family, by_user = defaultdict(set), defaultdict(set), defaultdict(set)
    for party in parties:
        by_organisation[party.organisation].add(party.proposal)
        if party.family:
            by_family[party.family].add(party.proposal)
        for user in party.users:
            by_user[user].add((party.proposal, party.organisation))
    hits: set[Hit] = set()
    for person in people:
        hits.update(_participation(person, by_organisation, by_user, rules))
        hits.update(_employment(person, by_organisation, by_family, rules, on))
    if DECLARED in rules.codes:
        hits.update(Hit(person, proposal, DECLARED) for person, proposal in declared)
    return sorted(hits, key=lambda hit: (hit.person, hit.proposal, hit.rule, hit.organisation or 0))


def _participation(person: Person, by_organisation: Mapping, by_user: Mapping, rules: ConflictRules) -> Iterator[Hit]:
    """Signed, wrote, or holds an account of an organisation that takes part."""
    if PARTICIPANT not in rules.codes:
        return
    for proposal, organisation in by_user.get(person.user, ()):
        yield Hit(person.key, proposal, PARTICIPANT, organisation)
    for organisation in person.acts_for:
        for proposal in by_organisation.get(organisation, ()):
            yield Hit(person.key, proposal, PARTICIPANT, organisation)


def _employment(person: Person, by_organisation: Mapping, by_family: Mapping, rules: ConflictRules, on: dt.date) -> Iterator[Hit]:
    if person.organisation is not None and SAME_ORGANISATION in rules.codes:
        for proposal in by_organisation.get(person.organisation, ()):
            yield Hit(person.key, proposal, SAME_ORGANISATION, person.organisation)
    if person.family and CORPORATE_FAMILY in rules.codes:
        own = by_organisation.get(person.organisation, set())
        for proposal in by_family.get(person.family, set()) - own:  # the own organisation is named by the rule above
            yield Hit(person.key, proposal, CORPORATE_FAMILY, family=person.family)
    if FORMER_EMPLOYMENT in rules.codes:
        since = _years_before(on, rules.years.get(FORMER_EMPLOYMENT, 0))
        for organisation, ended in person.former:
            if ended >= since:
                for proposal in by_organisation.get(organisation, ()):
                    yield Hit(person.key, proposal, FORMER_EMPLOYMENT, organisation, since=ended)


def _years_before(day: dt.date, years: int) -> dt.date:
    """The same day of an earlier year; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
