"""Who hears how the screening ended: the lead's people, and the owners of its partners."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse

from accounts.models import COMPANY_ROLES, Grant, Role, User
from audit.models import Event
from notifications.outbox import queue_many_events, queue_messages
from projects.messages.calls import shown
from projects.models import Partner, Proposal, Screening
from projects.models.screening import ScreeningDecision
from projects.sections import step
from projects.states import PartnerStatus

KINDS = {
    ScreeningDecision.ELIGIBLE: "projects/proposal-eligible",
    ScreeningDecision.RETURNED: "projects/proposal-returned",
    ScreeningDecision.INELIGIBLE: "projects/proposal-ineligible",
}


def proposal_screened(event: Event, proposal: Proposal, screening: Screening) -> None:
    context = _about(proposal) | {"reason": screening.reason}
    if screening.due_at:
        context |= {"due_at": shown(screening.due_at), "sections": [step(code).label for code in screening.scope]}
    people = people_of([proposal])[proposal.pk]
    queue_messages(KINDS[ScreeningDecision(screening.decision)], people, about=event, context=context)


def proposals_found_eligible(events: Sequence[Event], proposals: Sequence[Proposal]) -> None:
    people = people_of(proposals)
    event_of = {event.stream: event for event in events}
    queue_many_events(
        KINDS[ScreeningDecision.ELIGIBLE],
        [(person, event_of[p.stream], _about(p)) for p in proposals for person in people[p.pk]],
    )


def people_of(proposals: Iterable[Proposal]) -> Mapping[int, list[User]]:
    """By proposal: everybody of the lead, and the owner of each partner's account. Two statements for any number."""
    proposals = list(proposals)
    partners = Partner.objects.filter(
        proposal__in=proposals, organisation__isnull=False, status__in=[PartnerStatus.INVITED, PartnerStatus.CONSENTED]
    ).values_list("proposal_id", "organisation_id")
    members = list(partners)
    organisations = {proposal.lead_id for proposal in proposals} | {organisation for _proposal, organisation in members}
    owners, everybody = defaultdict(list), defaultdict(list)
    grants = Grant.objects.filter(
        organisation__in=organisations, role__in=COMPANY_ROLES, ended_at__isnull=True, user__is_active=True
    ).select_related("user")
    for grant in grants:
        everybody[grant.organisation_id].append(grant.user)
        if grant.role == Role.COMPANY_OWNER:
            owners[grant.organisation_id].append(grant.user)
    found: dict[int, dict[int, User]] = {p.pk: {user.pk: user for user in everybody[p.lead_id]} for p in proposals}
    for proposal_id, organisation_id in members:
        found[proposal_id] |= {user.pk: user for user in owners[organisation_id]}
    return {pk: list(users.values()) for pk, users in found.items()}


def _about(proposal: Proposal) -> dict[str, Any]:
    return {"proposal": proposal, "link": reverse("projects:proposal-detail", args=[proposal.ref])}
