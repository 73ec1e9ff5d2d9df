"""Reads that join: complexes for lists and maps, eligibility of plants, figures for charts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, FloatField, Q, QuerySet, Value
from django.db.models.functions import Power

from clusters.eligibility import Eligibility, Specialisation, plant_eligibility
from clusters.mapping import SHRINK, distance_km
from clusters.models import Complex, Indicator, Industry, Plant, Region, SpecialisedIndustry
from clusters.models.indicator import Scope
from clusters.reference import METRICS, Source, sources_in

# --- Complexes ---------------------------------------------------------------


def complexes_for_map() -> list[Complex]:
    """All complexes with what a map needs of them. One query."""
    return list(
        Complex.objects.only("code", "name_ko", "name_en", "region_id", "role", "map_x", "map_y", "sido", "sigungu", "type")
    )


def regions_with_counts() -> QuerySet[Region]:
    """The seven regions with the number of their complexes by role, as the portal knows them. One query."""
    return Region.objects.annotate(
        complex_count=Count("complexes"),
        hub_count=Count("complexes", filter=Q(complexes__role="hub")),
        linked_count=Count("complexes", filter=Q(complexes__role="spoke")),
        unknown_count=Count("complexes", filter=Q(complexes__role="unknown")),
    ).order_by("order")


def neighbours_of(complex: Complex, count: int = 6) -> list[tuple[Complex, float]]:
    """The nearest other complexes and their distance in km, as the crow flies. One query."""
    squared = Power(F("lat") - complex.lat, 2) + Power((F("lon") - complex.lon) * Value(SHRINK, output_field=FloatField()), 2)
    nearest = (
        Complex.objects.exclude(pk=complex.pk).select_related("region").annotate(squared=squared).order_by("squared", "order")
    )
    return [(other, distance_km(complex.lat, complex.lon, other.lat, other.lon)) for other in nearest[:count]]


# --- Industries and eligibility ----------------------------------------------


def specialised_industries(complexes: Iterable[Complex]) -> dict[str, list[SpecialisedIndustry]]:
    """By complex code: its own rows, or its region's where it has none. One query for any number of complexes."""
    complexes = list(complexes)
    rows = SpecialisedIndustry.objects.select_related("industry").filter(
        Q(complex__in=[c.code for c in complexes]) | Q(region__in={c.region_id for c in complexes})
    )
    own: dict[str, list[SpecialisedIndustry]] = defaultdict(list)
    of_region: dict[str, list[SpecialisedIndustry]] = defaultdict(list)
    for row in rows:
        if row.complex_id:
            own[row.complex_id].append(row)
        elif row.region_id:
            of_region[row.region_id].append(row)
    return {c.code: own.get(c.code) or of_region[c.region_id] for c in complexes}


def specialisations_of(complexes: Iterable[Complex]) -> dict[str, list[Specialisation]]:
    return {code: [row.as_specialisation() for row in rows] for code, rows in specialised_industries(complexes).items()}


def eligibilities_of(plants: Iterable[Plant]) -> dict[int, Eligibility]:
    """Each plant's eligibility with its reasons, by plant id.

    Plants read `with_facts()` cost one more query here, however many they are.
    """
    plants = list(plants)
    complexes = {plant.complex_id: plant.complex for plant in plants if plant.complex}
    specialised = specialisations_of(complexes.values()) if complexes else {}
    return {
        plant.pk: plant_eligibility(
            plant.complex.as_named() if plant.complex else None,
            [industry.as_named() for industry in plant.industries.all()],
            specialised.get(plant.complex_id or "", ()),
            active=plant.is_active,
        )
        for plant in plants
    }


def eligibility_of(plant: Plant) -> Eligibility:
    return eligibilities_of([plant])[plant.pk]


def eligibility_if(complex: Complex | None, industries: Sequence[Industry]) -> Eligibility:
    """What the eligibility of a plant would be: for the form, before anything is saved."""
    specialised = specialisations_of([complex])[complex.code] if complex else ()
    return plant_eligibility(
        complex.as_named() if complex else None, [industry.as_named() for industry in industries], specialised
    )


def find_industries(words: str, limit: int = 30) -> list[Industry]:
    """Classes and subclasses whose code begins with, or whose name (or a name above them) holds, every word."""
    found = Industry.objects.filter(level__gte=4).select_related("parent__parent")
    for word in words.split():
        if word.isdigit():
            found = found.filter(code__startswith=word)
        else:
            found = found.filter(
                Q(name_ko__icontains=word)
                | Q(parent__name_ko__icontains=word)
                | Q(parent__parent__name_ko__icontains=word)
                | Q(parent__parent__parent__name_ko__icontains=word)
                | Q(parent__parent__parent__name_en__icontains=word)
                | Q(parent__parent__name_en__icontains=word)
            )
    return list(found.order_by("code")[:limit])


def plants_at(complex: Complex) -> int:
    """How many registered plants in use stand in a complex; their names are not public."""
    return complex.plants.active().count()


# --- Figures -----------------------------------------------------------------


@dataclass(frozen=True)
class Growth:
    """One measure of the twelve pilot complexes before and after; `percent` is the published rate."""

    metric: str
    unit: str
    before: Decimal
    after: Decimal
    percent: Decimal
    source: str


def programme_growth() -> list[Growth]:
    """Production, exports and employment of the twelve pilot complexes, 2004 and 2008. One query.

    The published rates come from unrounded levels; computing them again from the rounded ones differs slightly.
    """
    rows = {
        (row.metric, row.period): row
        for row in Indicator.objects.filter(scope=Scope.PROGRAMME, code="pilot12", period__in=["2004", "2008", "2004-2008"])
    }
    return [
        Growth(
            metric=metric,
            unit=rows[metric, "2004"].unit,
            before=rows[metric, "2004"].value,
            after=rows[metric, "2008"].value,
            percent=rows[f"{metric}_growth", "2004-2008"].value,
            source=rows[metric, "2004"].source,
        )
        for metric in ("production", "exports", "employment")
        if (metric, "2004") in rows
    ]


def indicators_of(complexes: Iterable[str]) -> QuerySet[Indicator]:
    return Indicator.objects.filter(complex__in=complexes).select_related("complex").order_by("-period", "label_ko", "order")


@dataclass(frozen=True)
class PeriodRow:
    label: str
    complex: Complex | None
    values: list[Decimal | None]


@dataclass(frozen=True)
class PeriodTable:
    """The figures of one period: a row per unit measured, a column per measure."""

    period: str
    columns: list[tuple[str, str]]  # (metric, unit)
    rows: list[PeriodRow]
    sources: list[Source]


def by_period(indicators: Iterable[Indicator]) -> list[PeriodTable]:
    """Figures as tables, the latest period first."""
    periods: dict[str, list[Indicator]] = defaultdict(list)
    for indicator in indicators:
        periods[indicator.period].append(indicator)
    tables = []
    for period, rows in sorted(periods.items(), reverse=True):
        columns = list(dict.fromkeys((row.metric, row.unit) for row in rows))
        columns.sort(key=lambda column: MEASURE_ORDER.get(column[0], 99))
        cells = {(row.label_ko, row.metric, row.unit): row.value for row in rows}
        units = {row.label_ko: row.complex for row in rows}
        tables.append(
            PeriodTable(
                period=period,
                columns=columns,
                rows=[PeriodRow(label, of, [cells.get((label, *column)) for column in columns]) for label, of in units.items()],
                sources=sources_in("; ".join(sorted({row.source for row in rows}))),
            )
        )
    return tables


MEASURE_ORDER = {metric: place for place, metric in enumerate(METRICS)}


def shown(value: Any) -> str:
    """A figure as people write it: thousands apart, no empty decimals."""
    return f"{value:,.4f}".rstrip("0").rstrip(".") if isinstance(value, Decimal | float) else f"{value:,}"
