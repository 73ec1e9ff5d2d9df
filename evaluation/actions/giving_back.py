"""The common ground of reopening: a signed or given-up sheet is a draft again. What was signed stays as it was."""

import datetime as dt

from django.db.models import F

from accounts.models import User
from evaluation.actions.chaining import append_to_chain
from evaluation.models import PanelMember, Reopening, Round, RoundProposal, Sheet
from evaluation.seal_chain import REOPENED
from evaluation.states import SheetStatus


def give_back(round: Round, sheet: Sheet, *, by: User, reason: str, at: dt.datetime) -> SheetStatus:
    """Round and sheet are locked, rights and phase were asked. Returns what the sheet was."""
    was = SheetStatus(sheet.status)
    if was == SheetStatus.SEALED:
        seal = sheet.seals.get(seal=sheet.seal)
        Reopening.objects.create(seal=seal, by=by, reason=reason, at=at)
        code = RoundProposal.objects.get(round=round, proposal=sheet.proposal_id).code
        append_to_chain(round, REOPENED, [(seal, code)], at=at)
    sheet.become(SheetStatus.DRAFT)
    sheet.version += 1
    sheet.sealed_at, sheet.abstain_reason = None, ""
    sheet.save(update_fields=["status", "version", "sealed_at", "abstain_reason"])
    field, by_how_much = ("sealed_count", -1) if was == SheetStatus.SEALED else ("sheet_count", 1)
    change = {field: F(field) + by_how_much}
    Round.objects.filter(pk=round.pk).update(**change)
    PanelMember.objects.filter(pk=sheet.member_id).update(**change)
    RoundProposal.objects.filter(round=round, proposal=sheet.proposal_id).update(**change)
    return was
