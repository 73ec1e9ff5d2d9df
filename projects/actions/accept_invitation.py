import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from projects import access
from projects.models import Partner, Proposal
from projects.states import PartnerStatus


@transaction.atomic
def accept_invitation(partner: Partner, *, by: User, organisation: Organisation, at: dt.datetime | None = None) -> Partner:
    """An organisation invited by e-mail takes its place; consenting comes after, on its own page.

    Whoever holds the link chooses for which of the organisations they own; a number named in the invitation binds.
    Taking the place twice is harmless.

    Raises:
        NotAllowed: unless `by` owns the organisation.
        InvalidInput: beside "organisation": another number was invited, or it has a place already.
        DomainError: code "not-writable", "not-a-partner", or "taken".
    """
    at = at or timezone.now()
    proposal = Proposal.objects.lock(partner.proposal_id)
    partner = Partner.objects.standing(partner.pk, proposal)
    if partner.organisation_id not in (None, organisation.pk):
        raise DomainError(_("This place has been taken by another organisation."), code="taken")
    already_there = partner.organisation_id == organisation.pk
    partner.organisation = organisation
    require(access.may_consent(by, partner))
    if already_there:
        return partner
    proposal.require_writable(None, at)
    if partner.invited_brn and partner.invited_brn != organisation.brn:
        raise InvalidInput({"organisation": _("The invitation is for another business number.")})
    others = Partner.objects.filter(proposal=proposal, organisation=organisation).exclude(status=PartnerStatus.REMOVED)
    if others.exists():
        raise InvalidInput({"organisation": _("This organisation is already a partner.")})
    partner.version += 1
    partner.save(update_fields=["organisation", "version"])
    record(stream=proposal.stream, verb="partner-joined", by=by, at=at, data={"partner": partner.pk, "name": str(partner)})
    return partner
