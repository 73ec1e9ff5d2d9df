import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from evaluation import access
from evaluation.actions.giving_back import give_back
from evaluation.messages import scoring as messages
from evaluation.models import Round, Sheet
from evaluation.queries.rounds import short_of_sheets
from evaluation.states import MemberStatus


@transaction.atomic
def reopen_sheet(sheet: Sheet, *, by: User, reason: str, at: dt.datetime | None = None) -> Sheet:
    """Give a sealed or abstained sheet back to its evaluator, with a reason, while scoring is open.

    The sealed version stays as it was signed, in the chain of seals too; the next seal will name it. The evaluator is told.
    HQ sees no score by doing so. Once the panel discusses its sheets, only their evaluators can (`reopen_own_sheet`).

    Raises:
        InvalidInput: without a reason.
        DomainError: code "not-scoring", "not-on-panel" when its evaluator has left, "counted-before" for what counted
            before the panel was reconvened, or "illegal-move" for a sheet that is neither.
    """
    at = at or timezone.now()
    if not reason.strip():
        raise InvalidInput({"reason": _("Please give the reason.")})
    round = Round.objects.locked(sheet.round)
    require(access.may_run_round(by, round))
    sheet = Sheet.objects.locked(sheet)
    if not round.is_scoring(at):
        raise DomainError(_("Sheets can be reopened only while scoring is open."), code="not-scoring")
    if sheet.member.status != MemberStatus.ACCEPTED:
        raise DomainError(_("This person is no longer on the panel."), code="not-on-panel")
    if round.is_reconvened and _has_counted(round, sheet):
        raise DomainError(
            _("Scoring is open again only for proposals that lack sheets. This sheet stays as it is."), code="counted-before"
        )
    was = give_back(round, sheet, by=by, reason=reason.strip(), at=at)
    event = record(
        stream=round.stream, verb="reopened", by=by, at=at,
        data={
            "seat": sheet.member.seat_name, "proposal": sheet.proposal.ref, "was": was, "seal": sheet.seal, "reason": reason.strip(),
        },
    )  # fmt: skip
    messages.sheet_reopened(event, round, sheet, reason.strip())
    return sheet


def _has_counted(round: Round, sheet: Sheet) -> bool:
    """Sealed before the latest close; or given up then, on a proposal that lacks nothing."""
    if sheet.sealed_at is not None:
        return round.closed_at is not None and sheet.sealed_at < round.closed_at
    return not short_of_sheets(round).filter(proposal=sheet.proposal_id).exists()
