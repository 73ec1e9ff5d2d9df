"""Provinces and municipalities in the reader's language; in English as Statistics Korea writes them (data/SOURCES.md)."""

from __future__ import annotations

from functools import cache

from clusters.bilingual import in_language
from clusters.mapping import outlines
from clusters.reference import rows_of


def province_name(sido: str) -> str:
    """경기, Gyeonggi-do."""
    return in_language(sido, _provinces().get(sido, ""))


def place_name(sido: str, sigungu: str) -> str:
    """경기 안산시, Ansan-si, Gyeonggi-do. Sejong has no municipalities and is named once."""
    if sido == sigungu:
        return province_name(sido)
    municipality = _municipalities().get((sido, sigungu), "")
    return in_language(f"{sido} {sigungu}", f"{municipality}, {province_name(sido)}" if municipality else "")


@cache
def _provinces() -> dict[str, str]:
    return {province.name: province.name_en for province in outlines().provinces}


@cache
def _municipalities() -> dict[tuple[str, str], str]:
    return {(row["sido"], row["sigungu"]): row["name_en"] for row in rows_of("municipalities")}
