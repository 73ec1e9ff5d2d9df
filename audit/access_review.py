"""What a month of looks at personal data amounts to: by whom, how many, what was taken out, what is unusual. Plain values.

What is unusual is not yet wrong: the reviewer asks. The hours are those of Korea.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from cluster_portal.shared.canonical import canonical_json, sha256_hex

SEOUL = ZoneInfo("Asia/Seoul")
NIGHT_BEGINS, NIGHT_ENDS = 22, 6  # o'clock
MANY_IN_AN_HOUR = 30
AN_HOUR = dt.timedelta(hours=1)
# What leaves the portal as a table, each for a reason that its form asks for.
EXPORTS = frozenset(
    {"contacts of proposals", "conflicts of a round", "honoraria of a round", "assignment of a round", "accesses of a month"}
)


@dataclass(frozen=True, slots=True)
class Look:
    """One row of the log."""

    id: int
    at: dt.datetime
    actor: str
    subject: str
    what: str
    why: str
    address: str

    @property
    def is_export(self) -> bool:
        """The contacts of a single proposal are read on its page; those of a list are taken out."""
        return self.what in EXPORTS and not self.subject.startswith("proposal/")

    @property
    def is_at_night(self) -> bool:
        hour = self.at.astimezone(SEOUL).hour
        return hour >= NIGHT_BEGINS or hour < NIGHT_ENDS


@dataclass(frozen=True, slots=True)
class PersonFigures:
    """One person's month."""

    actor: str
    looks: int
    subjects: int
    exports: int
    nights: int
    days_off: int
    most_in_an_hour: int

    @property
    def is_unusual(self) -> bool:
        return bool(self.nights or self.days_off) or self.is_hasty

    @property
    def is_hasty(self) -> bool:
        return self.most_in_an_hour >= MANY_IN_AN_HOUR


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """`people`: the unusual first, then by number of looks. `exports` in the order of time. `sha256` binds every row."""

    looks: int
    people: list[PersonFigures]
    exports: list[Look]
    sha256: str

    @property
    def unusual(self) -> int:
        return sum(person.is_unusual for person in self.people)

    def as_stored(self) -> dict[str, Any]:
        return {"looks": self.looks, "people": len(self.people), "exports": len(self.exports), "unusual": self.unusual}


def summarise(looks: Iterable[Look], *, is_day_off: Callable[[dt.date], bool]) -> MonthFigures:
    looks = sorted(looks, key=lambda look: look.id)
    by_person: dict[str, list[Look]] = defaultdict(list)
    for look in looks:
        by_person[look.actor].append(look)
    people = [_person(actor, rows, is_day_off) for actor, rows in by_person.items()]
    people.sort(key=lambda person: (not person.is_unusual, -person.looks, person.actor))
    exports = sorted((look for look in looks if look.is_export), key=lambda look: (look.at, look.id))
    return MonthFigures(len(looks), people, exports, digest(looks))


def _person(actor: str, looks: Sequence[Look], is_day_off: Callable[[dt.date], bool]) -> PersonFigures:
    return PersonFigures(
        actor=actor,
        looks=len(looks),
        subjects=len({look.subject for look in looks}),
        exports=sum(look.is_export for look in looks),
        nights=sum(look.is_at_night for look in looks),
        days_off=sum(is_day_off(look.at.astimezone(SEOUL).date()) for look in looks),
        most_in_an_hour=most_in_an_hour([look.at for look in looks]),
    )


def most_in_an_hour(times: Iterable[dt.datetime]) -> int:
    """The largest number within any sixty minutes (the sixtieth minute itself no longer counts)."""
    ordered = sorted(times)
    most = first = 0
    for last, at in enumerate(ordered):
        while at - ordered[first] >= AN_HOUR:
            first += 1
        most = max(most, last - first + 1)
    return most


def digest(looks: Iterable[Look]) -> str:
    """Over every row in the order in which it was written."""
    rows = [[one.id, one.at, one.actor, one.subject, one.what, one.why, one.address] for one in looks]
    return sha256_hex(canonical_json(rows))


def month_of(day: dt.date) -> dt.date:
    return day.replace(day=1)


def next_month(month: dt.date) -> dt.date:
    return month_of(month + dt.timedelta(days=31))


def span(month: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """From its first moment to the first that is no longer in it, in Korea."""
    begins, ends = (dt.datetime.combine(day, dt.time(), SEOUL) for day in (month_of(month), next_month(month)))
    return begins, ends


def months(first: dt.date, last: dt.date) -> list[dt.date]:
    """From the month of `first` to that of `last`, the newest first."""
    found, month = [], month_of(first)
    while month <= month_of(last):
        found.append(month)
        month = next_month(month)
    return found[::-1]
