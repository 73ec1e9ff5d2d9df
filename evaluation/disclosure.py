"""What an applicant may learn of a score: plain values, no database (RULES.md §3.6)."""

import hashlib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

WHOLE = Decimal(100)


def grade_of(total: Decimal | None, grades: Mapping[str, Decimal]) -> str:
    """The best grade whose share of 100 points the total reaches; empty without a result, the lowest one below all."""
    if total is None or not grades:
        return ""
    by_share = sorted(grades.items(), key=lambda item: -item[1])
    return next((code for code, share in by_share if total >= share * WHOLE), by_share[-1][0])


def without_names(comments: Iterable[tuple[int, str]], *, seed: str) -> list[str]:
    """Comments of several seats in an order that tells nothing of the seats: by a hash of text and seed."""
    return sorted(
        (text for _seat, text in comments if text.strip()), key=lambda text: hashlib.sha256(f"{seed}/{text}".encode()).digest()
    )


def criterion_scores(trace: Mapping[str, Any]) -> dict[str, Decimal]:
    """Mean per criterion over the counted sheets, from a kept trace."""
    return {code: Decimal(mean).quantize(Decimal("0.01")) for code, mean in trace.get("criterion_means", {}).items()}
