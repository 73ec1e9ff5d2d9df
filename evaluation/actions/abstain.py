import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import InvalidInput
from evaluation.actions.refilling import leave_duties
from evaluation.actions.scoring_rights import require_taken
from evaluation.messages import scoring as messages
from evaluation.models import PanelMember, Round, RoundProposal, Sheet
from evaluation.states import SheetStatus


@transaction.atomic
def abstain(sheet: Sheet, *, by: User, reason: str, at: dt.datetime | None = None) -> Sheet:
    """Give up one sheet with a reason: a tie found late, or a matter one cannot judge. It counts nothing, not zero.

    The proposal can no longer be read through it. HQ is told. Abstaining again changes nothing.

    Raises:
        InvalidInput: without a reason.
        DomainError: code "not-scoring", "sheet-sealed", "sheet-void".
    """
    at = at or timezone.now()
    if not reason.strip():
        raise InvalidInput({"reason": _("Please give the reason.")})
    round = Round.objects.locked(sheet.round)
    sheet = Sheet.objects.locked(sheet)
    sheet.round = round
    if sheet.status == SheetStatus.ABSTAINED and sheet.member.expert.user_id == by.pk:
        return sheet
    require_taken(sheet, by, at)
    sheet.become(SheetStatus.ABSTAINED)
    sheet.abstain_reason = reason.strip()
    sheet.save(update_fields=["status", "abstain_reason"])
    Round.objects.filter(pk=round.pk).update(sheet_count=F("sheet_count") - 1)
    PanelMember.objects.filter(pk=sheet.member_id).update(sheet_count=F("sheet_count") - 1)
    RoundProposal.objects.filter(round=round, proposal=sheet.proposal_id).update(sheet_count=F("sheet_count") - 1)
    event = record(
        stream=round.stream, verb="abstained", by=by, at=at,
        data={"seat": sheet.member.seat_name, "proposal": sheet.proposal.ref, "reason": sheet.abstain_reason},
    )  # fmt: skip
    messages.evaluator_abstained(event, round, sheet)
    leave_duties(round, sheet.member, by=by, at=at, proposals=[sheet.proposal_id])
    return sheet
