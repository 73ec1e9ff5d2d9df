import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cluster_portal.shared.errors import DomainError, InvalidInput
from evaluation.actions.scoring_rights import (
    language,
    plain_points,
    read_points,
    require_taken,
    require_version,
    rules_of,
    track_of,
)
from evaluation.models import Sheet
from evaluation.scoring import check_sheet, sheet_total
from evaluation.sheet_words import problem_sentences
from evaluation.states import SheetStatus

COMMENT_MAX, OVERALL_MAX = 1000, 3000  # characters


def save_score(
    sheet: Sheet,
    *,
    by: User,
    version: int,
    points: Mapping[str, str | Decimal] | None = None,
    comments: Mapping[str, str] | None = None,
    overall: str | None = None,
    at: dt.datetime | None = None,
) -> Sheet:
    """Save some lines of a sheet, or one; the rest stays. "" takes points away again.

    Told apart by `version`: whoever saves from an old one gets what stands now. Two statements: read, and one guarded
    write that finds nothing once the sheet was sealed, given up or closed. A draft is the evaluator's own business:
    no history is kept of it, and nobody else can read it.

    Raises:
        NotAllowed, StaleVersion (`current` = points, comments, overall), InvalidInput naming the line,
        DomainError: code "not-scoring", "sheet-sealed", "sheet-abstained", "sheet-void".
    """
    at = at or timezone.now()
    sheet = Sheet.objects.joined().get(pk=sheet.pk)
    require_taken(sheet, by, at)
    require_version(sheet, version)
    if errors := faults_of(sheet, points=points, comments=comments, overall=overall):
        raise InvalidInput(errors)
    for code, number in {code: read_points(text) for code, text in (points or {}).items()}.items():
        if number is None:
            sheet.points.pop(code, None)
        else:
            sheet.points[code] = plain_points(number)
    for code, text in (comments or {}).items():
        sheet.comments[code] = text
        if not text.strip():
            del sheet.comments[code]
    if overall is not None:
        sheet.overall = overall
    sheet.total = sheet_total(sheet.decimals, rules_of(sheet)) if sheet.points else None
    written = Sheet.objects.save_draft(
        sheet, at=at, points=sheet.points, comments=sheet.comments, overall=sheet.overall, total=sheet.total
    )
    if not written:
        current = Sheet.objects.joined().get(pk=sheet.pk)
        require_taken(current, by, at)
        require_version(current, version)
        raise DomainError(_("This sheet cannot be saved now."), code="not-scoring")
    if sheet.status != SheetStatus.DRAFT:
        sheet.become(SheetStatus.DRAFT)
    sheet.version += 1
    sheet.saved_at = at
    return sheet


def faults_of(
    sheet: Sheet,
    *,
    points: Mapping[str, str | Decimal] | None = None,
    comments: Mapping[str, str] | None = None,
    overall: str | None = None,
) -> dict[str, Any]:
    """What the sheet would not take, by line. No wrong number is ever kept, even in a draft; gaps are."""
    rules = rules_of(sheet)
    problems = check_sheet({code: read_points(text) for code, text in (points or {}).items()}, rules, complete=False)
    known = set(rules.lines)
    errors: dict[str, Any] = dict(
        zip((problem.item for problem in problems), problem_sentences(problems, track_of(sheet), language()), strict=True)
    )
    for code, text in (comments or {}).items():
        if code not in known:
            errors[code] = _("There is no such line on this sheet.")
        elif len(text) > COMMENT_MAX:
            errors[code] = _("At most %(n)d characters.") % {"n": COMMENT_MAX}
    if overall is not None and len(overall) > OVERALL_MAX:
        errors["overall"] = _("At most %(n)d characters.") % {"n": OVERALL_MAX}
    return errors
