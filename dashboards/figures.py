"""The ministry's numbers: sums over the figures of one year, whole, by region, by complex. Three queries."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from clusters.models import Region
from programme.models import ProgrammeYear, RegionalBudget
from projects.models import Figure

COUNTED = ("drafts", "submitted", "eligible", "evaluated", "selected", "joint", "cross_region", "asked_krw", "granted_krw")


@dataclass(slots=True)
class Sums:
    """Counts of proposals, and won."""

    drafts: int = 0
    submitted: int = 0
    eligible: int = 0
    evaluated: int = 0
    selected: int = 0
    joint: int = 0
    cross_region: int = 0
    asked_krw: int = 0
    granted_krw: int = 0

    def add(self, figure: Figure) -> None:
        for name in COUNTED:
            setattr(self, name, getattr(self, name) + getattr(figure, name))

    @property
    def joint_percent(self) -> int:
        return share(self.joint, self.submitted)

    @property
    def cross_region_percent(self) -> int:
        return share(self.cross_region, self.submitted)

    @property
    def selected_percent(self) -> int:
        return share(self.selected, self.submitted)


def share(part: int, whole: int) -> int:
    """Whole percent, half up; 0 of nothing is 0."""
    return (200 * part + whole) // (2 * whole) if whole else 0


@dataclass(slots=True)
class RegionRow:
    region: Region
    budget_krw: int
    sums: Sums = field(default_factory=Sums)

    @property
    def granted_percent(self) -> int:
        return share(self.sums.granted_krw, self.budget_krw)


@dataclass(slots=True)
class Dashboard:
    """Everything the page, its map and its export show, of one year and perhaps one region."""

    year: ProgrammeYear
    region: Region | None
    whole: Sums
    budget_krw: int
    regions: list[RegionRow]
    complexes: list[Figure]
    as_of: dt.datetime | None

    @property
    def granted_percent(self) -> int:
        return share(self.whole.granted_krw, self.budget_krw)

    @property
    def by_complex(self) -> dict[str, int]:
        """Submitted proposals by complex code, for the map."""
        return {figure.complex_id: figure.submitted for figure in self.complexes if figure.complex_id}

    @property
    def by_region(self) -> dict[str, int]:
        return {row.region.code: row.sums.submitted for row in self.regions}


def dashboard(year: ProgrammeYear, region: Region | None = None) -> Dashboard:
    """The sums of `year`; with `region`, those of its complexes only (the rows of all regions stay for comparison)."""
    budgets = dict(RegionalBudget.objects.filter(year=year).values_list("region", "amount_krw"))
    rows = {r.code: RegionRow(r, budgets.get(r.code, 0)) for r in Region.objects.order_by("order")}
    figures = list(
        Figure.objects.filter(year=year).select_related("complex", "region").order_by("region__order", "complex__order")
    )
    for figure in figures:
        if figure.region_id:
            rows[figure.region_id].sums.add(figure)
    chosen = [figure for figure in figures if region is None or figure.region_id == region.code]
    return Dashboard(
        year=year,
        region=region,
        whole=_sum(chosen),
        budget_krw=budgets.get(region.code, 0) if region else sum(budgets.values()),
        regions=list(rows.values()),
        complexes=[figure for figure in chosen if figure.complex_id],
        as_of=min((figure.as_of for figure in figures), default=None),
    )


def _sum(figures: Iterable[Figure]) -> Sums:
    sums = Sums()
    for figure in figures:
        sums.add(figure)
    return sums
