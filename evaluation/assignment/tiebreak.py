"""The seed decides between assignments of the same total, so that everybody who solves exactly finds the same one.

That holds for the highest total by itself (`loads`, `mix`): any exact solver finds that list. With fair panels, or with a share
from elsewhere, a search chooses among equals, too: there the same input, seed and time limit give the same list with this
program (unless the clock broke the search off), and what anybody can check is its total, its worst panel and their bounds.
"""

from collections.abc import Iterable
from hashlib import sha256

import numpy as np

from evaluation.assignment.instance import Instance, Ints

BITS = 32


def tie_values(instance: Instance, seed: str, pairs: Iterable[int]) -> Ints:
    """For each pair the first 32 bits of SHA-256 over `seed:proposal:evaluator`; of equal totals the highest sum is taken."""
    proposals, evaluators = instance.proposal_keys, instance.evaluator_keys
    named = (f"{seed}:{proposals[instance.proposal[i]]}:{evaluators[instance.evaluator[i]]}" for i in pairs)
    return np.array([int.from_bytes(sha256(name.encode()).digest()[: BITS // 8]) for name in named], np.int64)
