"""One root binds all leaves; a proof shows one of them and no other."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.merkle import is_included, proof, root

# The leaves and roots with which the logs of Certificate Transparency test themselves (RFC 6962).
KNOWN = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
KNOWN_ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
leaves = st.lists(st.binary(max_size=40), min_size=1, max_size=40)


@pytest.mark.parametrize(("size", "expected"), KNOWN_ROOTS.items())
def test_the_known_trees_have_their_known_roots(size, expected):
    assert root(KNOWN[:size]).hex() == expected


def test_no_leaves_have_a_root_too():
    assert root([]) == hashlib.sha256(b"").digest()


@given(leaves)
def test_every_leaf_is_proven(many):
    top = root(many)
    for place, leaf in enumerate(many):
        assert is_included(leaf, place, len(many), proof(many, place), top)


@given(leaves, st.binary(max_size=40), st.data())
def test_another_leaf_is_not(many, other, data):
    place = data.draw(st.integers(0, len(many) - 1))
    beside = proof(many, place)
    assert is_included(other, place, len(many), beside, root(many)) == (other == many[place])
    assert not is_included(many[place], place, len(many), [*beside, b"\x00" * 32], root(many))
    assert not beside or not is_included(many[place], place, len(many), beside[:-1], root(many))


@given(leaves, st.data())
def test_any_change_of_a_leaf_changes_the_root(many, data):
    place = data.draw(st.integers(0, len(many) - 1))
    changed = [*many]
    changed[place] = many[place] + b"!"
    assert root(changed) != root(many)
    assert root([*many, b"one more"]) != root(many)


def test_a_leaf_that_is_not_there_has_no_proof():
    with pytest.raises(IndexError):
        proof([b"a"], 1)
    assert not is_included(b"a", 1, 1, [], root([b"a"]))
