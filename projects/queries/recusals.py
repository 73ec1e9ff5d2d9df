"""Who of the offices keeps away from what."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.models import COMPANY_ROLES, Grant, Organisation, User
from consultants.models import Expert, FormerEmployment, JointWork, Kin, WorkKind
from projects.access import OFFICES, STANDING_PARTNERS
from projects.models import Partner, Proposal, Recusal, RecusalGround
from projects.states import ProposalStatus

LOOKS_BACK = dt.timedelta(days=3 * 365)


def proposals_behind(recusal: Recusal) -> list[Proposal]:
    """What was handed in and is hidden by it. One statement."""
    handed_in = Proposal.objects.exclude(status=ProposalStatus.DRAFT).select_related("call")
    if recusal.proposal_id:
        return list(handed_in.filter(pk=recusal.proposal_id))
    return list(handed_in.filter(of_organisations([recusal.organisation_id])).order_by("pk"))


def of_organisations(organisations: Iterable[int | None]) -> Q:
    """For Proposal querysets: led by one of them, or with one of them taking part."""
    organisations = list(organisations)
    takes_part = Partner.objects.filter(organisation__in=organisations, status__in=STANDING_PARTNERS)
    return Q(lead__in=organisations) | Q(pk__in=takes_part.values("proposal"))


def recused_from(proposals: QuerySet[Proposal]) -> set[int]:
    """The people who keep away from any of `proposals`. One statement."""
    partners = Partner.objects.filter(proposal__in=proposals, status__in=STANDING_PARTNERS)
    ties = (
        Q(proposal__in=proposals)
        | Q(organisation__in=proposals.values("lead"))
        | Q(organisation__in=partners.values("organisation"))
    )
    return set(Recusal.objects.standing().filter(ties).values_list("user", flat=True))


def recusals_seen_by(user: User) -> QuerySet[Recusal]:
    """Standing ones first, newest first, with whom and what joined."""
    found = Recusal.objects.visible_to(user).select_related("user", "organisation", "proposal", "by", "ended_by")
    return found.order_by("ended_at", "-pk")


@dataclass(frozen=True, slots=True)
class KnownTie:
    user: int
    organisation: int
    ground: str


def known_ties(at: dt.datetime) -> list[KnownTie]:
    """Ties of people of the offices to organisations, as the portal's own data says. Six statements."""
    staff = User.objects.filter(grants__role__in=OFFICES, grants__ended_at__isnull=True, is_active=True).distinct()
    ids = set(staff.values_list("pk", flat=True))
    return sorted({*_of_accounts(ids, at), *_of_profiles(ids, at)}, key=lambda tie: (tie.user, tie.organisation)) if ids else []


def _of_accounts(staff: set[int], at: dt.datetime) -> Iterator[KnownTie]:
    grants = Grant.objects.filter(user__in=staff, role__in=COMPANY_ROLES)
    grants = grants.filter(Q(ended_at__isnull=True) | Q(ended_at__gte=at - LOOKS_BACK))
    for user, organisation in grants.values_list("user", "organisation"):
        yield KnownTie(user, organisation, RecusalGround.EMPLOYMENT)


def _of_profiles(staff: set[int], at: dt.datetime) -> Iterator[KnownTie]:
    experts = Expert.objects.filter(user__in=staff)
    since = (at - LOOKS_BACK).date()
    for user, organisation in experts.filter(organisation__isnull=False).values_list("user", "organisation"):
        yield KnownTie(user, organisation, RecusalGround.EMPLOYMENT)
    career = FormerEmployment.objects.filter(expert__in=experts, organisation__isnull=False, ended_on__gte=since)
    for user, organisation in career.values_list("expert__user", "organisation"):
        yield KnownTie(user, organisation, RecusalGround.EMPLOYMENT)
    kin = Kin.objects.standing().filter(expert__in=experts, organisation__isnull=False)
    for user, organisation in kin.values_list("expert__user", "organisation"):
        yield KnownTie(user, organisation, RecusalGround.KIN)
    works = JointWork.objects.standing().filter(expert__in=experts, organisation__isnull=False)
    works = works.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=since) | Q(kind=WorkKind.OWNERSHIP, ended_on__isnull=True))
    for user, organisation in works.values_list("expert__user", "organisation"):
        yield KnownTie(user, organisation, RecusalGround.INTEREST)


def organisation_of_number(digits: str) -> Organisation | None:
    return Organisation.objects.filter(brn=digits).first()
