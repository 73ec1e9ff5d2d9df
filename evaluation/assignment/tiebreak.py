"""The seed decides between assignments of the same total, so that everybody who solves exactly finds the same one."""

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
