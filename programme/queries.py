"""Reads that others build on: the calendar, rulebooks by their reference, a region's money."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from clusters.models import Region
from programme.clocks import HolidayCalendar
from programme.models import HolidayOverride, ProgrammeYear, RegionalBudget, Rulebook


def holiday_calendar() -> HolidayCalendar:
    """The working days of Korea with the programme office's changes. One query."""
    return HolidayCalendar.with_overrides(override.as_override() for override in HolidayOverride.objects.all())


def rulebook_by_ref(rulebooks: QuerySet[Rulebook], ref: str) -> Rulebook:
    """The rulebook an address names: '2010' or '2010-v2'. Raises Rulebook.DoesNotExist."""
    code, marker, version = ref.rpartition("-v")
    if marker and version.isdecimal():
        return rulebooks.get(code=code, version=int(version))
    return rulebooks.get(code=ref, version=1)


def budget_of(year: ProgrammeYear, region: Region) -> RegionalBudget | None:
    return RegionalBudget.objects.filter(year=year, region=region).first()


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """One region's row on the budget page, in won."""

    region: Region
    amount_krw: int
    committed_krw: int
    is_set: bool

    @property
    def left_krw(self) -> int:
        return self.amount_krw - self.committed_krw

    @property
    def used_percent(self) -> int | None:
        return self.committed_krw * 100 // self.amount_krw if self.amount_krw else None


def budget_lines(year: ProgrammeYear) -> list[BudgetLine]:
    """Every region, with its budget or with none set. Two queries."""
    own = Prefetch("budgets", RegionalBudget.objects.filter(year=year), to_attr="of_year")
    lines = []
    for region in Region.objects.prefetch_related(own):
        budget = region.of_year[0] if region.of_year else None  # type: ignore[attr-defined]
        lines.append(
            BudgetLine(
                region,
                budget.amount_krw if budget else 0,
                budget.committed_krw if budget else 0,
                budget is not None,
            )
        )
    return lines


def together(lines: Sequence[BudgetLine]) -> tuple[int, int, int]:
    """Budget, committed and left of all regions, in won."""
    amount, committed = sum(line.amount_krw for line in lines), sum(line.committed_krw for line in lines)
    return amount, committed, amount - committed


def rulebooks_by_code(rulebooks: QuerySet[Rulebook]) -> list[Rulebook]:
    """For the list: newest version first within each code, with the years and the predecessor at hand."""
    return list(rulebooks.select_related("succeeds").prefetch_related("years").defer("document").order_by("code", "-version"))
