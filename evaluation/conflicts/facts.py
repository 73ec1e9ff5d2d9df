"""What is known of people and of proposals, as far as a conflict could come of it."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Of work together, as an expert's profile names it."""

    RESEARCH = "research"
    PUBLICATION = "publication"
    CONTRACT = "contract"
    ADVICE = "advice"
    COACHING = "coaching"
    WRITING = "writing"
    OWNERSHIP = "ownership"


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier employer, until the day it ended. `source`: where it is known from."""

    organisation: int
    until: dt.date
    department: str = ""
    source: str = "career"


@dataclass(frozen=True, slots=True)
class Work:
    """Something done with an organisation; `until` None: it goes on."""

    kind: Kind
    organisation: int
    until: dt.date | None = None
    source: str = "joint_work"


@dataclass(frozen=True, slots=True)
class Relative:
    name: str
    organisation: int


@dataclass(frozen=True, slots=True)
class Person:
    """An expert: the account, today's employer with its group, what was before, and what was said of oneself."""

    key: int
    user: int
    organisation: int | None = None
    family: str = ""
    department: str = ""
    former: tuple[Past, ...] = ()
    works: tuple[Work, ...] = ()
    relatives: tuple[Relative, ...] = ()
    acts_for: frozenset[int] = frozenset()  # organisations whose account the person holds a role in
    sanctions: tuple[dt.date, ...] = ()
    offices: frozenset[str] = frozenset()  # roles in the ministry or the agency


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody named in an organisation's part of a proposal: a researcher, with the lowest-level department."""

    name: str
    department: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """One organisation's part in one proposal: its role there, the accounts that signed or wrote, the people named."""

    proposal: int
    organisation: int
    family: str = ""
    users: frozenset[int] = frozenset()
    role: str = "lead"  # lead | participant | demand
    people: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Declared:
    """Somebody said there is a tie between a person and a proposal: the person, or an applicant whom HQ followed."""

    person: int
    proposal: int
    ground: str = ""  # a code of the rulebook where one was chosen
    source: str = "declaration"
    day: dt.date | None = None  # when it was said: said again, it is another fact
