"""Many sheets in one table: proposals by the lines of the sheet. Reads what was loaded, asks the database nothing."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language

from cluster_portal.templatetags.portal import points
from evaluation import access
from evaluation.models import Sheet
from evaluation.rulebook_rules import scoring_rules
from evaluation.scoring import ScoringRules, check_sheet
from evaluation.states import SHEET_TONES, SheetStatus
from programme.rulebook import RulebookDocument, Track

COMMENTS = ("comment_missing", "overall_comment_missing")


@dataclass(frozen=True, slots=True)
class Column:
    """A line of the sheet. `kind`: points, check, or informing (in no total)."""

    code: str
    name: str
    maximum: Decimal | None
    kind: str
    mean: str = ""  # over the rows shown


@dataclass(frozen=True, slots=True)
class Cell:
    column: Column
    value: str


@dataclass(frozen=True, slots=True)
class Row:
    """One sheet. `comments_due`: how many comments keep it from being signed."""

    ref: str
    title: str
    lead: str
    label: str
    tone: str
    version: int
    writable: bool
    total: str
    comments_due: int
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """The sheets of one track: tracks have tables of their own."""

    track: str
    columns: list[Column]
    rows: list[Row]
    mean: str


def tables(sheets: Iterable[Sheet], document: RulebookDocument, at: dt.datetime) -> list[Table]:
    by_track: dict[str, list[Sheet]] = {}
    for sheet in sheets:
        by_track.setdefault(sheet.proposal.track, []).append(sheet)
    return [_table(document.track(code), scoring_rules(document, code), found, at) for code, found in by_track.items()]


def _table(track: Track, rules: ScoringRules, sheets: list[Sheet], at: dt.datetime) -> Table:
    language = (get_language() or "ko")[:2]
    scored = [item for criterion in track.criteria.value for item in criterion.scored]
    columns = [
        *(Column(one.code, one.name.in_language(language), None, "check") for one in track.check_items),
        *(Column(one.code, one.name.in_language(language), one.points, "points", _mean(sheets, one.code)) for one in scored),
        *(
            Column(one.code, one.name.in_language(language), one.points, "informing", _mean(sheets, one.code))
            for one in track.informing_items
        ),
    ]
    totals = [sheet.total for sheet in sheets if sheet.total is not None]
    return Table(
        track.name.in_language(language), columns, [_row(sheet, columns, rules, at) for sheet in sheets], _mean_of(totals)
    )


def _row(sheet: Sheet, columns: list[Column], rules: ScoringRules, at: dt.datetime) -> Row:
    proposal, status = sheet.proposal, SheetStatus(sheet.status)
    return Row(
        ref=proposal.ref,
        title=proposal.title,
        lead=str(proposal.lead),
        label=str(status.label),
        tone=SHEET_TONES[status],
        version=sheet.version,
        writable=sheet.member.may_read and access.scores_are_taken(sheet, at),
        total=points(sheet.total),
        comments_due=comments_due(sheet, rules),
        cells=[Cell(column, sheet.points.get(column.code, "")) for column in columns],
    )


def comments_due(sheet: Sheet, rules: ScoringRules) -> int:
    """Comments that what is filled in so far asks for and that are not written yet."""
    problems = check_sheet(sheet.decimals, rules, comments=sheet.comments, overall=sheet.overall)
    return sum(problem.code in COMMENTS for problem in problems)


def _mean(sheets: list[Sheet], code: str) -> str:
    return _mean_of([Decimal(sheet.points[code]) for sheet in sheets if code in sheet.points])


def _mean_of(numbers: list[Decimal]) -> str:
    return points(sum(numbers, Decimal(0)) / len(numbers)) if numbers else ""
