"""Invite an organisation that took part in the earlier proposal a draft was begun from."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cluster_portal.shared.errors import DomainError, require
from projects import access
from projects.actions.invite_partner import invite_partner
from projects.actions.take_over import money
from projects.models import Partner, Proposal, TakeOver
from projects.queries.proposals import dossier


@transaction.atomic
def invite_earlier_partner(proposal: Proposal, *, earlier: Partner, by: User, at: dt.datetime | None = None) -> Partner:
    """As `invite_partner`, with the role, the work and (as far as they fit) the amounts it had in the earlier proposal.

    Now, and not before, the organisation is told; it consents anew to its part as it stands here.

    Raises: as `invite_partner`; DomainError "not-from-earlier", when the draft was not begun from that proposal.
    """
    at = at or timezone.now()
    proposal = Proposal.objects.lock(proposal.pk)
    require(access.may_edit(by, proposal))
    if not TakeOver.objects.filter(proposal=proposal, source=earlier.proposal_id).exists():
        raise DomainError(
            _("This organisation did not take part in the proposal this one was begun from."), code="not-from-earlier"
        )
    brn = earlier.organisation.brn if earlier.organisation else earlier.invited_brn
    partner = invite_partner(proposal, brn=brn, email=earlier.invited_email, role=earlier.role, task=earlier.task, by=by, at=at)
    money(dossier(earlier.proposal), earlier, partner, by, at)
    return partner
