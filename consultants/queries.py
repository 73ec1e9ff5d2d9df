"""Reads over the experts' pool."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from consultants import access
from consultants.entry_kinds import KINDS, EntryKind
from consultants.models import Entry, Expert, Gender, Sector
from consultants.models.expert import ExpertQuerySet


def pool() -> QuerySet[Expert]:
    """Everyone who may be asked, with person and affiliation joined."""
    return Expert.objects.ready().select_related("user", "organisation", "region")


def expert_list(user: Any, *, region: str = "", sector: str = "", words: str = "", industry: str = "") -> ExpertQuerySet:
    """The pool as `user` may see it, narrowed; every word is in the name, the affiliation or a keyword."""
    found = Expert.objects.visible_to(user).select_related("user", "organisation", "region")
    if region:
        found = found.filter(region=region)
    if sector:
        found = found.filter(sector=sector)
    if industry:
        found = found.filter(industries__contains=[industry])
    for word in words.split():
        found = found.filter(
            Q(user__name__icontains=word) | Q(organisation__name_ko__icontains=word) | Q(keywords__contains=[word])
        )
    return found


@dataclass(frozen=True, slots=True)
class Section:
    """One list of a profile: what stands, and what stood before."""

    kind: EntryKind
    standing: list[Entry]
    earlier: list[Entry]
    may_write: bool


def profile(expert: Expert, reader: Any) -> list[Section]:
    """The lists of a profile as `reader` may see them. One statement a list."""
    kinds = [one for one in KINDS.values() if one.slug != "sanctions" or access.may_see_sanctions(reader, expert)]
    return [_section(kind, expert, reader) for kind in kinds]


def _section(kind: EntryKind, expert: Expert, reader: Any) -> Section:
    entries: QuerySet[Any] = kind.model.objects.filter(expert=expert)
    rows = list(entries.select_related("organisation") if kind.has_organisation else entries)
    return Section(
        kind,
        [one for one in rows if one.is_standing],
        [one for one in rows if not one.is_standing],
        access.may_write_entry(reader, expert, kind.model),
    )


SMALLEST_SHOWN = 5  # fewer people than this are not counted apart by gender


@dataclass(frozen=True, slots=True)
class Balance:
    """The pool in numbers. `gender` is None while too few people said theirs."""

    people: int
    ready: int
    unconfirmed: int
    by_region: list[tuple[str, int]]
    by_sector: list[tuple[str, int]]
    gender: list[tuple[str, int]] | None
    unsaid: int


def balance(at: dt.datetime) -> Balance:
    """Over those who may be asked. Four statements."""
    ready = Expert.objects.ready()
    counts = Expert.objects.aggregate(people=Count("pk"), ready=Count("pk", filter=Q(pk__in=ready.values("pk"))))
    regions = ready.values_list("region__name_ko").annotate(n=Count("pk")).order_by("region__order")
    pairs = list(ready.values_list("sector", "gender").annotate(n=Count("pk")).order_by())
    said = {value: sum(n for _sector, gender, n in pairs if gender == value) for value in Gender.values}
    enough = all(n == 0 or n >= SMALLEST_SHOWN for n in said.values()) and any(said.values())
    return Balance(
        counts["people"],
        counts["ready"],
        ready.not_confirmed(at).count(),
        list(regions),
        [(str(sector.label), sum(n for own, _gender, n in pairs if own == sector)) for sector in Sector],
        [(str(Gender(value).label), n) for value, n in said.items()] if enough else None,
        sum(n for _sector, gender, n in pairs if not gender),
    )
