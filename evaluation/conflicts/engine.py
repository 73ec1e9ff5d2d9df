"""All rules over all people of a pool and all proposals of a round.

A tie hangs a person on something many proposals share (an organisation, a group, everything), so finding is linear in
people and facts; only what is asked for is spread out over single proposals, and for the whole field in numpy.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evaluation.conflicts.facts import Declared, Party, Person
from evaluation.conflicts.findings import Anchor, Fact, Hit, Tie, digest_of, in_order
from evaluation.conflicts.names import plain_name
from evaluation.conflicts.registry import CODES, ConflictRules

if TYPE_CHECKING:
    from numpy.typing import NDArray

EVERYTHING: Anchor = ("all", 0)
ROLE_CODES = {"participant": "partner_organisation", "demand": "demand_company"}
ROLES = ("lead", "participant", "demand")
DECLARED, OBJECTION = "declared", "objection"


class Field:
    """The proposals of a round, by everything a person could be tied to them by. `peers`: experts who may take part."""

    def __init__(self, parties: Iterable[Party], rules: ConflictRules, *, on: dt.date, peers: Iterable[Person] = ()) -> None:
        self.on = on
        self.rules = rules
        groups: dict[Anchor, set[int]] = defaultdict(set)
        signs: dict[int, set[int]] = defaultdict(set)
        for party in parties:
            _place(party, groups, signs)
        self._groups: Mapping[Anchor, set[int]] = groups
        self._signs = signs
        self._of_experts: dict[int, set[int]] = defaultdict(set)  # proposal: experts who take part
        for peer in peers:
            for proposal in self.takes_part(peer):
                self._of_experts[proposal].add(peer.key)

    @property
    def proposals(self) -> set[int]:
        return self._groups.get(EVERYTHING, set())

    def holds(self, anchor: Anchor) -> bool:
        return anchor in self._groups

    def reach(self, tie: Tie) -> set[int]:
        """The proposals a tie hangs on."""
        found = self._groups.get(tie.anchor, set())
        return found - self._groups.get(tie.beside, set()) if tie.beside else found

    def signs_for(self, user: int) -> set[int]:
        """The organisations this account signed or wrote for."""
        return self._signs.get(user, set())

    def takes_part(self, person: Person) -> set[int]:
        """Proposals the person signed, wrote for, or holds an account of a participant of."""
        found: set[int] = set()
        for organisation in self.signs_for(person.user):
            found |= self._groups[("signs", (person.user, organisation))]
        for organisation in person.acts_for:
            found |= self._groups.get(("organisation", organisation), set())
        return found

    def proposals_of_others(self, expert: int) -> Iterator[int]:
        """Those in which some other expert takes part."""
        return (proposal for proposal, experts in self._of_experts.items() if experts - {expert})

    def roles_of(self, code: str) -> list[str]:
        """The roles that `code` looks at: those without a code of their own."""
        return [role for role in ROLES if ROLE_CODES.get(role) not in self.rules.settings]


def _place(party: Party, groups: dict[Anchor, set[int]], signs: dict[int, set[int]]) -> None:
    """Enter one party under everything it could be met by."""
    proposal, organisation = party.proposal, party.organisation
    anchors: list[Anchor] = [EVERYTHING, ("proposal", proposal), ("organisation", organisation), (party.role, organisation)]
    if party.family:
        anchors.append(("family", party.family))
    departments = {plain_name(person.department) for person in party.people if person.department} or {""}
    for department in departments:
        anchors.append((f"{party.role} department", (organisation, department)))
        if department:
            anchors.append(("department", (organisation, department)))
    anchors += [("named", (organisation, plain_name(person.name))) for person in party.people]
    for user in party.users:
        anchors.append(("signs", (user, organisation)))
        signs[user].add(organisation)
    for anchor in anchors:
        groups[anchor].add(proposal)


@dataclass(frozen=True, slots=True)
class Findings:
    """Every tie between the people and the field, ready to be asked."""

    field: Field
    ties: Mapping[int, Sequence[Tie]]  # by person; people without a tie are missing

    def hits_of(self, person: int) -> list[Hit]:
        """One hit for each proposal and rule, sorted."""
        facts: dict[tuple[int, str], set[Fact]] = defaultdict(set)
        for tie in self.ties.get(person, ()):
            for proposal in self.field.reach(tie):
                facts[proposal, tie.rule].add(tie.fact)
        return [Hit(person, proposal, rule, in_order(found)) for (proposal, rule), found in sorted(facts.items())]

    def hits_on(self, person: int, proposal: int) -> list[Hit]:
        facts: dict[str, set[Fact]] = defaultdict(set)
        for tie in self.ties.get(person, ()):
            if proposal in self.field.reach(tie):
                facts[tie.rule].add(tie.fact)
        return [Hit(person, proposal, rule, in_order(found)) for rule, found in sorted(facts.items())]

    def hits(self) -> list[Hit]:
        """All of them, by person, proposal and rule."""
        return [hit for person in sorted(self.ties) for hit in self.hits_of(person)]

    def matrix(
        self, people: Sequence[int], proposals: Sequence[int], *, lifted: Collection[tuple[int, int, str, str]] = ()
    ) -> NDArray[np.bool_]:
        """people × proposals: True where somebody must not judge.

        `lifted` are (person, proposal, rule, digest) that rulings took away: a pair is free when nothing else holds it.
        """
        place = {proposal: number for number, proposal in enumerate(proposals)}
        columns: dict[tuple[Anchor, Anchor | None], NDArray[np.intp]] = {}
        found = np.zeros((len(people), len(proposals)), dtype=np.bool_)
        for row, person in enumerate(people):
            for tie in self.ties.get(person, ()):
                key = (tie.anchor, tie.beside)
                if key not in columns:
                    columns[key] = np.fromiter((place[one] for one in self.field.reach(tie) if one in place), dtype=np.intp)
                found[row, columns[key]] = True
        rows = {person: number for number, person in enumerate(people)}
        away = {(person, proposal, rule, digest) for person, proposal, rule, digest in lifted}
        for person, proposal in {(person, proposal) for person, proposal, _rule, _digest in away}:
            if person in rows and proposal in place:
                standing = any((person, proposal, hit.rule, hit.digest) not in away for hit in self.hits_on(person, proposal))
                found[rows[person], place[proposal]] = standing
        return found


def find_ties(
    people: Iterable[Person],
    parties: Iterable[Party],
    rules: ConflictRules,
    *,
    on: dt.date,
    declared: Iterable[Declared] = (),
    peers: Iterable[Person] | None = None,
) -> Findings:
    """Every tie between people and proposals on a day. `peers` are all experts who may take part (None: the people).

    Linear in people, parties and facts.
    """
    people = list(people)
    field = Field(parties, rules, on=on, peers=people if peers is None else peers)
    said = defaultdict(list)
    for one in declared:
        said[one.person].append(one)
    predicates = [(CODES[code], setting) for code, setting in rules.settings.items() if code in CODES]
    ties: dict[int, list[Tie]] = {}
    for person in people:
        found = [tie for predicate, setting in predicates for tie in predicate(person, field, setting) if field.holds(tie.anchor)]
        found += [tie for one in said[person.key] if (tie := _declared(one, rules)) and field.holds(tie.anchor)]
        if found:
            ties[person.key] = found
    return Findings(field, ties)


def _declared(one: Declared, rules: ConflictRules) -> Tie | None:
    """Under its own ground where the rulebook knows it, else as a declared tie (an applicant's objection is its own)."""
    fallback = OBJECTION if one.source == OBJECTION else DECLARED
    code = one.ground if one.ground in rules.settings else fallback
    return Tie(one.person, code, ("proposal", one.proposal), Fact(one.source, day=one.day)) if code in rules.settings else None


def find_conflicts(
    people: Iterable[Person],
    parties: Iterable[Party],
    rules: ConflictRules,
    *,
    on: dt.date,
    declared: Iterable[Declared] = (),
    peers: Iterable[Person] | None = None,
) -> list[Hit]:
    """The same, spread out: sorted, so that the same facts give the same list."""
    return find_ties(people, parties, rules, on=on, declared=declared, peers=peers).hits()


__all__ = ["EVERYTHING", "Field", "Findings", "digest_of", "find_conflicts", "find_ties"]
