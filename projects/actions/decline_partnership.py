import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from projects import access
from projects.messages import proposals as messages
from projects.models import Partner, Proposal
from projects.states import PartnerStatus


@transaction.atomic
def decline_partnership(partner: Partner, *, by: User, reason: str, at: dt.datetime | None = None) -> Partner:
    """Say no for an organisation, or take a yes back before the proposal is handed in. The lead is told why.

    Raises:
        NotAllowed: unless `by` owns the organisation's account.
        DomainError: code "not-writable" or "not-a-partner"; "lead-cannot-decline".
        InvalidInput: beside "reason".
    """
    at = at or timezone.now()
    reason = " ".join(reason.split())
    proposal = Proposal.objects.lock(partner.proposal_id)
    partner = Partner.objects.standing(partner.pk, proposal)
    require(access.may_consent(by, partner))
    if partner.is_lead:
        raise DomainError(_("The lead cannot decline its own proposal."), code="lead-cannot-decline")
    if partner.status == PartnerStatus.DECLINED:
        return partner
    proposal.require_writable(None, at)
    longest = Partner._meta.get_field("decline_reason").max_length
    if not reason or len(reason) > (longest or 0):
        raise InvalidInput({"reason": _("Please give the reason, in at most %(max)s characters.") % {"max": longest}})
    partner.become(PartnerStatus.DECLINED)
    partner.consent_digest, partner.decline_reason = "", reason
    partner.save(update_fields=["status", "consent_digest", "decline_reason"])
    event = record(
        stream=proposal.stream,
        verb="declined",
        by=by,
        at=at,
        data={"partner": partner.pk, "name": str(partner), "reason": reason},
    )
    messages.partner_declined(partner, event)
    return partner
