"""The sheet totals of a round, as arrays."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Scores:
    """One line a sheet: whose (`evaluator`), of what (`proposal`), how many points. Both count from 0."""

    proposal: Ints
    evaluator: Ints
    points: Floats
    proposals: int
    evaluators: int

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int, float]], *, proposals: int, evaluators: int) -> "Scores":
        """From (proposal, evaluator, points); kept in the order of proposals, then evaluators, whatever order they come in."""
        table = np.array(list(rows), np.float64).reshape(-1, 3)
        proposal, evaluator = table[:, 0].astype(np.int64), table[:, 1].astype(np.int64)
        order = np.lexsort((evaluator, proposal))
        return cls(proposal[order], evaluator[order], table[order, 2], proposals, evaluators)

    def __len__(self) -> int:
        return len(self.points)

    @property
    def sheets_of_proposals(self) -> Ints:
        return np.bincount(self.proposal, minlength=self.proposals)

    @property
    def sheets_of_evaluators(self) -> Ints:
        return np.bincount(self.evaluator, minlength=self.evaluators)

    def sums_of_proposals(self, values: Floats) -> Floats:
        return np.bincount(self.proposal, values, self.proposals).astype(np.float64)

    def sums_of_evaluators(self, values: Floats) -> Floats:
        return np.bincount(self.evaluator, values, self.evaluators).astype(np.float64)

    def by_evaluator(self) -> Iterator[Ints]:
        """The lines of each evaluator."""
        order = np.argsort(self.evaluator, kind="stable")
        yield from np.split(order, np.cumsum(self.sheets_of_evaluators)[:-1])


def deviations(scores: Scores) -> Floats:
    """The standard deviation of each proposal's sheets; not a number where there are fewer than two."""
    count = scores.sheets_of_proposals
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = scores.sums_of_proposals(scores.points) / count
        squares = scores.sums_of_proposals((scores.points - mean[scores.proposal]) ** 2)
        return np.where(count > 1, np.sqrt(squares / (count - 1)), np.nan)
