"""Tables out: CSV as a stream, XLSX in constant memory. Both say what they show and as of when.

A cell that a spreadsheet would run as a formula is written so that it stays text: a leading apostrophe
in CSV, a plain string cell in XLSX. Pass rows as an iterator (`queryset.values_list(...).iterator()`):
nothing here holds more than one row.
"""

import csv
import datetime as dt
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import IO, Any
from zoneinfo import ZoneInfo

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

SEOUL = ZoneInfo("Asia/Seoul")
CSV_MIME = "text/csv; charset=utf-8"
XLSX_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads Korean as garbage

ROWS_A_PIECE = 500
LONGEST_CELL = 32_767  # characters, Excel's own limit
LARGEST_EXACT = 10**15  # Excel keeps 15 digits; larger whole numbers are written as text

RUNS_AS_FORMULA = re.compile(r"^\s*[=+\-@\t\r|\uff1d\uff0b\uff0d\uff20]")  # also as wide as a Hangul letter
PLAIN_NUMBER = re.compile(r"^-?\d+(\.\d+)?$")


@dataclass(frozen=True)
class Origin:
    """Where a table comes from, for its second sheet. `filters` are label and value as the page showed them."""

    title: str
    as_of: dt.datetime
    source: str
    filters: Sequence[tuple[str, str]] = field(default_factory=tuple)

    def rows(self) -> Iterator[tuple[str, str]]:
        yield _("Table"), self.title
        yield _("As of"), zoned(self.as_of)
        yield _("Source"), self.source
        yield from ((str(label), str(value)) for label, value in self.filters)


# CSV


def stream_csv(filename: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """UTF-8 with a byte order mark, a few hundred rows at a time. `filename` ends in .csv."""
    response = StreamingHttpResponse(csv_pieces(header, rows), content_type=CSV_MIME)
    return as_download(response, filename)


class Echo:
    """A file that hands back what is written, so that csv.writer can feed a stream."""

    def write(self, text: str) -> str:
        return text


def csv_pieces(header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    writer = csv.writer(Echo())
    piece = [BYTE_ORDER_MARK, writer.writerow([csv_cell(cell) for cell in header])]
    for row in rows:
        piece.append(writer.writerow([csv_cell(cell) for cell in row]))
        if len(piece) >= ROWS_A_PIECE:
            yield "".join(piece)
            piece = []
    yield "".join(piece)


def csv_cell(value: Any) -> Any:
    """Numbers as they are, times in Korean time, text that would run as a formula behind an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | Decimal):
        return value
    if isinstance(value, dt.datetime):
        return zoned(value)
    text = str(value)
    return "'" + text if RUNS_AS_FORMULA.match(text) and not PLAIN_NUMBER.match(text) else text


# XLSX


def xlsx_response(filename: str, header: Sequence[Any], rows: Iterable[Sequence[Any]], *, origin: Origin) -> FileResponse:
    """A workbook download with the table and a sheet saying where it comes from. `filename` ends in .xlsx."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    write_xlsx(file, header, rows, origin=origin)
    file.seek(0)
    return as_download(FileResponse(file, content_type=XLSX_MIME), filename)


def write_xlsx(file: IO[bytes], header: Sequence[Any], rows: Iterable[Sequence[Any]], *, origin: Origin) -> int:
    """Write the workbook into `file`; returns the number of rows."""
    written = 0
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        formats = Formats(book)
        sheet = book.add_worksheet(sheet_name(origin.title))
        sheet.freeze_panes(1, 0)
        for column, label in enumerate(header):
            sheet.set_column(column, column, max(12, min(40, 2 * len(str(label)))))
            sheet.write_string(0, column, str(label), formats.header)
        for written, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                write_cell(sheet, written, column, value, formats)
        if header:
            sheet.autofilter(0, 0, written, len(header) - 1)
        about = book.add_worksheet(sheet_name(_("About this table")))
        about.set_column(0, 0, 20)
        about.set_column(1, 1, 70)
        for number, (label, value) in enumerate(origin.rows()):
            about.write_string(number, 0, label, formats.header)
            about.write_string(number, 1, value)
    return written


class Formats:
    """The four cell styles of a workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.header = book.add_format({"bold": True, "bg_color": "#EEF2F7", "bottom": 1})
        self.whole = book.add_format({"num_format": "#,##0"})
        self.decimal = book.add_format({"num_format": "#,##0.00##"})
        self.date = book.add_format({"num_format": "yyyy-mm-dd"})
        self.time = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})


def write_cell(sheet: Any, row: int, column: int, value: Any, formats: Formats) -> None:
    """Numbers stay numbers, times become Korean wall-clock times; all else is text, never a formula."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_string(row, column, _("yes") if value else _("no"))
    elif isinstance(value, int) and abs(value) < LARGEST_EXACT:
        sheet.write_number(row, column, value, formats.whole)
    elif isinstance(value, Decimal) and abs(value) < LARGEST_EXACT:
        sheet.write_number(row, column, float(value), formats.decimal)
    elif isinstance(value, dt.datetime):
        sheet.write_datetime(row, column, value.astimezone(SEOUL).replace(tzinfo=None), formats.time)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()), formats.date)
    else:
        sheet.write_string(row, column, str(value)[:LONGEST_CELL])


def sheet_name(title: str) -> str:
    """Excel allows 31 characters and not these seven."""
    return re.sub(r"[\[\]:*?/\\]", " ", str(title)).strip("' ")[:31].rstrip("' ") or "1"


# Shared


def zoned(at: dt.datetime) -> str:
    return f"{at.astimezone(SEOUL):%Y-%m-%d %H:%M:%S} KST"


def as_download(response: Any, filename: str) -> Any:
    """Saved, not shown; never kept by a cache. The name may be Korean (RFC 5987)."""
    response["Content-Disposition"] = content_disposition_header(True, filename)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
