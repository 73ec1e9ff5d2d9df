"""The chain of a round's seals: every signature and every reopening, in the order in which they happened.

h_i = SHA-256(h_{i-1} ‖ SHA-256(record)), beginning from 32 zero bytes. Whoever holds one link can tell whether anything
before it was changed, left out or put in. A record names a seal, a seat and a proposal's code: no score and no person.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cluster_portal.shared.canonical import canonical_json

GENESIS = "0" * 64
SEALED, REOPENED = "sealed", "reopened"


@dataclass(frozen=True, slots=True)
class Record:
    """One thing that happened to a sheet. `number` counts from 1; `replaces` is the seal of the sheet reopened before."""

    number: int
    kind: str  # sealed | reopened
    round: str
    seat: str
    proposal: str
    seal: str
    replaces: str
    at: dt.datetime

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def link(before: str, record: Record) -> str:
    """The hash after one more record."""
    inner = hashlib.sha256(canonical_json(record.as_json()).encode()).digest()
    return hashlib.sha256(bytes.fromhex(before) + inner).hexdigest()


def links(before: str, records: Iterable[Record]) -> list[str]:
    """The hash after each of several records."""
    hashes = []
    for record in records:
        before = link(before, record)
        hashes.append(before)
    return hashes
