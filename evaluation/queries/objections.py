"""Applicants' objections to evaluators, as each side reads them."""

from typing import Any

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Lower, Replace

from accounts.models import Organisation
from consultants.models import Expert
from evaluation.models import Objection, Round
from evaluation.states import RoundStatus
from projects.models import Partner, Proposal
from projects.states import PartnerStatus


def objections_in(round: Round, reader: Any) -> QuerySet[Objection]:
    """Over the round's proposals, those that wait first."""
    found = Objection.objects.visible_to(reader).filter(proposal__rounds__round=round).exclude(status="withdrawn")
    return found.select_related("proposal__lead", "expert__user", "expert__organisation", "decided_by").order_by(
        "decided_at", "pk"
    )


def objections_of(proposal: Proposal, reader: Any) -> QuerySet[Objection]:
    return Objection.objects.visible_to(reader).filter(proposal=proposal).order_by("pk")


def open_round(proposal: Proposal) -> Round | None:
    """The round the proposal is in and that is not released, if any."""
    return Round.objects.filter(entries__proposal=proposal).exclude(status=RoundStatus.RELEASED).joined().first()


def meant_by(objection: Objection) -> list[Expert]:
    """People of the pool with that name, those of that organisation first. One statement."""
    plain = objection.name.replace(" ", "").casefold()
    rows = Expert.objects.filter(is_active=True).select_related("user", "organisation", "region")
    named = rows.annotate(plain_name=Lower(Replace("user__name", Value(" "), Value("")))).filter(plain_name=plain)
    words = objection.organisation_name.casefold()
    return sorted(named, key=lambda expert: (not words or words not in expert.affiliation.casefold(), expert.pk))


def organisations_of(proposal: Proposal) -> list[Organisation]:
    """The lead and those that take part, the lead first. One statement."""
    partners = Partner.objects.filter(proposal=proposal, status=PartnerStatus.CONSENTED, organisation__isnull=False)
    found = Organisation.objects.filter(Q(pk=proposal.lead_id) | Q(pk__in=partners.values("organisation")))
    return sorted(found, key=lambda one: (one.pk != proposal.lead_id, one.name))
