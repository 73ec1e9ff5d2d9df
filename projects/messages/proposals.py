"""Who hears about a proposal being written, consented to and handed in. Little is in the mail; the rest after signing in."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse

from accounts.models import COMPANY_ROLES, Grant, Organisation, Role, User
from audit.models import Event
from notifications.outbox import queue_each, queue_message, queue_messages
from projects.dossier import Dossier
from projects.errors import seoul
from projects.models import Partner, Proposal, Recusal, Submission
from projects.states import PartnerStatus
from projects.terms import Change


def partner_invited(partner: Partner, by: User, event: Event, owners: Sequence[User]) -> None:
    """The owners of an organisation that is here; else the address, with its link."""
    context = _about(partner.proposal) | {"partner": partner, "inviter": str(by)}
    if partner.organisation and owners:
        context["link"] = _consent_page(partner)
        queue_messages("projects/partner-invited", owners, about=event, context=context)
    elif partner.invited_email:
        context["link"] = reverse("projects:invitation", args=[partner.token])
        known = User.objects.filter(email=partner.invited_email, is_active=True).first()
        queue_message("projects/partner-invited", to=known or partner.invited_email, about=event, context=context)


def consent_voided(partner: Partner, changes: Iterable[Change], event: Event) -> None:
    context = _about(partner.proposal) | {"partner": partner, "changes": list(changes), "link": _consent_page(partner)}
    queue_messages("projects/consent-void", owners_of(partner.organisation), about=event, context=context)


def partner_consented(partner: Partner, event: Event) -> None:
    _tell_lead("projects/partner-consented-note", partner, event)


def partner_declined(partner: Partner, event: Event) -> None:
    _tell_lead("projects/partner-declined", partner, event)


def partner_removed(partner: Partner, event: Event) -> None:
    """It may no longer open the proposal, so the mail leads to the call."""
    link = reverse("projects:call-detail", args=[partner.proposal.call.ref])
    context = _about(partner.proposal) | {"partner": partner, "link": link}
    queue_messages("projects/partner-removed", owners_of(partner.organisation), about=event, context=context)


def proposal_submitted(dossier: Dossier, submission: Submission, event: Event) -> None:
    """Everybody of the partners and the HQ desk, with the receipt. Two statements."""
    organisations = [partner.organisation_id for partner in dossier.partners if partner.organisation_id]
    context = _about(dossier.proposal) | {"submission": submission, "submitted_at": seoul(submission.submitted_at)}
    letters = [(person, context | {"is_desk": is_desk}) for person, is_desk in _people_and_desk(organisations, dossier.proposal)]
    queue_each("projects/proposal-submitted", letters, about=event, attachments=[f"submission-receipt:{submission.pk}"])


def proposal_withdrawn(proposal: Proposal, submission: Submission, event: Event, *, at: dt.datetime) -> None:
    """Everybody who was told that it had been handed in."""
    organisations = list(
        Partner.objects.filter(proposal=proposal, organisation__isnull=False)
        .exclude(status=PartnerStatus.REMOVED)
        .values_list("organisation_id", flat=True)
    )
    context = _about(proposal) | {"submission": submission, "withdrawn_at": seoul(at)}
    # The HQ may not open a draft.
    desk_context = context | {"is_desk": True, "link": reverse("projects:proposal-list")}
    letters = [(person, desk_context if is_desk else context) for person, is_desk in _people_and_desk(organisations, proposal)]
    queue_each("projects/proposal-withdrawn", letters, about=event)


def owners_of(organisation: Organisation | None) -> list[User]:
    """Who signs for an organisation."""
    if organisation is None:
        return []
    return _people(Q(role=Role.COMPANY_OWNER, organisation=organisation))


def _tell_lead(kind: str, partner: Partner, event: Event) -> None:
    proposal = partner.proposal
    context = _about(proposal) | {"partner": partner, "link": reverse("projects:proposal-step", args=[proposal.ref, "partners"])}
    queue_messages(kind, _people(Q(role__in=COMPANY_ROLES, organisation=proposal.lead_id)), about=event, context=context)


def _people(which: Q) -> list[User]:
    grants = Grant.objects.filter(which, ended_at__isnull=True, user__is_active=True).select_related("user").order_by("user_id")
    return list({grant.user_id: grant.user for grant in grants}.values())


def _people_and_desk(organisations: list[int], proposal: Proposal) -> list[tuple[User, bool]]:
    """(person, whether of the HQ desk and not of a partner); nobody who keeps away from it. One statement."""
    company = Q(role__in=COMPANY_ROLES, organisation__in=organisations)
    kept_away = Recusal.objects.standing().filter(Q(organisation__in=organisations) | Q(proposal=proposal))
    desk = Q(role=Role.HQ_OPERATOR, region=proposal.region_id) & ~Q(user__in=kept_away.values("user"))
    grants = list(Grant.objects.filter(company | desk, ended_at__isnull=True, user__is_active=True).select_related("user"))
    ordered = sorted(grants, key=lambda grant: grant.role != Role.HQ_OPERATOR)  # whoever is both is a partner's person
    return list({grant.user_id: (grant.user, grant.role == Role.HQ_OPERATOR) for grant in ordered}.values())


def _consent_page(partner: Partner) -> str:
    return reverse("projects:partner-consent", args=[partner.proposal.ref, partner.pk])


def _about(proposal: Proposal) -> dict[str, Any]:
    return {"proposal": proposal, "call": proposal.call, "link": reverse("projects:proposal-detail", args=[proposal.ref])}
