"""The small language of the search box: words, and `key:value` to be exact.

    status:eligible region:capital lead:한빛 submitted:>2026-01-01 asked:>=3억 "정밀 금형"

Keys have Korean names too (상태:적격 권역:수도권). What has no known key is an ordinary word, colon and all.
Plain values in, plain values out.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

KEYS: Mapping[str, str] = {
    "status": "status", "상태": "status",
    "region": "region", "권역": "region",
    "complex": "complex", "단지": "complex",
    "call": "call", "공고": "call",
    "lead": "lead", "주관": "lead",
    "track": "track", "유형": "track",
    "submitted": "submitted", "접수": "submitted",
    "asked": "asked", "신청액": "asked",
    "partners": "partners", "기관수": "partners",
}  # fmt: skip
COMPARED = frozenset({"submitted", "asked", "partners"})

TOKEN = re.compile(r'(?:[^\s"]|"[^"]*"?)+')
COMPARISON = re.compile(r"^(>=|<=|>|<|=)?(.*)$", re.DOTALL)
AMOUNT = re.compile(r"^₩?(\d[\d,]*(?:\.\d+)?)(억|만)?(?:원)?$")
UNITS = {None: 1, "만": 10**4, "억": 10**8}
YEARS = range(1900, 3000)  # none at the ends of the calendar, whose neighbours are no days


@dataclass(frozen=True, slots=True)
class Term:
    """One exact condition. `op` is =, >, >=, < or <=; `text` is how it was typed, so that it can be taken out again."""

    key: str
    op: str
    value: Any  # text, a date or a whole number, by key
    text: str


@dataclass(frozen=True, slots=True)
class Parsed:
    terms: tuple[Term, ...] = ()
    words: tuple[str, ...] = ()
    not_understood: tuple[str, ...] = ()  # a known key with a value that cannot be read
    tokens: tuple[str, ...] = field(default=())

    def without(self, token: str) -> str:
        """What was typed, with one token taken out."""
        left = list(self.tokens)
        if token in left:
            left.remove(token)
        return " ".join(left)


def parse(text: str) -> Parsed:
    """What somebody typed into the search box."""
    terms, words, not_understood = [], [], []
    tokens = TOKEN.findall(text)
    for token in tokens:
        key, colon, typed = token.partition(":")
        known = KEYS.get(key.lower()) if colon and typed else None
        if known is None:
            if word := token.replace('"', "").strip():
                words.append(word)
        elif term := _term(known, typed.replace('"', "").strip(), token):
            terms.append(term)
        else:
            not_understood.append(token)
    return Parsed(tuple(terms), tuple(words), tuple(not_understood), tuple(tokens))


def _term(key: str, typed: str, token: str) -> Term | None:
    if key not in COMPARED:
        return Term(key, "=", typed, token) if typed else None
    match = COMPARISON.match(typed)
    op, rest = (match[1] or "=", match[2].strip()) if match else ("=", typed)
    value = _day(rest) if key == "submitted" else _amount(rest)
    return None if value is None else Term(key, op, value, token)


def _day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text.replace(".", "-").strip("-"))
    except ValueError:
        return None
    return day if day.year in YEARS else None


def _amount(text: str) -> int | None:
    """Whole won: 300000000, 300,000,000, 3억, 1.5억, 5000만."""
    match = AMOUNT.match(text)
    if not match:
        return None
    number, dot, decimals = match[1].replace(",", "").partition(".")
    scale = UNITS[match[2]]
    return int(number) * scale + (int(decimals) * scale // 10 ** len(decimals) if dot else 0)
