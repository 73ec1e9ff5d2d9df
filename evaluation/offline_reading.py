"""A workbook of sheets (`offline_form`) read again: what each cell says now and what it said before. Knows no rulebook."""

import datetime as dt
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import IO, Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from documents.inspection import RefusedFile, inspect
from documents.inspection.archive import open_archive, unpacked_size
from documents.inspection.ooxml import part
from documents.inspection.xml import walk_elements
from documents.kinds import XLSX
from evaluation.offline_merge import COMMENT, OVERALL, POINTS, plain

MARK = "portal-sheet-1"  # in the first cell of a page that is read again
CODE, POINTS_BEFORE, COMMENT_BEFORE, NAME, MAXIMUM, GIVEN, SAID = range(7)  # columns
HEAD_ROW = 3
LARGEST = 1_500_000  # bytes; what changed travels through the page once more
LARGEST_UNPACKED = 40_000_000
PAGES_MOST, ROWS_MOST = 1_000, 200

FORMULA, ERROR, NO_TEXT = "formula", "error", "no-text"
TWICE, OTHER_ROUND = "twice", "other-round"
UNREADABLE, NO_SHEETS, TOO_LARGE = "unreadable", "no-sheets", "too-large"


@dataclass(frozen=True, slots=True)
class Filled:
    """A cell: what it says, what it said when it was taken away (None where that is lost), or why it cannot be read."""

    now: str
    before: str | None
    fault: str = ""


@dataclass(slots=True)
class FilledSheet:
    """`cells` by the name of the field on the page of a sheet. `fault` refuses the whole page."""

    proposal: str
    cells: dict[str, Filled] = field(default_factory=dict)
    fault: str = ""


class NoForm(Exception):
    """The file is no workbook of sheets; `code` says why, `words` where somebody else has said it already."""

    def __init__(self, code: str, words: Any = "") -> None:
        super().__init__(code)
        self.code, self.words = code, words


def read_form(file: IO[bytes], name: str, *, round: str) -> list[FilledSheet]:
    """Every page of the workbook that is a sheet.

    Raises:
        NoForm: when there is none, or the file cannot be trusted.
    """
    try:
        _require_harmless(file, name)
        book = openpyxl.load_workbook(file, read_only=True, keep_links=False)
        found = [sheet for page in book.worksheets[:PAGES_MOST] if (sheet := _read_page(page, round))]
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, SyntaxError, zipfile.BadZipFile, InvalidFileException):
        raise NoForm(UNREADABLE) from None  # what an odd workbook can make the library say
    if not found:
        raise NoForm(NO_SHEETS)
    seen: set[str] = set()
    for sheet in found:
        if sheet.proposal in seen:
            sheet.fault = TWICE
        seen.add(sheet.proposal)
    return found


def _require_harmless(file: IO[bytes], name: str) -> None:
    """An honest XLSX of a bearable size, no part of which declares a document type of its own."""
    try:
        if inspect(file, name).kind is not XLSX:
            raise NoForm(UNREADABLE)
        with open_archive(file) as archive:
            if unpacked_size(archive) > LARGEST_UNPACKED:
                raise NoForm(TOO_LARGE)
            for entry in archive.namelist():
                if entry.endswith((".xml", ".rels")):
                    walk_elements(part(archive, entry))
    except RefusedFile as refused:
        raise NoForm(UNREADABLE, refused.message) from None
    file.seek(0)


def _read_page(page: Any, round: str) -> FilledSheet | None:
    rows: Iterator[tuple[Any, ...]] = page.iter_rows(min_row=1, max_row=ROWS_MOST, max_col=SAID + 1)
    first = next(rows, ())
    if len(first) <= SAID or first[0].value != MARK:
        return None
    sheet = FilledSheet(str(first[2].value or ""))
    if str(first[1].value or "") != round:
        sheet.fault = OTHER_ROUND
    for number, row in enumerate(rows, start=1):
        code = row[CODE].value if number > HEAD_ROW else None
        if not isinstance(code, str) or not code:
            continue
        if code == OVERALL:
            sheet.cells[OVERALL] = _filled(OVERALL, row[SAID], row[COMMENT_BEFORE])
        else:
            sheet.cells[POINTS + code] = _filled(POINTS + code, row[GIVEN], row[POINTS_BEFORE])
            sheet.cells[COMMENT + code] = _filled(COMMENT + code, row[SAID], row[COMMENT_BEFORE])
    return sheet


def _filled(name: str, cell: Any, hidden: Any) -> Filled:
    before = plain(name, _text(hidden.value)) if hidden.value is None or isinstance(hidden.value, str) else None
    value = cell.value
    if cell.data_type == "f":
        return Filled("", before, FORMULA)
    if cell.data_type == "e":
        return Filled(str(value), before, ERROR)
    if isinstance(value, bool | dt.date | dt.time | dt.timedelta):
        return Filled(str(value), before, NO_TEXT)
    return Filled(plain(name, _text(value)), before)


def _text(value: Any) -> str:
    """Numbers as they are written: 7.5, not 7.50 or 75e-1."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        number = Decimal(str(value))
        return format(number.normalize(), "f") if number.is_finite() and number.adjusted() < 20 else str(value)
    return str(value).replace("\x00", "")
