import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, require
from projects import access
from projects.messages import proposals as messages
from projects.models import BudgetLine, Partner, Proposal, ProposalFile
from projects.states import PartnerStatus


@transaction.atomic
def remove_partner(partner: Partner, *, by: User, at: dt.datetime | None = None) -> Partner:
    """Take an organisation out of the proposal, with its money and its files. It is told, if it had not declined.

    A second click finds it removed and changes nothing.

    Raises:
        NotAllowed, DomainError: code "not-writable", or "lead-stays".
    """
    at = at or timezone.now()
    proposal = Proposal.objects.lock(partner.proposal_id)
    partner = Partner.objects.select_related("organisation").get(pk=partner.pk)
    partner.proposal = proposal
    require(access.may_edit(by, proposal))
    if partner.is_lead:
        raise DomainError(_("The lead stays with its proposal."), code="lead-stays")
    if partner.status == PartnerStatus.REMOVED:
        return partner
    proposal.require_writable("partners", at)
    was_asked = partner.organisation is not None and partner.status != PartnerStatus.DECLINED
    partner.become(PartnerStatus.REMOVED)
    partner.save(update_fields=["status"])
    BudgetLine.objects.filter(partner=partner).delete()
    ProposalFile.objects.filter(partner=partner, removed_at__isnull=True).update(removed_at=at)
    event = record(
        stream=proposal.stream, verb="partner-removed", by=by, at=at, data={"partner": partner.pk, "name": str(partner)}
    )
    if was_asked:
        messages.partner_removed(partner, event)
    return partner
