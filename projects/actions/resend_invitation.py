import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, require
from projects import access
from projects.messages import proposals as messages
from projects.models import Partner, Proposal
from projects.states import PartnerStatus

BETWEEN_TWO = dt.timedelta(minutes=10)


@transaction.atomic
def resend_invitation(partner: Partner, *, by: User, at: dt.datetime | None = None) -> Partner:
    """Ask once more: whoever has not answered, or has declined.

    Raises:
        NotAllowed, DomainError: code "not-writable", "already-consented" or "too-soon" (10 minutes after the last).
    """
    at = at or timezone.now()
    proposal = Proposal.objects.lock(partner.proposal_id)
    partner = Partner.objects.standing(partner.pk, proposal)
    require(access.may_edit(by, proposal))
    proposal.require_writable("partners", at)
    if partner.is_lead or partner.status == PartnerStatus.CONSENTED:
        raise DomainError(_("This partner has consented already."), code="already-consented")
    if at - partner.invited_at < BETWEEN_TWO:
        raise DomainError(
            _("The invitation went out just now. Please wait ten minutes before sending it again."), code="too-soon"
        )
    if partner.status == PartnerStatus.DECLINED:
        partner.become(PartnerStatus.INVITED)
        partner.decline_reason = ""
    partner.invited_at = at
    partner.save(update_fields=["status", "decline_reason", "invited_at"])
    event = record(
        stream=proposal.stream, verb="partner-asked-again", by=by, at=at, data={"partner": partner.pk, "name": str(partner)}
    )
    owners = messages.owners_of(partner.organisation) if partner.organisation else []
    messages.partner_invited(partner, by, event, owners)
    return partner
