"""The regional HQ's look at a proposal before evaluation (사전검토, RULES.md §3.1)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record, record_many
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from projects import access
from projects.messages import screening as messages
from projects.models import Proposal, Screening
from projects.models.screening import ScreeningDecision
from projects.sections import CORRECTABLE
from projects.states import ProposalStatus

BECOMES = {
    ScreeningDecision.ELIGIBLE: ProposalStatus.ELIGIBLE,
    ScreeningDecision.RETURNED: ProposalStatus.RETURNED,
    ScreeningDecision.INELIGIBLE: ProposalStatus.INELIGIBLE,
}
VERBS = {
    ScreeningDecision.ELIGIBLE: "found-eligible",
    ScreeningDecision.RETURNED: "returned",
    ScreeningDecision.INELIGIBLE: "found-ineligible",
}
AT_ONCE = 500  # proposals in one bulk screening


@transaction.atomic
def screen_proposal(
    proposal: Proposal,
    *,
    decision: ScreeningDecision,
    by: User,
    reason: str = "",
    scope: Sequence[str] = (),
    due_at: dt.datetime | None = None,
    at: dt.datetime | None = None,
) -> Screening:
    """Say that a proposal is eligible, must be corrected, or is not eligible.

    Only after its call has closed: until then its firm may still withdraw it. A return names the sections
    (`projects.sections.CORRECTABLE`) that may be corrected and until when; a return and a refusal give the reason.
    The firm and its partners are told.

    Raises InvalidInput naming `reason`, `scope` or `due_at`; DomainError "call-open" or "illegal-move".
    """
    at = at or timezone.now()
    decision = ScreeningDecision(decision)
    proposal = Proposal.objects.select_for_update(no_key=True, of=("self",)).select_related("call").get(pk=proposal.pk)
    require(access.may_screen(by, proposal))
    _check(decision, reason, scope, due_at, at)
    _require_closed(proposal, at)
    returned = decision is ScreeningDecision.RETURNED
    proposal.become(BECOMES[decision])
    proposal.correction_scope = [code for code in CORRECTABLE if code in scope] if returned else []
    proposal.correction_due_at = due_at if returned else None
    proposal.save(update_fields=["status", "correction_scope", "correction_due_at", "updated_at"])
    screening = Screening.objects.create(
        proposal=proposal, decision=decision, reason=reason.strip(), by=by, at=at,
        scope=proposal.correction_scope, due_at=proposal.correction_due_at,
    )  # fmt: skip
    data: dict[str, Any] = {"reason": screening.reason} if screening.reason else {}
    if returned:
        data |= {"scope": screening.scope, "due_at": screening.due_at}
    event = record(stream=proposal.stream, verb=VERBS[decision], by=by, at=at, data=data)
    messages.proposal_screened(event, proposal, screening)
    return screening


@transaction.atomic
def find_eligible(proposals: Iterable[Proposal], *, by: User, at: dt.datetime | None = None) -> list[Proposal]:
    """Find many proposals eligible in one go; as `screen_proposal`, in a few statements whatever their number.

    All or none: a proposal that somebody else has screened meanwhile stops the whole act, so that what was
    previewed is what happens.

    Raises InvalidInput for none or more than 500; DomainError "call-open" or "illegal-move".
    """
    at = at or timezone.now()
    ids = sorted({proposal.pk for proposal in proposals})
    if not 1 <= len(ids) <= AT_ONCE:
        raise InvalidInput({"proposal": _("Choose between 1 and %(most)d proposals.") % {"most": AT_ONCE}})
    locked = list(
        Proposal.objects.select_for_update(no_key=True, of=("self",)).select_related("call").filter(pk__in=ids).order_by("pk")
    )
    for proposal in locked:
        require(access.may_screen(by, proposal))
        _require_closed(proposal, at)
        proposal.become(ProposalStatus.ELIGIBLE)
        proposal.correction_scope, proposal.correction_due_at = [], None
    Proposal.objects.bulk_update(locked, ["status", "correction_scope", "correction_due_at"])
    Screening.objects.bulk_create(
        Screening(proposal=proposal, decision=ScreeningDecision.ELIGIBLE, by=by, at=at) for proposal in locked
    )
    rows = [{"stream": proposal.stream, "data": {"together_with": len(locked) - 1}} for proposal in locked]
    events = record_many(rows, verb=VERBS[ScreeningDecision.ELIGIBLE], by=by, at=at)
    messages.proposals_found_eligible(events, locked)
    return locked


def _check(decision: ScreeningDecision, reason: str, scope: Sequence[str], due_at: dt.datetime | None, at: dt.datetime) -> None:
    errors: dict[str, Any] = {}
    if decision is not ScreeningDecision.ELIGIBLE and not reason.strip():
        errors["reason"] = _("Please give the reason.")
    if decision is ScreeningDecision.RETURNED:
        if not scope or not set(scope) <= set(CORRECTABLE):
            errors["scope"] = _("Choose the sections that may be corrected.")
        if due_at is None or due_at <= at:
            errors["due_at"] = _("Set a deadline in the future.")
    if errors:
        raise InvalidInput(errors)


def _require_closed(proposal: Proposal, at: dt.datetime) -> None:
    if proposal.call.is_open(at):
        raise DomainError(
            _("%(ref)s can be screened after its call has closed: until then the firm may still withdraw it.")
            % {"ref": proposal.ref},
            code="call-open",
        )
