"""Load the programme's reference data: safe to run any number of times."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Model

from cluster_portal.shared.regions import REGIONS
from clusters.eligibility import MANUFACTURING
from clusters.mapping import project, spread
from clusters.models import Complex, Indicator, Industry, MiniClusterMention, Region, SpecialisedIndustry
from clusters.models.complex import ComplexRole
from clusters.models.indicator import Scope
from clusters.models.industry import SpecialisedBasis
from clusters.reference import rows_of

MARK_RADII = {ComplexRole.HUB: 7.5, ComplexRole.SPOKE: 4.6, ComplexRole.UNKNOWN: 4.6}  # map units, with their rims


class Command(BaseCommand):
    help = "Load regions, complexes, industries and indicators from clusters/data; rows are added or updated, never deleted."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        steps: list[tuple[str, Callable[[], Counts]]] = [
            ("industries (KSIC rev. 10)", load_industries),
            ("regions", load_regions),
            ("complexes", load_complexes),
            ("specialised industries", load_specialised_industries),
            ("indicators", load_indicators),
            ("mini-clusters named in print", load_mini_cluster_mentions),
        ]
        with transaction.atomic():
            for number, (name, load) in enumerate(steps, start=1):
                counts = load()
                if verbosity:
                    self.stdout.write(f"[{number}/{len(steps)}] {name}: {counts}")
            self.require_whole()
        if verbosity:
            self.stdout.write(self.style.SUCCESS("7 regions · 193 complexes · 771 industries: as the sources say."))

    def require_whole(self) -> None:
        """What the announcement and the data promise; anything else is refused whole."""
        expected: list[tuple[str, Any, Any]] = [
            ("region keys", sorted(Region.objects.values_list("code", flat=True)), sorted(REGIONS)),
            ("complexes", Complex.objects.count(), 193),
            ("pilot complexes", Complex.objects.filter(pilot_year__isnull=False).count(), 12),
            ("identified hubs (25 were announced)", Complex.objects.filter(role=ComplexRole.HUB).count(), 23),
            ("identified linked complexes (168 were announced)", Complex.objects.filter(role=ComplexRole.SPOKE).count(), 149),
            ("industries", Industry.objects.count(), 771),
        ]
        wrong = [f"{name}: {found}, expected {wanted}" for name, found, wanted in expected if found != wanted]
        if wrong:
            raise CommandError("Nothing was loaded. " + "; ".join(wrong))


class Counts:
    """How many rows a step added, changed, and found that are no longer in the file."""

    def __init__(self, added: int, changed: int, same: int, strangers: int = 0, skipped: int = 0) -> None:
        self.added, self.changed, self.same, self.strangers, self.skipped = added, changed, same, strangers, skipped

    def __str__(self) -> str:
        parts = [f"{self.added} added", f"{self.changed} changed", f"{self.same} unchanged"]
        if self.skipped:
            parts.append(f"{self.skipped} not a number, left out")
        if self.strangers:
            parts.append(f"{self.strangers} in the database but no longer in the file: left alone")
        return ", ".join(parts)


def upsert(model: type[Model], wanted: Iterable[Model], key: tuple[str, ...], *, skipped: int = 0) -> Counts:
    """Add or change rows so that they read like `wanted`, matched by `key`; three statements at most."""
    fields = [f.attname for f in model._meta.concrete_fields if not f.primary_key or f.attname in key]
    values = [name for name in fields if name not in key]
    standing = {tuple(getattr(row, name) for name in key): row for row in model._default_manager.all()}
    added, changed, same = [], [], 0
    for row in wanted:
        old = standing.pop(tuple(getattr(row, name) for name in key), None)
        if old is None:
            added.append(row)
        elif any(getattr(old, name) != getattr(row, name) for name in values):
            row.pk = old.pk
            changed.append(row)
        else:
            same += 1
    model._default_manager.bulk_create(added)
    if changed:
        model._default_manager.bulk_update(changed, values, batch_size=500)
    return Counts(len(added), len(changed), same, len(standing), skipped)


def whole(text: str) -> int | None:
    return int(text) if text else None


def load_industries() -> Counts:
    wanted: list[Industry] = [
        Industry(
            code=row["code"],
            level=int(row["level"]),
            parent_id=row["parent"] or None,
            name_ko=row["name_ko"],
            name_en=row["name_en"],
            version="KSIC10",
            source=row["source"],
        )
        for row in rows_of("ksic")
    ]
    wanted.sort(key=lambda industry: industry.level)  # a line comes after the line above it
    return upsert(Industry, wanted, ("code",))


def load_regions() -> Counts:
    wanted = [
        Region(
            order=order,
            declared_on=row["declared_on"] or None,
            **{name: whole(row[name]) for name in REGION_NUMBERS},
            **{name: row[name] for name in REGION_TEXTS},
        )
        for order, row in enumerate(rows_of("regions"), start=1)
    ]
    for region in wanted:
        region.declared_on = Region._meta.get_field("declared_on").to_python(region.declared_on)
    return upsert(Region, wanted, ("code",))


REGION_NUMBERS = ("hub_count_2010", "spoke_count_2010", "mini_clusters_2010", "budget_2010_100m_krw")
REGION_TEXTS = (
    "code", "name_ko", "name_en", "members", "vision_ko", "vision_en",
    "declared_place_ko", "declared_place", "hq_ko", "hq_city", "hq_city_source", "source",
)  # fmt: skip


def load_complexes() -> Counts:
    rows = rows_of("complexes")
    region_codes = dict(Region.objects.values_list("name_ko", "code"))
    roles = {row["code"]: ComplexRole(row["hub_or_spoke"] or "unknown") for row in rows}
    marks = spread(
        {row["code"]: project(float(row["lat"]), float(row["lon"])) for row in rows},
        {code: MARK_RADII[role] for code, role in roles.items()},
    )
    wanted = [
        Complex(
            order=order,
            region_id=region_codes[row["region"]],
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            map_x=marks[row["code"]][0],
            map_y=marks[row["code"]][1],
            role=roles[row["code"]],
            latlon_precision_m=int(row["latlon_precision_m"]),
            area_thousand_m2=int(row["area_thousand_m2"]),
            designated_year=whole(row["designated_year"]),
            pilot_year=whole(row["pilot_year"]),
            tenant_firms=whole(row["tenant_firms_2025q4"]),
            **{name: row[name] for name in COMPLEX_TEXTS},
        )
        for order, row in enumerate(rows, start=1)
    ]
    return upsert(Complex, wanted, ("code",))


COMPLEX_TEXTS = (
    "code", "name_ko", "name_en", "type", "sido", "sigungu", "latlon_method", "main_industries",
    "role_basis", "selection", "register_name", "note", "note_ko", "source",
)  # fmt: skip


def load_specialised_industries() -> Counts:
    """What print names, per complex; and for every region the rule that stands in where print is silent."""
    named: dict[tuple[str, str], SpecialisedIndustry] = {}
    for row in rows_of("specialised_industries"):
        for industry in row["industries"].split():
            entry = named.setdefault(
                (row["complex"], industry),
                SpecialisedIndustry(
                    complex_id=row["complex"], industry_id=industry, basis=SpecialisedBasis.PRESS, source=row["source"]
                ),
            )
            entry.words_ko = "; ".join(filter(None, [entry.words_ko, row["words_ko"]]))
            entry.words_en = "; ".join(filter(None, [entry.words_en, row["words_en"]]))
    by_rule = [
        SpecialisedIndustry(region_id=code, industry_id=MANUFACTURING, basis=SpecialisedBasis.CHOICE)
        for code in Region.objects.values_list("code", flat=True)
    ]
    return upsert(SpecialisedIndustry, [*named.values(), *by_rule], ("complex_id", "region_id", "industry_id"))


def load_indicators() -> Counts:
    """The indicators, and after them the programme figures of print; a figure that is no number is left out."""
    complexes = set(Complex.objects.values_list("code", flat=True))
    wanted: dict[str, Indicator] = {}
    skipped = 0
    for row in rows_of("indicators"):
        key = "/".join(row[name] for name in ("scope", "code", "label_ko", "period", "metric", "unit", "source"))[:200]
        wanted[key] = Indicator(
            key=key,
            complex_id=row["code"] if row["code"] in complexes else None,
            value=Decimal(row["value"]).quantize(Decimal("0.0001")),
            order=len(wanted),
            **{name: row[name] for name in INDICATOR_TEXTS},
        )
    for row in rows_of("stats"):
        try:
            value = Decimal(row["value"]).quantize(Decimal("0.0001"))
        except InvalidOperation:
            skipped += 1
            continue
        key = f"figure/{row['measure']}/{row['year']}/{row['source']}"[:200]
        wanted[key] = Indicator(
            key=key, scope=Scope.FIGURE, label_ko="클러스터사업", period=row["year"], metric=row["measure"], value=value,
            unit=row["unit"], source=row["source"], note=row["remark"], order=len(wanted),
        )  # fmt: skip
    return upsert(Indicator, wanted.values(), ("key",), skipped=skipped)


INDICATOR_TEXTS = ("scope", "code", "label_ko", "period", "period_type", "metric", "unit", "source", "note")


def load_mini_cluster_mentions() -> Counts:
    region_codes = dict(Region.objects.values_list("name_ko", "code"))
    complex_of = {row["base"]: row["complex"] for row in rows_of("minicluster_bases")}
    wanted = [
        MiniClusterMention(
            name=row["name"],
            base=row["hub_or_base"],
            region_id=region_codes[row["region_2010"]],
            complex_id=complex_of.get(row["hub_or_base"]),
            as_of=row["as_of"],
            members_note=row["members_note"],
            certainty=row["certainty"],
            source=row["source"],
            remark=row["remark"],
            order=order,
        )
        for order, row in enumerate(rows_of("miniclusters"), start=1)
    ]
    return upsert(MiniClusterMention, wanted, ("name", "base", "as_of"))
