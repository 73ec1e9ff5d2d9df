import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, require
from projects import access
from projects.errors import CallClosed
from projects.messages import proposals as messages
from projects.models import Proposal, Submission
from projects.states import ProposalStatus


@transaction.atomic
def withdraw_proposal(proposal: Proposal, *, by: User, at: dt.datetime | None = None) -> Proposal:
    """Take a submission back while the call is open: the proposal is a draft again, and may be handed in anew.

    The submission is kept, marked as withdrawn; consents stay as long as their terms do. A second click changes nothing.
    Partners and the HQ are told.

    Raises:
        NotAllowed: unless `by` owns the lead's account.
        CallClosed: after the closing time.
        DomainError: code "already-screened".
    """
    at = at or timezone.now()
    proposal = Proposal.objects.lock(proposal.pk)
    require(access.may_withdraw(by, proposal))
    if proposal.status == ProposalStatus.DRAFT:
        return proposal
    if proposal.status != ProposalStatus.SUBMITTED:
        raise DomainError(_("The proposal has been screened already; ask the regional headquarters."), code="already-screened")
    call = proposal.call
    if not call.is_open(at):
        raise CallClosed(at=at, opens_at=call.opens_at, closes_at=call.closes_at)
    submission = Submission.objects.get(proposal=proposal, withdrawn_at__isnull=True)
    submission.withdrawn_at, submission.withdrawn_by = at, by
    submission.save(update_fields=["withdrawn_at", "withdrawn_by"])
    proposal.become(ProposalStatus.DRAFT)
    proposal.submitted_at = None
    proposal.version += 1
    proposal.save(update_fields=["status", "submitted_at", "version", "updated_at"])
    event = record(
        stream=proposal.stream, verb="withdrawn", by=by, at=at, data={"number": submission.number, "seq": submission.seq}
    )
    messages.proposal_withdrawn(proposal, submission, event, at=at)
    return proposal
