"""An evaluator's sheets as a workbook to be filled in away from the portal: a list in front, then a page for each proposal.

Every text is written as text: nothing a firm or an evaluator wrote can run as a formula. Hidden columns say which line of the
sheet a row is and what it said when it was taken away (`offline_reading` reads them again).
"""

import tempfile
from collections.abc import Sequence
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from documents.exports import sheet_name
from evaluation.actions.save_score import COMMENT_MAX, OVERALL_MAX
from evaluation.models import Round, Sheet
from evaluation.offline_merge import OVERALL
from evaluation.offline_reading import (
    CODE,
    COMMENT_BEFORE,
    GIVEN,
    HEAD_ROW,
    MARK,
    MAXIMUM,
    NAME,
    POINTS_BEFORE,
    SAID,
)
from evaluation.queries import evaluator as queries
from evaluation.rulebook_rules import scoring_rules

WIDTHS = (0, 0, 0, 36, 8, 11, 64)
OPTIONS = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
EDITABLE_LOOK = {"format_columns": True, "format_rows": True, "select_locked_cells": True}


def write_form(round: Round, sheets: Sequence[Sheet]) -> IO[bytes]:
    """The workbook, rewound. The sheets come with round, member and proposal."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever answers with it closes it
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        styles = Styles(book)
        front = book.add_worksheet(sheet_name(_("Proposals")))
        pages = [_page(book, number, sheet, styles) for number, sheet in enumerate(sheets, start=1)]
        _front(front, round, sheets, pages, styles)
    file.seek(0)
    return file


class Styles:
    """Yellow cells are open, all others locked against slips (without a password)."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        top: dict[str, Any] = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#D5DAE1"}
        open_cell = {**top, "locked": False, "bg_color": "#FFF9DB"}
        self.title = book.add_format({"bold": True, "font_size": 14, "text_wrap": True, "valign": "top"})
        self.note = book.add_format({"font_color": "#55606E", "text_wrap": True, "valign": "top"})
        self.head = book.add_format({**top, "bold": True, "bg_color": "#EEF2F7"})
        self.line = book.add_format(top)
        self.link = book.add_format({**top, "font_color": "#0B50D0", "underline": 1})
        self.points = book.add_format({**open_cell, "num_format": "0.##"})
        self.words = book.add_format({**open_cell, "num_format": "@"})
        self.total = book.add_format({**top, "bold": True, "num_format": "0.00"})


def _page(book: xlsxwriter.Workbook, number: int, sheet: Sheet, styles: Styles) -> tuple[str, str, int]:
    """One proposal: (name of the page, cells of its points, how many lines are due)."""
    page = book.add_worksheet(sheet_name(f"{number}. {sheet.proposal.title}"))
    for column, width in enumerate(WIDTHS):
        page.set_column(column, column, width or 8, None, {"hidden": not width})
    for column, text in enumerate((MARK, sheet.round.ref, sheet.proposal.ref)):
        page.write_string(0, column, text)
    page.set_row(0, 42)
    page.merge_range(0, NAME, 0, SAID, "", styles.title)
    page.write_string(0, NAME, sheet.proposal.title, styles.title)
    page.merge_range(1, NAME, 1, SAID, "", styles.note)
    page.write_string(1, NAME, f"{sheet.proposal.ref} · {sheet.proposal.lead}", styles.note)
    page.set_row(2, 34)
    page.merge_range(2, NAME, 2, SAID, "", styles.note)
    page.write_string(2, NAME, _hint(sheet), styles.note)
    for column, label in ((NAME, _("Criterion")), (MAXIMUM, _("Maximum")), (GIVEN, _("Points")), (SAID, _("Comment"))):
        page.write_string(HEAD_ROW, column, label, styles.head)
    page.freeze_panes(HEAD_ROW + 1, NAME)
    row = HEAD_ROW + 1
    for check in queries.checks(sheet):
        _line(page, row, sheet, check.code, check.name, None, styles)
        words = [pgettext("check", "Pass"), pgettext("check", "Fail")]
        page.write_string(row, GIVEN, {"1": words[0], "0": words[1]}.get(check.answer, ""), styles.points)
        page.data_validation(row, GIVEN, row, GIVEN, {"validate": "list", "source": words})
        row += 1
    first = row
    for criterion in queries.criteria(sheet):
        for item in criterion.items:
            name = item.name if len(criterion.items) == 1 else f"{criterion.name} – {item.name}"
            _points_line(page, row, sheet, item, name, styles)
            row += 1
    last = row - 1
    for item in queries.informing(sheet):
        _points_line(page, row, sheet, item, f"{item.name} ({_('For information')})", styles)
        row += 1
    cells = f"F{first + 1}:F{last + 1}"
    page.write_string(row, NAME, pgettext("score", "Total"), styles.head)
    page.write_formula(row, GIVEN, f"=SUM({cells})", styles.total, float(sheet.total or 0))
    row += 1
    page.set_row(row, 120)
    page.write_string(row, CODE, OVERALL)
    page.write_string(row, COMMENT_BEFORE, sheet.overall)
    page.write_string(row, NAME, _("Overall comment"), styles.head)
    page.write_string(row, SAID, sheet.overall, styles.words)
    page.data_validation(row, SAID, row, SAID, _at_most(OVERALL_MAX))
    page.protect("", EDITABLE_LOOK)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    return page.get_name(), cells, last - first + 1


def _line(page: Any, row: int, sheet: Sheet, code: str, name: str, maximum: Decimal | None, styles: Styles) -> None:
    """What every line has: its code and what it said before, its name, its comment."""
    comment = sheet.comments.get(code, "")
    page.set_row(row, 45)
    page.write_string(row, CODE, code)
    page.write_string(row, POINTS_BEFORE, sheet.points.get(code, ""))
    page.write_string(row, COMMENT_BEFORE, comment)
    page.write_string(row, NAME, name, styles.line)
    page.write_string(row, MAXIMUM, "" if maximum is None else format(maximum, "f"), styles.line)
    page.write_string(row, SAID, comment, styles.words)
    page.data_validation(row, SAID, row, SAID, _at_most(COMMENT_MAX))


def _points_line(page: Any, row: int, sheet: Sheet, item: queries.ItemRow, name: str, styles: Styles) -> None:
    _line(page, row, sheet, item.code, name, item.maximum, styles)
    if item.points:
        page.write_number(row, GIVEN, float(item.points), styles.points)
    else:
        page.write_blank(row, GIVEN, None, styles.points)
    if item.grades:  # a grade may be chosen, a number typed
        chosen = {"validate": "list", "source": [grade for _code, grade, _points in item.grades], "show_error": False}
        page.data_validation(row, GIVEN, row, GIVEN, chosen)
    else:
        between = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": float(item.maximum)}
        page.data_validation(row, GIVEN, row, GIVEN, between)


def _at_most(characters: int) -> dict[str, Any]:
    return {"validate": "length", "criteria": "<=", "value": characters}


def _hint(sheet: Sheet) -> str:
    rules = scoring_rules(sheet.round.rules, sheet.proposal.track)
    said = [_("Write in the yellow cells only. Points in steps of %(step)s.") % {"step": rules.step}]
    if rules.grades:
        language = (get_language() or "ko")[:2]
        names = ", ".join(grade.name.in_language(language) for grade in sheet.round.rules.scoring.grades.value)
        said.append(_("Instead of points a grade may stand there: %(grades)s.") % {"grades": names})
    if rules.comment_characters:
        said.append(_("Where a comment is due, it has at least %(n)d characters.") % {"n": rules.comment_characters})
    return " ".join(said)


def _front(page: Any, round: Round, sheets: Sequence[Sheet], pages: list[tuple[str, str, int]], styles: Styles) -> None:
    """Which proposals, with a link to each, and how far one is."""
    for column, width in enumerate((6, 52, 26, 20, 10, 12)):
        page.set_column(column, column, width)
    page.write_string(0, 0, round.title, styles.title)
    page.write_string(1, 0, _("Fill in the pages, save, and upload the file again. Nothing is signed by it."), styles.note)
    heads = (_("No."), _("Proposal"), _("Lead"), _("Reference"), pgettext("score", "Total"), _("Filled in"))
    for column, label in enumerate(heads):
        page.write_string(HEAD_ROW, column, label, styles.head)
    page.freeze_panes(HEAD_ROW + 1, 0)
    for row, (sheet, (name, cells, lines)) in enumerate(zip(sheets, pages, strict=True), start=HEAD_ROW + 1):
        quoted = "'" + name.replace("'", "''") + "'"
        page.write_string(row, 0, str(row - HEAD_ROW), styles.line)
        page.write_url(row, 1, f"internal:{quoted}!F{HEAD_ROW + 2}", styles.link, sheet.proposal.title[:255])
        page.write_string(row, 2, str(sheet.proposal.lead), styles.line)
        page.write_string(row, 3, sheet.proposal.ref, styles.line)
        page.write_formula(row, 4, f"=SUM({quoted}!{cells})", styles.total, float(sheet.total or 0))
        given = sum(bool(item.points) for criterion in queries.criteria(sheet) for item in criterion.items)
        page.write_formula(row, 5, f'=COUNTA({quoted}!{cells})&"/{lines}"', styles.line, f"{given}/{lines}")
