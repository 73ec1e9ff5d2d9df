import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.canonical import sha256_hex
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from evaluation import access
from evaluation.actions.giving_back import give_back
from evaluation.models import Round, Sheet
from evaluation.phases import Right, allows
from evaluation.states import SheetStatus

REASON_MIN = 10  # characters: a word is no reason


@transaction.atomic
def reopen_own_sheet(sheet: Sheet, *, by: User, reason: str, at: dt.datetime | None = None) -> Sheet:
    """Take one's own sealed sheet back after the discussion, with a reason, to change it and to seal it again.

    Both versions stay, and the reason beside them; the next seal names the one it replaces. The round's history says that it
    happened, but keeps only the hash of the reason: it may speak of scores, which nobody sees before the close. A sheet that
    is open already stays as it is.

    Raises:
        NotAllowed: to anybody but the sheet's evaluator.
        InvalidInput: without a reason.
        DomainError: code "not-adjusting" outside the phase, "counted-before" for what counted before the panel was
            reconvened, "not-sealed" for a sheet that was not signed in time.
    """
    at = at or timezone.now()
    round = Round.objects.locked(sheet.round)
    sheet = Sheet.objects.locked(sheet)
    sheet.round = round
    require(access.may_score(by, sheet))
    if not allows(round.phase(at), Right.REOPEN_OWN):
        raise DomainError(_("Sealed sheets can be changed only in the phase for adjusting."), code="not-adjusting")
    if sheet.is_writable and sheet.was_sealed:
        return sheet
    if sheet.status != SheetStatus.SEALED:
        raise DomainError(_("Only a sealed sheet can be opened again."), code="not-sealed")
    if not access.may_be_reopened_by_its_evaluator(sheet, at):
        raise DomainError(
            _("Scoring is open again only for proposals that lack sheets. This sheet stays as it is."), code="counted-before"
        )
    reason = reason.strip()
    if len(reason) < REASON_MIN:
        raise InvalidInput({"reason": _("Please give the reason in at least %(n)d characters.") % {"n": REASON_MIN}})
    give_back(round, sheet, by=by, reason=reason, at=at)
    record(
        stream=round.stream, verb="reopened-own", by=by, at=at,
        data={
            "seat": sheet.member.seat_name, "proposal": sheet.proposal.ref, "seal": sheet.seal,
            "reason_sha256": sha256_hex(reason),
        },
    )  # fmt: skip
    return sheet
