"""The timetable of a meeting: in which order proposals are heard, when each is planned, and when to expect it now.

Pure: no database, no clock.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slot:
    """A line of the agenda as the clock sees it. `is_open`: called or being heard; `is_over`: heard or passed over."""

    planned_at: dt.datetime
    minutes: int
    started_at: dt.datetime | None = None
    is_open: bool = False
    is_over: bool = False

    @property
    def length(self) -> dt.timedelta:
        return dt.timedelta(minutes=self.minutes)


def planned_times(starts_at: dt.datetime, minutes: Iterable[int]) -> list[dt.datetime]:
    """When each line begins if each takes its minutes, one straight after the other."""
    times, begins = [], starts_at
    for length in minutes:
        times.append(begins)
        begins += dt.timedelta(minutes=length)
    return times


def by_lot(seed: str, refs: Iterable[str]) -> list[str]:
    """The refs in the order of SHA-256 over "seed:ref": the same seed always gives the same order."""
    return sorted(refs, key=lambda ref: (hashlib.sha256(f"{seed}:{ref}".encode()).digest(), ref))


def expected_starts(slots: Sequence[Slot], now: dt.datetime) -> list[dt.datetime | None]:
    """When each line that still waits is to be expected; None for the others.

    Lateness is handed on; whoever is ahead of the plan still waits for the planned time, so that nobody is called before it.
    """
    free = now
    for slot in sorted((one for one in slots if one.is_open), key=lambda one: (one.started_at is None, one.started_at or now)):
        free = max(free, (slot.started_at or free) + slot.length)
    expected: list[dt.datetime | None] = []
    for slot in slots:
        if slot.is_open or slot.is_over:
            expected.append(None)
            continue
        begins = max(slot.planned_at, free)
        expected.append(begins)
        free = begins + slot.length
    return expected
