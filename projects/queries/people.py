"""Who stands behind proposals: the people to tell, the people an office may ask for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from accounts.models import COMPANY_ROLES, Grant, Role, User
from projects.models import Partner, Proposal
from projects.states import PartnerStatus


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
