"""What is to be assigned: seats of proposals, loads of evaluators, and the pairs that may be.

Plain arrays in one fixed order (pairs by proposal, then evaluator), so that the order in which somebody lists them
never decides who sits where. A pair that is not listed is a conflict, a ban, or no candidate.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
SECTORS = 3  # 0 industry, 1 academia, 2 research; a higher number is another sector, which no rule asks for
NOWHERE = -1  # the bloc of somebody or something outside all blocs: never at home, never the same as another


class UnreadableInstance(ValueError):
    """The arrays do not describe an assignment; says what is wrong with them."""


@dataclass(frozen=True, slots=True)
class Instance:
    """`seats` per proposal; `least` and `most` proposals per evaluator; pair i offers `evaluator[i]` to `proposal[i]`
    with suitability `score[i]` (0 or more). `organisation`, `sector` and `bloc` are of evaluators, `home` is the
    proposal's bloc. `pinned` marks pairs that are settled. The keys name proposals and evaluators in tie-breaks."""

    seats: Ints
    least: Ints
    most: Ints
    proposal: Ints
    evaluator: Ints
    score: Ints
    organisation: Ints
    sector: Ints
    bloc: Ints
    home: Ints
    pinned: Flags
    proposal_keys: tuple[str, ...]
    evaluator_keys: tuple[str, ...]

    @property
    def proposals(self) -> int:
        return len(self.seats)

    @property
    def evaluators(self) -> int:
        return len(self.most)

    @property
    def starts(self) -> Ints:
        """Where each proposal's pairs begin, and after the last the number of pairs."""
        return np.searchsorted(self.proposal, np.arange(self.proposals + 1))

    @property
    def unseatable(self) -> Flags:
        """Proposals without seats or candidates: nothing raises them, and they hold nobody else back."""
        nobody: Flags = np.minimum(self.seats, np.diff(self.starts)) == 0
        return nobody

    def pair_of(self, proposal: int, evaluator: int) -> int | None:
        """The index of a pair, None if it may not be."""
        first, last = np.searchsorted(self.proposal, [proposal, proposal + 1])
        place = int(first + np.searchsorted(self.evaluator[first:last], evaluator))
        return place if place < last and self.evaluator[place] == evaluator else None

    def without(self, banned: Flags) -> "Instance":
        """The same without these pairs; a pin goes with its pair."""
        return self.only(np.flatnonzero(~banned))

    def only(self, kept: Ints) -> "Instance":
        """The same with these pairs alone."""
        return replace(
            self, proposal=self.proposal[kept], evaluator=self.evaluator[kept], score=self.score[kept], pinned=self.pinned[kept]
        )

    def with_pins(self, pinned: Flags) -> "Instance":
        return replace(self, pinned=self.pinned | pinned)


def instance_of(arrays: Mapping[str, Any]) -> Instance:
    """The instance that the arrays of an instance file describe (`bench/instances.py` names them).

    Only k, lo, hi, pi, ri and s are needed; without the others everybody is an organisation of their own, of sector 0,
    outside all blocs. A pair listed twice counts once, with its higher score.
    """
    seats, least, most = (_ints(arrays, name) for name in ("k", "lo", "hi"))
    proposals, evaluators = len(seats), len(most)
    if len(least) != evaluators:
        raise UnreadableInstance(f"lo has {len(least)} evaluators, hi has {evaluators}")
    proposal, evaluator, score = (_ints(arrays, name) for name in ("pi", "ri", "s"))
    if not len(proposal) == len(evaluator) == len(score):
        raise UnreadableInstance("pi, ri and s differ in length")
    _within("pi", proposal, proposals)
    _within("ri", evaluator, evaluators)
    order = np.lexsort((-score, evaluator, proposal))
    proposal, evaluator, score = proposal[order], evaluator[order], score[order]
    first = np.ones(len(proposal), bool)
    first[1:] = (proposal[1:] != proposal[:-1]) | (evaluator[1:] != evaluator[:-1])
    return Instance(
        seats=np.maximum(seats, 0),
        least=np.clip(least, 0, np.maximum(most, 0)),
        most=np.maximum(most, 0),
        proposal=proposal[first],
        evaluator=evaluator[first],
        score=np.maximum(score[first], 0),
        organisation=_of_each("ev_org", arrays, np.arange(evaluators)),
        sector=_of_each("ev_sector", arrays, np.zeros(evaluators, np.int64)),
        bloc=_of_each("ev_bloc", arrays, np.full(evaluators, NOWHERE)),
        home=_of_each("pr_bloc", arrays, np.full(proposals, NOWHERE)),
        pinned=np.zeros(int(first.sum()), bool),
        proposal_keys=_keys("proposal_keys", arrays, proposals),
        evaluator_keys=_keys("evaluator_keys", arrays, evaluators),
    )


def read_instance(path: Path) -> Instance:
    """The instance of an .npz file."""
    with np.load(path, allow_pickle=False) as arrays:
        return instance_of(arrays)


def _ints(arrays: Mapping[str, Any], name: str) -> Ints:
    if name not in arrays:
        raise UnreadableInstance(f"the array {name} is missing")
    values: Ints = np.atleast_1d(np.asarray(arrays[name])).astype(np.int64)
    return values


def _of_each(name: str, arrays: Mapping[str, Any], otherwise: Ints) -> Ints:
    values = _ints(arrays, name) if name in arrays else otherwise.astype(np.int64)
    if len(values) != len(otherwise):
        raise UnreadableInstance(f"{name} has {len(values)} values, not {len(otherwise)}")
    return values


def _keys(name: str, arrays: Mapping[str, Any], number: int) -> tuple[str, ...]:
    keys = tuple(str(key) for key in arrays[name]) if name in arrays else tuple(map(str, range(number)))
    if len(keys) != number or len(set(keys)) != number:
        raise UnreadableInstance(f"{name} must name {number} different ones")
    return keys


def _within(name: str, values: Ints, number: int) -> None:
    if len(values) and (values.min() < 0 or values.max() >= number):
        raise UnreadableInstance(f"{name} points outside 0..{number - 1}")
