"""Which function holds which of the rulebook's codes."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evaluation.conflicts.facts import Person
from evaluation.conflicts.findings import Tie

STATUTORY, PROGRAMME = "statutory", "programme"


@dataclass(frozen=True, slots=True)
class Setting:
    """A code as a rulebook sets it."""

    code: str
    level: str = PROGRAMME
    years: int | None = None  # looks back so many years; None = at any time
    unit: str = "whole"  # whole | department: what 'the same organisation' means
    waivable: bool = False  # the law lets it be waived for scarce expertise, with a reason

    def looks_back_to(self, day: dt.date) -> dt.date:
        """The first day that still counts."""
        return dt.date.min if self.years is None else years_before(day, self.years)


@dataclass(frozen=True, slots=True)
class ConflictRules:
    """The codes that hold."""

    settings: Mapping[str, Setting]

    @classmethod
    def of(cls, settings: Iterable[Setting]) -> "ConflictRules":
        return cls({setting.code: setting for setting in settings})

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(self.settings)


Predicate = Callable[[Person, Any, Setting], Iterator[Tie]]
CODES: dict[str, Predicate] = {}


def rule(code: str) -> Callable[[Predicate], Predicate]:
    """`@rule("kin")`: this function answers for that code."""

    def register(predicate: Predicate) -> Predicate:
        CODES[code] = predicate
        return predicate

    return register


def years_before(day: dt.date, years: int) -> dt.date:
    """The same day of an earlier year; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
