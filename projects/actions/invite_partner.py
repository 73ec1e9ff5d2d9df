import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import business_number
from accounts.models import Organisation, User
from audit.record import record
from cluster_portal.shared.errors import InvalidInput, require
from projects import access
from projects.messages import proposals as messages
from projects.models import Partner, Proposal
from projects.states import PartnerRole, PartnerStatus

MOST_PARTNERS = 20  # a consortium, not a mailing list


@transaction.atomic
def invite_partner(
    proposal: Proposal, *, by: User, brn: str = "", email: str = "", role: str = PartnerRole.PARTICIPANT, task: str = "",
    at: dt.datetime | None = None,
) -> Partner:  # fmt: skip
    """Give an organisation a place in the proposal and ask it to consent.

    A business number that is registered here: its owners are told. One that is not, or an e-mail address alone: the
    address gets a link by which the organisation registers and takes its place.

    Raises:
        NotAllowed, DomainError: code "not-writable".
        InvalidInput: beside "brn", "email" or "role": a wrong number, nobody to write to, a second place.
    """
    at = at or timezone.now()
    proposal = Proposal.objects.lock(proposal.pk)
    require(access.may_edit(by, proposal))
    proposal.require_writable("partners", at)
    if role not in (PartnerRole.PARTICIPANT, PartnerRole.DEMAND):
        raise InvalidInput({"role": _("A partner takes part or is a demand company.")})
    brn, email = _number(brn), _address(email)
    if not brn and not email:
        raise InvalidInput({"brn": _("Give a business number or an e-mail address.")})
    _refuse_second_place(proposal, brn, email)
    organisation = Organisation.objects.filter(brn=brn).first() if brn else None
    if brn and organisation is None and not email:
        raise InvalidInput({"email": _("This organisation is not registered here yet. Add an e-mail address to invite it.")})
    partner = Partner(
        proposal=proposal, organisation=organisation, role=role, task=task.strip(),
        invited_brn=brn, invited_email=email, invited_at=at,
    )  # fmt: skip
    owners = messages.owners_of(organisation) if organisation else []
    if organisation and not owners and not email:
        raise InvalidInput({"email": _("Nobody signs for this organisation here yet. Add an e-mail address to invite it.")})
    partner.save()
    event = record(
        stream=proposal.stream,
        verb="partner-invited",
        by=by,
        at=at,
        data={"partner": partner.pk, "name": str(partner), "role": role},
    )
    messages.partner_invited(partner, by, event, owners)
    return partner


def _number(brn: str) -> str:
    if not brn.strip():
        return ""
    number = business_number.digits(brn)
    try:
        business_number.validate(number)
    except ValidationError as wrong:
        raise InvalidInput({"brn": wrong.messages[0]}) from wrong
    return number


def _address(email: str) -> str:
    email = email.strip().lower()
    try:
        if email:
            validate_email(email)
    except ValidationError as wrong:
        raise InvalidInput({"email": wrong.messages[0]}) from wrong
    return email


def _refuse_second_place(proposal: Proposal, brn: str, email: str) -> None:
    standing = list(
        Partner.objects.filter(proposal=proposal).exclude(status=PartnerStatus.REMOVED).select_related("organisation")
    )
    if len(standing) >= MOST_PARTNERS:
        raise InvalidInput({"brn": _("A proposal has at most %(most)s organisations.") % {"most": MOST_PARTNERS}})
    for partner in standing:
        numbers = {partner.invited_brn, partner.organisation.brn if partner.organisation else ""}
        if brn and brn in numbers:
            if partner.is_lead:
                raise InvalidInput({"brn": _("This is the lead itself.")})
            if partner.status == PartnerStatus.DECLINED:
                raise InvalidInput({"brn": _("This organisation declined. Ask it again from the list of partners.")})
            raise InvalidInput({"brn": _("This organisation is already a partner.")})
        if email and not brn and partner.organisation is None and email == partner.invited_email:
            raise InvalidInput(
                {"email": _("This address has already been invited. Send the invitation again from the list of partners.")}
            )
