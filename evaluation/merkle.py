"""A Merkle tree as RFC 6962 makes it: one root for many leaves, and a short proof that a leaf is among them.

A leaf is hashed behind a zero byte and a node behind a one, so that neither can pass for the other. Bytes in, bytes out.
"""

import hashlib
from collections.abc import Iterable, Sequence

LEAF, NODE = b"\x00", b"\x01"


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(LEAF + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(NODE + left + right).digest()


def root(leaves: Iterable[bytes]) -> bytes:
    """The root over the leaves in their order; of no leaves, the hash of nothing."""
    level = [leaf_hash(leaf) for leaf in leaves]
    if not level:
        return hashlib.sha256(b"").digest()
    while len(level) > 1:
        level = _above(level)
    return level[0]


def proof(leaves: Sequence[bytes], place: int) -> list[bytes]:
    """The hashes beside the way from the leaf at `place` (from 0) up to the root, lowest first.

    Raises:
        IndexError: when there is no such leaf.
    """
    if not 0 <= place < len(leaves):
        raise IndexError(place)
    level, beside = [leaf_hash(leaf) for leaf in leaves], []
    while len(level) > 1:
        if (sibling := place ^ 1) < len(level):
            beside.append(level[sibling])
        level, place = _above(level), place // 2
    return beside


def is_included(leaf: bytes, place: int, size: int, beside: Sequence[bytes], in_root: bytes) -> bool:
    """Whether `leaf` is number `place` (from 0) of the `size` leaves under `in_root`."""
    if not 0 <= place < size:
        return False
    found, last, hashes = leaf_hash(leaf), size - 1, iter(beside)
    for _ in range(last.bit_length()):
        if place % 2:
            found = node_hash(next(hashes, b""), found)
        elif place < last:
            found = node_hash(found, next(hashes, b""))
        place, last = place // 2, last // 2
    return next(hashes, None) is None and found == in_root


def _above(level: list[bytes]) -> list[bytes]:
    """Pairs of a level under their nodes; a last one without a partner goes up as it is."""
    paired = [node_hash(level[n], level[n + 1]) for n in range(0, len(level) - 1, 2)]
    return paired + level[len(paired) * 2 :]
