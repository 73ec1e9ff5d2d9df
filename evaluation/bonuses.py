"""Bonus points that the portal can prove by itself, with the evidence in words. Plain values; no database."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

LEADING = frozenset({"large", "midsize"})
SME = "sme"


@dataclass(frozen=True, slots=True)
class Participant:
    """One organisation of a proposal: its Korean name, its kind, and the Korean name of its plant's region."""

    name: str
    kind: str
    region: str = ""


@dataclass(frozen=True, slots=True)
class ProvenBonus:
    code: str
    points: Decimal
    evidence: str


def proven_bonuses(participants: Collection[Participant], allowed: Mapping[str, Decimal]) -> list[ProvenBonus]:
    """The grounds of the rulebook (`allowed`: code to points) that the facts of a proposal show by themselves.

    leading_and_sme: a large or mid-size firm together with a small one. cross_region: plants in two regions or more.
    Evidence is part of the record and therefore in Korean, as the programme's records are.
    """
    found = []
    leading = sorted(one.name for one in participants if one.kind in LEADING)
    small = sorted(one.name for one in participants if one.kind == SME)
    if "leading_and_sme" in allowed and leading and small:
        found.append(
            ProvenBonus("leading_and_sme", allowed["leading_and_sme"], f"선도기업 {leading[0]}, 중소기업 {small[0]} 참여")
        )
    regions = sorted({one.region for one in participants if one.region})
    if "cross_region" in allowed and len(regions) > 1:
        found.append(ProvenBonus("cross_region", allowed["cross_region"], f"사업장 소재 광역권: {', '.join(regions)}"))
    return found
