"""The ranked list: highest total first, ties broken by the rulebook's chain, the rest share a place.

Pure functions over plain values; nothing of ours is imported.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any, Generic, TypeVar

Key = TypeVar("Key", int, str)
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MICROSECOND = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class TieBreaker:
    """One step of the chain. `by`: criterion (higher mean first), joint and cross_region (yes first),
    plain_mean (higher first), submitted_at (earlier first)."""

    by: str
    criterion: str = ""

    @property
    def name(self) -> str:
        return f"criterion:{self.criterion}" if self.by == "criterion" else self.by


@dataclass(frozen=True, slots=True)
class Entry(Generic[Key]):
    """A proposal with its rounded total and what ties may be broken by."""

    key: Key
    total: Decimal
    criterion_means: Mapping[str, Decimal] = field(default_factory=dict)
    joint: bool = False
    cross_region: bool = False
    plain_mean: Decimal = Decimal(0)
    submitted_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing(Generic[Key]):
    """`place` is shared by entries nothing could separate (1, 2, 2, 4). Among equal totals `broken_by` names the step
    of the chain that set this entry below the one before it, with both values; empty where no tie was broken."""

    key: Key
    place: int
    total: Decimal
    tied_total: bool  # another entry has the same total
    shared: bool  # another entry has the same place
    broken_by: str = ""
    own_value: str = ""
    better_value: str = ""

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__} | {"total": format(self.total, "f")}


def rank(entries: Iterable[Entry[Key]], chain: Sequence[TieBreaker] = ()) -> list[Standing[Key]]:
    """Highest total first; equal totals go through the chain; what stays equal shares a place (1, 2, 2, 4).

    Entries that share a place are listed by key, which is not a judgement. The order of `entries` never matters.

    Raises:
        ValueError: when two entries have one key, or a step asks for a value an entry lacks.
    """
    entries = list(entries)
    if len({entry.key for entry in entries}) != len(entries):
        raise ValueError("an entry is ranked twice")
    ordered = sorted(entries, key=lambda entry: (-entry.total, _by_key(entry)))
    standings: list[Standing[Key]] = []
    for total, group in groupby(ordered, key=lambda entry: entry.total):
        tied = list(group)
        if len(tied) == 1:
            standings.append(Standing(tied[0].key, len(standings) + 1, total, tied_total=False, shared=False))
        else:
            standings += _break_tie(tied, chain, first_place=len(standings) + 1)
    return standings


def _break_tie(tied: list[Entry[Key]], chain: Sequence[TieBreaker], *, first_place: int) -> list[Standing[Key]]:
    values = {entry.key: tuple(_sort_value(entry, step) for step in chain) for entry in tied}
    tied = sorted(tied, key=lambda entry: values[entry.key])  # stable: equals stay in order of key
    standings: list[Standing[Key]] = []
    better: Entry[Key] | None = None
    for own, equals in groupby(tied, key=lambda entry: values[entry.key]):
        sharing = list(equals)
        place = first_place + len(standings)
        step = better and _first_difference(chain, own, values[better.key])
        standings += [
            Standing(
                entry.key,
                place,
                entry.total,
                tied_total=True,
                shared=len(sharing) > 1,
                broken_by=step.name if step else "",
                own_value=_shown(entry, step) if step else "",
                better_value=_shown(better, step) if step and better else "",
            )
            for entry in sharing
        ]
        better = sharing[-1]
    return standings


def _first_difference(chain: Sequence[TieBreaker], own: tuple[Any, ...], better: tuple[Any, ...]) -> TieBreaker:
    return next(step for step, mine, theirs in zip(chain, own, better, strict=True) if mine != theirs)


def _sort_value(entry: Entry, step: TieBreaker) -> Any:
    """A value that sorts the better entry first."""
    match step.by:
        case "criterion":
            if step.criterion not in entry.criterion_means:
                raise ValueError(f"{entry.key} has no mean for criterion {step.criterion!r}")
            return -entry.criterion_means[step.criterion]
        case "joint":
            return not entry.joint
        case "cross_region":
            return not entry.cross_region
        case "plain_mean":
            return -entry.plain_mean
        case "submitted_at":
            if entry.submitted_at is None:
                raise ValueError(f"{entry.key} has no time of submission")
            return (entry.submitted_at - EPOCH) // MICROSECOND
        case unknown:
            raise ValueError(f"a tie cannot be broken by {unknown!r}")


def _shown(entry: Entry, step: TieBreaker) -> str:
    match step.by:
        case "criterion":
            return format(entry.criterion_means[step.criterion].quantize(Decimal("0.0001")), "f")
        case "plain_mean":
            return format(entry.plain_mean.quantize(Decimal("0.0001")), "f")
        case "submitted_at":
            return entry.submitted_at.isoformat() if entry.submitted_at else ""
        case by:
            return "yes" if getattr(entry, by) else "no"


def _by_key(entry: Entry) -> tuple[int, int, str]:
    """Numbers by size, then words by alphabet: one order for mixed keys."""
    return (0, entry.key, "") if isinstance(entry.key, int) else (1, 0, entry.key)
