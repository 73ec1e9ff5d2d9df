"""Who is meant by 'HQ' and by 'the applicants', and how letters call a round."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from accounts.models import HQ_ROLES, Grant, Role, User
from evaluation.models import Round
from projects.models import Partner, Proposal
from projects.queries.recusals import recused_from
from projects.states import PartnerStatus

WRITERS = (Role.COMPANY_OWNER, Role.COMPANY_WRITER)


def hq_staff(round: Round) -> list[User]:
    """Operators and head of the round's region, but for those who keep away from one of its proposals. Two statements."""
    of_region = Grant.objects.filter(role__in=HQ_ROLES, region=round.region_id, ended_at__isnull=True)
    away = recused_from(Proposal.objects.filter(rounds__round=round))
    return list(User.objects.filter(is_active=True, pk__in=of_region.values("user")).exclude(pk__in=away).order_by("pk"))


def hq_of_region(proposal: Proposal) -> list[User]:
    """Operators and head of the proposal's region, but for those who keep away from it. Two statements."""
    of_region = Grant.objects.filter(role__in=HQ_ROLES, region=proposal.region_id, ended_at__isnull=True)
    away = recused_from(Proposal.objects.filter(pk=proposal.pk))
    return list(User.objects.filter(is_active=True, pk__in=of_region.values("user")).exclude(pk__in=away).order_by("pk"))


def applicants_of_lead(proposal: Proposal) -> list[User]:
    """Owners and writers of the lead. One statement."""
    of_lead = Grant.objects.filter(role__in=WRITERS, organisation=proposal.lead_id, ended_at__isnull=True)
    return list(User.objects.filter(is_active=True, pk__in=of_lead.values("user")).order_by("pk"))


def applicants_by_lead(organisations: Iterable[int]) -> dict[int, list[User]]:
    """{organisation: its owners and writers}. One statement for any number."""
    grants = Grant.objects.filter(
        role__in=WRITERS, organisation__in=set(organisations), ended_at__isnull=True, user__is_active=True
    )
    found: dict[int, dict[int, User]] = defaultdict(dict)
    for grant in grants.select_related("user").order_by("user"):
        found[grant.organisation_id or 0][grant.user_id] = grant.user
    return {organisation: list(people.values()) for organisation, people in found.items()}


def applicants(proposals: Iterable[tuple[int, int]]) -> dict[int, list[User]]:
    """{proposal id: the people of its lead (owners and writers) and the owners of its partners}, for (proposal, lead)
    pairs. Three statements for any number."""
    leads = dict(proposals)
    partners = Partner.objects.filter(proposal__in=leads, status=PartnerStatus.CONSENTED, organisation__isnull=False).values_list(
        "proposal", "organisation"
    )
    takes_part = defaultdict(set)
    for proposal, organisation in partners:
        takes_part[proposal].add(organisation)
    organisations = {*leads.values(), *(one for many in takes_part.values() for one in many)}
    owners, writers = defaultdict(set), defaultdict(set)
    grants = Grant.objects.filter(organisation__in=organisations, role__in=WRITERS, ended_at__isnull=True, user__is_active=True)
    for user, organisation, role in grants.values_list("user", "organisation", "role"):
        writers[organisation].add(user)
        if role == Role.COMPANY_OWNER:
            owners[organisation].add(user)
    told = {proposal: writers[lead].union(*(owners[one] for one in takes_part[proposal])) for proposal, lead in leads.items()}
    users = User.objects.in_bulk({user for people in told.values() for user in people})
    return {proposal: [users[user] for user in sorted(people)] for proposal, people in told.items()}


class Applicant(NamedTuple):
    """A person of `applicants`, as far as a letter goes."""

    pk: int
    email: str
    name: str
    language: str

    def __str__(self) -> str:
        return self.name or self.email


def applicants_of_round(round: Round) -> list[tuple[int, Applicant]]:
    """(proposal id, one of its `applicants`) for all of a round. One statement, and no object twice."""
    grants = Grant.objects.filter(ended_at__isnull=True, user__is_active=True)
    of_leads = grants.filter(role__in=WRITERS, organisation__led_proposals__rounds__round=round)
    of_partners = grants.filter(
        role=Role.COMPANY_OWNER, organisation__partnerships__status=PartnerStatus.CONSENTED,
        organisation__partnerships__proposal__rounds__round=round,
    )  # fmt: skip
    who = ("user", "user__email", "user__name", "user__language")
    rows = of_leads.values_list("organisation__led_proposals", *who).union(
        of_partners.values_list("organisation__partnerships__proposal", *who)
    )
    known: dict[int, Applicant] = {}
    return [(proposal, known.get(one[0]) or known.setdefault(one[0], Applicant(*one))) for proposal, *one in rows]


def round_words(round: Round) -> dict[str, str]:
    """A letter is in its reader's language, whoever caused it: both names go along."""
    return {
        "call": round.call.title_ko,
        "call_en": round.call.title_en or round.call.title_ko,
        "region": round.region.name_ko,
        "region_en": round.region.name_en,
    }
