"""An assignment as it is handed over: the pairs, what they are worth, and what is proved about them."""

from dataclasses import dataclass
from typing import Any

from evaluation.assignment.check import Breach


@dataclass(frozen=True, slots=True)
class Result:
    """`bound_total` and `bound_worst`: no assignment under the rules asked has a higher total, or a higher worst panel.

    `proved`, without fair panels: total equals `bound_total`. With fair panels: worst equals `bound_worst`, that is, no
    assignment lifts the lowest panel sum by even one point; its total is then as good as search found it, and
    `bound_total` says how far from the best it may be at most.
    """

    pairs: tuple[tuple[int, int], ...]
    total: int
    worst: int
    bound_total: int
    bound_worst: int
    unfilled: tuple[int, ...]
    breaches: tuple[Breach, ...]
    proved: bool
    seconds: float
    peak_mb: float

    def as_json(self) -> dict[str, Any]:
        """The keys of a result file."""
        return {
            "pairs": [list(pair) for pair in self.pairs],
            "total": self.total,
            "worst": self.worst,
            "bound_total": self.bound_total,
            "bound_worst": self.bound_worst,
            "unfilled": list(self.unfilled),
            "violations": [breach.text for breach in self.breaches],
            "proved": self.proved,
            "seconds": round(self.seconds, 3),
            "peak_mb": round(self.peak_mb, 1),
        }
