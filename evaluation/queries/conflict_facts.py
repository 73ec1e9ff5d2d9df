"""What is known of people and of a round's proposals, loaded for conflicts in a constant number of statements."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.models import COMPANY_ROLES, HQ_ROLES, Grant, Organisation, Role
from consultants.models import Expert, FormerEmployment, JointWork, Kin, Sanction
from evaluation.conflicts import ConflictRules, Declared, Kind, Named, Party, Past, Person, Relative, Setting, Work
from evaluation.conflicts.names import plain_name
from evaluation.models import ConflictDeclaration, Objection, Researcher, Round, SecondDeclaration
from evaluation.states import ObjectionStatus
from programme.rulebook import RulebookDocument
from projects.models import Partner, Proposal, Submission
from projects.states import PartnerRole, PartnerStatus

TAKES_PART = (PartnerStatus.INVITED, PartnerStatus.CONSENTED)
OFFICES = frozenset({*HQ_ROLES, Role.CENTRAL, Role.MINISTRY})
ADVISES = Role.OUTSIDE_WRITER
Names = dict[str, set[int]]  # how an organisation's name reads without its legal form: which it may be


def conflict_rules(document: RulebookDocument) -> ConflictRules:
    return ConflictRules.of(
        Setting(rule.code, rule.level, rule.years, rule.unit, rule.waivable) for rule in document.conflicts.value
    )


# --- Proposals ------------------------------------------------------------------------------


def parties_of(round: Round) -> list[Party]:
    """Every organisation of every proposal of the round. Four statements."""
    in_round = Proposal.objects.filter(rounds__round=round)
    signed: dict[int, set[int]] = defaultdict(set)
    submissions = Submission.objects.filter(proposal__in=in_round, withdrawn_at__isnull=True)
    for proposal, user in submissions.values_list("proposal", "by"):
        signed[proposal].add(user)
    people: dict[tuple[int, int], list[Named]] = defaultdict(list)
    researchers = Researcher.objects.standing().filter(proposal__in=in_round)
    for proposal, organisation, name, department in researchers.values_list("proposal", "organisation", "name", "department"):
        people[proposal, organisation].append(Named(name, department))
    parties = [
        Party(pk, lead, family, frozenset({creator, *signed[pk]}), PartnerRole.LEAD.value, tuple(people[pk, lead]))
        for pk, lead, family, creator in in_round.values_list("pk", "lead", "lead__family", "created_by")
    ]
    partners = Partner.objects.filter(proposal__in=in_round, status__in=TAKES_PART, organisation__isnull=False)
    columns = ("proposal", "organisation", "organisation__family", "consented_by", "role")
    parties += [
        Party(proposal, organisation, family, frozenset({user} if user else ()), role, tuple(people[proposal, organisation]))
        for proposal, organisation, family, user, role in partners.values_list(*columns)
    ]
    return parties


def names_of(parties: Iterable[Party]) -> Names:
    """How the organisations of a round are called: for lines of a profile that name one without its number."""
    found: Names = defaultdict(set)
    organisations = Organisation.objects.filter(pk__in={party.organisation for party in parties})
    for pk, korean, english in organisations.values_list("pk", "name_ko", "name_en"):
        for name in (plain_name(korean), plain_name(english)):
            if name:
                found[name].add(pk)
    return found


# --- People -----------------------------------------------------------------------------------


class Lines:
    """Lines of profiles that name an organisation, by number or in words: which organisations of the round they mean."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def mean(self, organisation: int | None, words: str, source: str) -> list[tuple[int, str]]:
        """(organisation, source); a name that reads the same is known by its name only."""
        if organisation is not None:
            return [(organisation, source)]
        return [(found, f"{source} by name") for found in sorted(self.names.get(plain_name(words), ()))]


def people_of(experts: list[Expert], names: Names) -> list[Person]:
    """Five statements for any number; the experts come with their organisation joined."""
    ids = [expert.pk for expert in experts]
    lines = Lines(names)
    former, acts_for, offices, helped = _roles(ids)
    for expert, organisation, words, ended, department in FormerEmployment.objects.filter(expert__in=ids).values_list(
        "expert", "organisation", "organisation_name", "ended_on", "department"
    ):
        former[expert] += [Past(one, ended, department, source) for one, source in lines.mean(organisation, words, "career")]
    works: dict[int, list[Work]] = defaultdict(list, helped)
    for expert, kind, organisation, words, ended in (
        JointWork.objects.standing()
        .filter(expert__in=ids)
        .values_list("expert", "kind", "organisation", "organisation_name", "ended_on")
    ):
        works[expert] += [Work(Kind(kind), one, ended, source) for one, source in lines.mean(organisation, words, "joint_work")]
    relatives: dict[int, list[Relative]] = defaultdict(list)
    for expert, name, organisation, words in (
        Kin.objects.standing().filter(expert__in=ids).values_list("expert", "name", "organisation", "organisation_name")
    ):
        relatives[expert] += [Relative(name, one) for one, _source in lines.mean(organisation, words, "relatives")]
    sanctions: dict[int, list[Any]] = defaultdict(list)
    for expert, day in Sanction.objects.standing().filter(expert__in=ids).values_list("expert", "imposed_on"):
        sanctions[expert].append(day)
    return [
        Person(
            expert.pk, expert.user_id, expert.organisation_id, expert.organisation.family if expert.organisation else "",
            expert.department, tuple(former[expert.pk]), tuple(works[expert.pk]), tuple(relatives[expert.pk]),
            frozenset(acts_for[expert.pk]), tuple(sanctions[expert.pk]), frozenset(offices[expert.pk]),
        )
        for expert in experts
    ]  # fmt: skip


def _roles(experts: list[int]) -> tuple[dict, dict, dict, dict]:
    """What accounts say: earlier posts, organisations acted for, public offices, help with writing that has ended."""
    former: dict[int, list[Past]] = defaultdict(list)
    acts_for: dict[int, set[int]] = defaultdict(set)
    offices: dict[int, set[str]] = defaultdict(set)
    helped: dict[int, list[Work]] = defaultdict(list)
    grants = Grant.objects.filter(user__expert__in=experts, role__in=[*COMPANY_ROLES, *OFFICES])
    for expert, role, organisation, ended in grants.values_list("user__expert", "role", "organisation", "ended_at"):
        if role in OFFICES:
            if ended is None:
                offices[expert].add(role)
        elif ended is None:
            acts_for[expert].add(organisation)
        elif role == ADVISES:
            helped[expert].append(Work(Kind.WRITING, organisation, timezone.localdate(ended), "account"))
        else:
            former[expert].append(Past(organisation, timezone.localdate(ended), source="account"))
    return former, acts_for, offices, helped


def peers_of() -> list[Person]:
    """Every expert of the pool with what they act for: who could judge, and may themselves take part. Two statements."""
    users = dict(Expert.objects.filter(is_active=True).values_list("pk", "user"))
    acts_for: dict[int, set[int]] = defaultdict(set)
    grants = Grant.objects.filter(user__expert__is_active=True, role__in=COMPANY_ROLES, ended_at__isnull=True)
    for expert, organisation in grants.values_list("user__expert", "organisation"):
        acts_for[expert].add(organisation)
    return [Person(expert, user, acts_for=frozenset(acts_for[expert])) for expert, user in users.items()]


# --- What was said -------------------------------------------------------------------------------


def declared_in(round: Round, experts: Collection[int], *, own: bool) -> list[Declared]:
    """Ties declared over the round's proposals, and applicants' objections that HQ followed. Three statements.

    `own`: also those of the round itself. For a seat on its panel they do not count: they take one proposal away, not the seat.
    """
    first = ConflictDeclaration.objects.filter(has_conflict=True, member__expert__in=experts, proposal__rounds__round=round)
    second = SecondDeclaration.objects.filter(member__expert__in=experts, proposal__rounds__round=round)
    if not own:
        first, second = first.exclude(member__round=round), second.exclude(member__round=round)
    found = [
        Declared(expert, proposal, kind, day=timezone.localdate(at))
        for rows in (first, second)
        for expert, proposal, kind, at in rows.values_list("member__expert", "proposal", "kind", "at")
    ]
    objections = Objection.objects.filter(Q(expert__in=experts), status=ObjectionStatus.FOLLOWED, proposal__rounds__round=round)
    found += [
        Declared(expert, proposal, source="objection", day=timezone.localdate(at))
        for expert, proposal, at in objections.values_list("expert", "proposal", "decided_at")
        if expert and at
    ]
    return found
