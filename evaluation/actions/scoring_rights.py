"""The common ground of what an evaluator does to a sheet: rights, phase, version, content and seal."""

import datetime as dt
import re
from decimal import Decimal, InvalidOperation

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cluster_portal.shared.errors import DomainError, StaleVersion, require
from evaluation import access, sealing
from evaluation.models import Sheet, SheetSeal
from evaluation.phases import Phase, Right, allows
from evaluation.rulebook_rules import scoring_rules
from evaluation.scoring import ScoringRules, sheet_total
from evaluation.sealing import SheetContent, plain_points
from evaluation.states import SheetStatus
from programme.rulebook import Track

WRITTEN = re.compile(r"-?[0-9]{0,9}\.?[0-9]{0,9}")


def require_taken(sheet: Sheet, by: User, at: dt.datetime) -> None:
    """
    Raises:
        NotAllowed: to anybody but the sheet's evaluator.
        DomainError: code "not-scoring" outside the phase, "sheet-sealed", "sheet-abstained", "sheet-void".
    """
    require(access.may_score(by, sheet))
    phase = sheet.round.phase(at)
    if not (allows(phase, Right.WRITE) or allows(phase, Right.REWRITE)):
        raise DomainError(NOT_SCORING.get(phase, NOT_SCORING[Phase.OVER]), code="not-scoring")
    if not sheet.is_writable:
        raise DomainError(REFUSED[SheetStatus(sheet.status)], code=f"sheet-{sheet.status}")
    if not allows(phase, access.writing(sheet)):
        raise DomainError(_("Scoring has closed. Only sheets that were sealed in time can be adjusted."), code="not-scoring")


NOT_SCORING = {
    Phase.READ: _("Scoring has not opened yet."),
    Phase.ANSWER: _("Scoring has closed. The applicants answer the comments."),
    Phase.DISCUSS: _("Scoring has closed. The panel discusses its sealed sheets."),
    Phase.OVER: _("Scoring has closed."),
}
REFUSED = {
    SheetStatus.SEALED: _("This sheet is sealed. HQ can reopen it, with a reason."),
    SheetStatus.ABSTAINED: _("You abstained from this proposal."),
    SheetStatus.SET_ASIDE: _("You declared a tie to this proposal after the scoring; the sheet is set aside."),
    SheetStatus.VOID: _("This sheet does not count any more."),
}


def require_version(sheet: Sheet, version: int) -> None:
    if sheet.version != version:
        raise StaleVersion(
            current=sheet.content, version=sheet.version, message=_("This sheet was saved on another device in the meantime.")
        )


def track_of(sheet: Sheet) -> Track:
    return sheet.round.rules.track(sheet.proposal.track)


def rules_of(sheet: Sheet) -> ScoringRules:
    return scoring_rules(sheet.round.rules, sheet.proposal.track)


def language() -> str:
    return (get_language() or "ko")[:2]


def read_points(text: str | Decimal) -> Decimal | None:
    """'12.5' as a number, '' as none; anything else stays no number for `check_sheet` to name.

    Digits alone: a power of ten such as 0e-999999999 is a number too, but would be written out in as many digits.
    """
    if isinstance(text, Decimal):
        return text
    text = str(text).strip().replace(",", ".")
    if not text:
        return None
    if not WRITTEN.fullmatch(text):
        return Decimal("NaN")
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("NaN")


def sign(sheet: Sheet, *, code: str, at: dt.datetime) -> SheetSeal:
    """The seal over what the sheet says now; not saved yet. A reopened sheet's new seal names the one it replaces.

    `code` stands for the proposal (`RoundProposal.code`).
    """
    made = sealing.seal(content_of(sheet, code=code), signed_by=signer(sheet), signed_at=at, replaces=sheet.seal)
    sheet.become(SheetStatus.SEALED)
    sheet.total = sheet_total(sheet.decimals, rules_of(sheet))
    sheet.sealed_at, sheet.seal = at, made.seal
    return SheetSeal(
        sheet=sheet, number=1, points=sheet.points, comments=sheet.comments, overall=sheet.overall, total=sheet.total,
        digest=made.digest, salt=made.salt, words_salt=made.words_salt, seal=made.seal, replaces=made.replaces, signed_at=at,
    )  # fmt: skip


def signer(sheet: Sheet) -> str:
    return f"{sheet.round.ref}/{sheet.member.seat_name}"


def content_of(sheet: Sheet, *, code: str) -> SheetContent:
    """What a seal is over: the sheet as it stands."""
    return SheetContent(
        round=sheet.round.ref,
        proposal=code,
        seat=sheet.member.seat_name,
        rulebook_sha256=sheet.round.rulebook.sha256,
        points={code: Decimal(points) for code, points in sheet.points.items()},
        comments=sheet.comments,
        overall=sheet.overall,
    )


__all__ = [
    "content_of",
    "language",
    "plain_points",
    "read_points",
    "require_taken",
    "require_version",
    "rules_of",
    "sign",
    "signer",
    "track_of",
]
