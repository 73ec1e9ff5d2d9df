"""What is found, and the digest by which a ruling on it is remembered."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cluster_portal.shared.canonical import canonical_json, sha256_hex

Anchor = tuple[str, Any]  # what a tie hangs on: ("organisation", 11), ("family", "…"), ("proposal", 7), ("all", 0)


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """What makes a rule hold, and where it is known from. `day`: when something ended, or was imposed."""

    source: str
    organisation: int = 0
    family: str = ""
    day: dt.date | None = None
    detail: str = ""

    def as_plain(self) -> dict[str, Any]:
        """Without what is empty."""
        values = {name: getattr(self, name) for name in ("source", "organisation", "family", "day", "detail")}
        return {name: value for name, value in values.items() if value}


@dataclass(frozen=True, slots=True)
class Tie:
    """By `rule`, `person` must judge nothing that hangs on `anchor`, except what hangs on `beside` as well."""

    person: int
    rule: str
    anchor: Anchor
    fact: Fact
    beside: Anchor | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """`person` must not judge `proposal`, by one rule, for all these facts."""

    person: int
    proposal: int
    rule: str
    facts: tuple[Fact, ...]

    @property
    def digest(self) -> str:
        return digest_of(self.rule, self.facts)

    @property
    def organisations(self) -> list[int]:
        return [fact.organisation for fact in self.facts if fact.organisation]


@lru_cache(maxsize=100_000)
def digest_of(rule: str, facts: tuple[Fact, ...]) -> str:
    """Of a rule and the facts it held by: equal facts, equal digest, in whatever round."""
    return sha256_hex(canonical_json({"rule": rule, "facts": [fact.as_plain() for fact in facts]}))


def in_order(facts: Any) -> tuple[Fact, ...]:
    """Sorted and each once, so that the same facts give the same digest."""
    return tuple(sorted(set(facts), key=lambda fact: (fact.source, fact.organisation, fact.family, fact.day or dt.date.min, fact.detail)))  # fmt: skip
