"""Sheets filled in away from the portal, held against what stands there now, and put into words. Nothing is written."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext

from accounts.models import User
from cluster_portal.shared.errors import DomainError
from evaluation.actions.save_score import faults_of
from evaluation.actions.scoring_rights import language, read_points, require_taken, rules_of, track_of
from evaluation.actions.take_over_sheets import FromFile
from evaluation.forms import sheet as fields
from evaluation.models import PanelMember, Sheet
from evaluation.offline_merge import Verdict, plain, verdict
from evaluation.offline_reading import ERROR, FORMULA, NO_TEXT, OTHER_ROUND, TWICE, Filled, FilledSheet
from evaluation.queries.evaluator import all_sheets
from evaluation.scoring import points_for_grade
from evaluation.sheet_words import item_names

UNREAD: Mapping[str, Any] = {
    FORMULA: _("A formula stands in the cell. Write what it gives."),
    ERROR: _("The cell shows an error of the spreadsheet."),
    NO_TEXT: _("A date or a truth value stands in the cell. Write a number or words."),
}
REFUSED: Mapping[str, Any] = {
    TWICE: _("This proposal stands twice in the file. The first page was read."),
    OTHER_ROUND: _("This page belongs to another round."),
}


WANTED = (Verdict.TAKE, Verdict.CHOOSE, Verdict.REFUSE)  # what the file asks for


@dataclass(frozen=True, slots=True)
class Cell:
    """`field` as on the page of a sheet; `why` it is refused."""

    field: str
    filled: str
    online: str
    verdict: Verdict
    why: Any = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """One page of the file. `sheet` is None where the person has none on that proposal; `refused` says why nothing is taken."""

    proposal: str
    sheet: Sheet | None
    cells: list[Cell] = field(default_factory=list)
    refused: Any = ""

    def which(self, *verdicts: Verdict) -> list[Cell]:
        return [cell for cell in self.cells if cell.verdict in verdicts]

    @property
    def asks(self) -> bool:
        return bool(self.refused or self.which(*WANTED))

    @property
    def taken(self) -> list[Cell]:
        return self.which(Verdict.TAKE)

    @property
    def asked(self) -> list[Cell]:
        return self.which(Verdict.CHOOSE)


def compared(member: PanelMember, pages: Iterable[FilledSheet], *, by: User, at: dt.datetime) -> list[Compared]:
    """Each page of a file against the person's own sheet. One statement."""
    own = {sheet.proposal.ref: sheet for sheet in all_sheets(member)}
    return [_compared(page, own.get(page.proposal), by, at) for page in pages]


def _compared(page: FilledSheet, sheet: Sheet | None, by: User, at: dt.datetime) -> Compared:
    if page.fault:
        return Compared(page.proposal, None, refused=REFUSED[page.fault])
    if sheet is None:
        return Compared(page.proposal, None, refused=_("You have no sheet on this proposal."))
    found = Compared(page.proposal, sheet, [_cell(sheet, name, filled) for name, filled in page.cells.items()])
    if not found.which(*WANTED):
        return found  # nothing is asked of the sheet, whatever became of it
    try:
        require_taken(sheet, by, at)
    except DomainError as refusal:
        return Compared(page.proposal, sheet, refused=str(refusal))
    return found


def _cell(sheet: Sheet, name: str, filled: Filled) -> Cell:
    known = set(rules_of(sheet).lines)
    if name != fields.OVERALL and name.partition("-")[2] not in known:
        return Cell(name, filled.now, "", Verdict.REFUSE, _("There is no such line on this sheet."))
    online = plain(name, fields.value_of(sheet.content, name))
    if filled.fault:
        return Cell(name, filled.now, online, Verdict.REFUSE, UNREAD[filled.fault])
    now = _points(sheet, name, filled.now)
    found = verdict(filled.before, now, online)
    if found in (Verdict.TAKE, Verdict.CHOOSE) and (why := _fault(sheet, name, now)):
        return Cell(name, now, online, Verdict.REFUSE, why)
    return Cell(name, now, online, found)


def _fault(sheet: Sheet, name: str, text: str) -> Any:
    """Why the sheet would not take it; empty where it would."""
    errors = faults_of(sheet, **fields.as_scores({name: text}))
    grades = sheet.round.rules.scoring.grades.value if name.startswith(fields.POINTS) else ()
    number = (
        read_points(text) if errors and grades and name.removeprefix(fields.POINTS) not in rules_of(sheet).uncounted else None
    )
    if number is not None and number.is_nan():
        scale = ", ".join(grade.name.in_language(language()) for grade in grades)
        return _("Neither a number nor a grade of the scale (%(scale)s).") % {"scale": scale}
    return next(iter(errors.values()), "")


def _points(sheet: Sheet, name: str, text: str) -> str:
    """Points as the sheet keeps them, where a grade or an answer was written in words of either language."""
    if not name.startswith(fields.POINTS) or not text:
        return text
    code, rules, document = name.removeprefix(fields.POINTS), rules_of(sheet), sheet.round.rules
    if code in rules.checks:
        return _answers().get(text.casefold(), text)
    item = next((one for one in rules.items if one.code == code), None)
    for grade in document.scoring.grades.value if item else ():
        if text.casefold() in (grade.name.ko.casefold(), grade.name.en.casefold(), grade.code) and item:
            return plain(name, format(points_for_grade(grade.code, item, rules), "f"))
    return text


def _answers() -> dict[str, str]:
    answers: dict[str, str] = {}
    for spoken in ("ko", "en"):
        with override(spoken):
            answers |= {pgettext("check", "Pass").casefold(): "1", pgettext("check", "Fail").casefold(): "0"}
    return answers


# --- The preview --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """One cell as the preview shows it. `choice`: the name of the question, where there is one, and its answer so far."""

    label: str
    kind: Any
    filled: str
    online: str
    verdict: str
    why: Any
    choice: str = ""
    chosen: str = ""
    unanswered: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """One proposal of the preview. `stays`: how many cells were changed online alone."""

    title: str
    lead: str
    ref: str
    refused: Any
    lines: list[Line]
    stays: int


def cards(found: Iterable[Compared], answers: Mapping[str, str], *, must_answer: bool = False) -> list[Card]:
    """What the file asks for, proposal by proposal."""
    return [_card(one, answers, must_answer) for one in found if one.asks]


def _card(one: Compared, answers: Mapping[str, str], must_answer: bool) -> Card:
    names = item_names(track_of(one.sheet), language()) if one.sheet else {}
    proposal = one.sheet.proposal if one.sheet else None
    return Card(
        title=proposal.title if proposal else one.proposal,
        lead=str(proposal.lead) if proposal else "",
        ref=one.proposal,
        refused=one.refused,
        lines=[_line(one, cell, names, answers, must_answer) for cell in one.which(*WANTED)],
        stays=len(one.which(Verdict.ONLINE)),
    )


def _line(one: Compared, cell: Cell, names: Mapping[str, str], answers: Mapping[str, str], must_answer: bool) -> Line:
    kind, _dash, code = cell.field.partition("-")
    asks = cell.verdict == Verdict.CHOOSE
    name = choice_name(one, cell)
    return Line(
        label=names.get(code, code) or str(_("Overall comment")),
        kind=_("Points") if kind == "points" else _("Comment") if code else "",
        filled=_shown(one, cell.field, cell.filled),
        online=_shown(one, cell.field, cell.online),
        verdict=cell.verdict.value,
        why=cell.why,
        choice=name if asks else "",
        chosen=answers.get(name, ""),
        unanswered=asks and must_answer and answers.get(name) not in ANSWERS,
    )


def _shown(one: Compared, name: str, text: str) -> str:
    """Answers to checks in words."""
    is_check = one.sheet is not None and name.removeprefix(fields.POINTS) in rules_of(one.sheet).checks
    words = {"1": pgettext("check", "Pass"), "0": pgettext("check", "Fail")}
    return words.get(text, text) if is_check and name.startswith(fields.POINTS) else text


FILE, ONLINE = ANSWERS = ("file", "online")


def choice_name(one: Compared, cell: Cell) -> str:
    return f"choice-{one.proposal}-{cell.field}"


def unanswered(found: Iterable[Compared], answers: Mapping[str, str]) -> bool:
    """Whether something changed on both sides is not decided yet."""
    return any(answers.get(choice_name(one, cell)) not in ANSWERS for one in found for cell in one.asked)


def wanted(found: Iterable[Compared], answers: Mapping[str, str]) -> list[FromFile]:
    """What is to be saved: what only the file changed, and what was decided for the file."""
    taken = []
    for one in found:
        chosen = [cell for cell in one.asked if answers.get(choice_name(one, cell)) == FILE]
        if one.sheet is not None and (cells := [*one.taken, *chosen]):
            scores = fields.as_scores({cell.field: cell.filled for cell in cells})
            taken.append(FromFile(one.sheet, one.sheet.version, scores))
    return taken


# --- From the preview to the press of its button ---------------------------------------------------

SALT = "evaluation.offline"


@dataclass(frozen=True, slots=True)
class Carried:
    """What a preview showed, carried by its page: the cells, and the versions they were held against."""

    pages: list[FilledSheet]
    versions: Mapping[str, int]

    def moved(self, found: Iterable[Compared]) -> bool:
        """Whether a sheet is not any more what the preview showed."""
        return any(one.refused or one.sheet is None or self.versions.get(one.proposal) != one.sheet.version for one in found)


def carry(member: PanelMember, pages: Iterable[FilledSheet], found: Iterable[Compared]) -> str:
    """Only what is asked for, signed for this seat."""
    given = {page.proposal: page.cells for page in reversed(list(pages)) if not page.fault}
    sheets = {}
    for one in found:
        if one.sheet is not None and (asked := [cell.field for cell in one.which(*WANTED)]):
            filled = given[one.proposal]
            cells = {name: [filled[name].now, filled[name].before, filled[name].fault] for name in asked}
            sheets[one.proposal] = [one.sheet.version, cells]
    return signing.dumps([member.pk, sheets], salt=SALT, compress=True)


def carried(member: PanelMember, text: str) -> Carried | None:
    """None for what was not signed for this seat."""
    try:
        seat, sheets = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return None
    if seat != member.pk:
        return None
    pages = [FilledSheet(ref, {name: Filled(*cell) for name, cell in cells.items()}) for ref, (_version, cells) in sheets.items()]
    return Carried(pages, {ref: version for ref, (version, _cells) in sheets.items()})
