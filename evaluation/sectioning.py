"""Dividing a round's proposals into sections: by field, balanced, at most so many each. Plain values only.

A field is a division of the Korean Standard Industrial Classification (two digits). Large fields are split evenly; small ones
share a section with their neighbours in the classification, which are related, so that there are as few sections as can be
and the largest is as small as can be.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil


@dataclass(frozen=True, slots=True)
class Grouped:
    """One section: its fields and its proposals, in the order of their keys."""

    fields: tuple[str, ...]
    proposals: tuple[int, ...]


def group_by_field(proposals: Iterable[tuple[int, str]], *, at_most: int) -> list[Grouped]:
    """`proposals` are (key, field); the same proposals in any order give the same sections."""
    if at_most < 1:
        raise ValueError("a section has room for one proposal at least")
    by_field: dict[str, list[int]] = defaultdict(list)
    for key, field in sorted(proposals):
        by_field[field].append(key)
    sections: list[Grouped] = []
    small: list[Grouped] = []
    for field in sorted(by_field):
        keys = by_field[field]
        if len(keys) <= at_most:
            small.append(Grouped((field,), tuple(keys)))
            continue
        sections += _joined(small, at_most)
        small = []
        sections += [Grouped((field,), part) for part in _evenly(keys, ceil(len(keys) / at_most))]
    return sections + _joined(small, at_most)


def _evenly(keys: Sequence[int], parts: int) -> list[tuple[int, ...]]:
    """Sizes differ by one at most."""
    size, longer = divmod(len(keys), parts)
    ends = [size * part + min(part, longer) for part in range(parts + 1)]
    return [tuple(keys[start:end]) for start, end in pairwise(ends)]


def _joined(neighbours: Sequence[Grouped], at_most: int) -> list[Grouped]:
    """Runs of neighbours, each at most `at_most` proposals: the fewest runs, and of those the smallest largest run."""
    sizes = [len(one.proposals) for one in neighbours]
    best: list[tuple[int, int, int]] = [(0, 0, 0)]  # (runs, largest, where the last run begins) up to each neighbour
    for end in range(1, len(sizes) + 1):
        choices, total = [], 0
        for start in range(end - 1, -1, -1):
            total += sizes[start]
            if total > at_most:
                break
            runs, largest, _start = best[start]
            choices.append((runs + 1, max(largest, total), start))
        best.append(min(choices))
    found, end = [], len(sizes)
    while end:
        start = best[end][2]
        run = neighbours[start:end]
        fields = tuple(field for one in run for field in one.fields)
        found.append(Grouped(fields, tuple(key for one in run for key in one.proposals)))
        end = start
    return found[::-1]
