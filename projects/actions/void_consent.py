import datetime as dt

from accounts.models import User
from audit.record import record
from projects import terms
from projects.messages import proposals as messages
from projects.models import Partner
from projects.states import PartnerStatus


def void_consent(partner: Partner, *, before: terms.Terms, after: terms.Terms, by: User, at: dt.datetime) -> bool:
    """After a change, in its transaction: a consent to other terms than these is no consent any more.

    The partner is asked again and told what changed. The lead is not told: its consent is given by handing in.
    Returns whether a consent was voided.
    """
    if partner.status != PartnerStatus.CONSENTED or partner.consent_digest == terms.digest_of(after):
        return False
    partner.become(PartnerStatus.INVITED)
    partner.consent_digest = ""
    partner.save(update_fields=["status", "consent_digest"])
    if not partner.is_lead:
        event = record(
            stream=partner.proposal.stream, verb="consent-voided", by=by, at=at,
            data={"partner": partner.pk, "name": str(partner), "before": before, "after": after},
        )  # fmt: skip
        messages.consent_voided(partner, terms.changes(before, after), event)
    return True
