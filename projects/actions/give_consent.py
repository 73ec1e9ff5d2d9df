import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, StaleVersion, require
from projects import access, terms
from projects.dossier import terms_of_partner
from projects.messages import proposals as messages
from projects.models import Partner, Proposal
from projects.queries.proposals import rows_of
from projects.states import PartnerStatus


@transaction.atomic
def give_consent(
    partner: Partner, *, by: User, digest: str, declarations: Collection[str], at: dt.datetime | None = None
) -> Partner:
    """Say yes for an organisation, to exactly the terms whose digest its owner saw.

    The proposal is held meanwhile, so that no change of the terms slips in between. A second click changes nothing.
    The lead is told.

    Raises:
        NotAllowed: unless `by` owns the organisation's account.
        DomainError: code "not-writable", "not-a-partner", or "lead-consents-by-submitting".
        StaleVersion: the terms are no longer those that were shown.
        InvalidInput: beside each declaration that was not accepted.
    """
    at = at or timezone.now()
    proposal = Proposal.objects.lock(partner.proposal_id)
    partner = Partner.objects.standing(partner.pk, proposal)
    require(access.may_consent(by, partner))
    if partner.is_lead:
        raise DomainError(_("The lead consents by handing in."), code="lead-consents-by-submitting")
    current = terms.digest_of(terms_of_partner(proposal, partner, rows_of(partner)))
    if digest != current:
        raise StaleVersion(
            current=current,
            version=partner.version,
            message=_("The terms have changed since you opened this page. Please read them again."),
        )
    if partner.status == PartnerStatus.CONSENTED and partner.consent_digest == current:
        return partner
    proposal.require_writable(None, at)
    if missing := [code for code in terms.DECLARATIONS if code not in declarations]:
        raise InvalidInput(dict.fromkeys(missing, _("Please confirm this to consent.")))
    partner.become(PartnerStatus.CONSENTED)
    partner.consent_digest, partner.consented_at, partner.consented_by = current, at, by
    partner.save(update_fields=["status", "consent_digest", "consented_at", "consented_by"])
    event = record(
        stream=proposal.stream, verb="consented", by=by, at=at,
        data={"partner": partner.pk, "name": str(partner), "digest": current, "declarations": sorted(terms.DECLARATIONS)},
    )  # fmt: skip
    messages.partner_consented(partner, event)
    return partner
