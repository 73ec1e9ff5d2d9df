"""Who could sit on a round's panel: facts for conflicts.py and panels.py, loaded in a constant number of statements."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import COMPANY_ROLES, Grant, Organisation, Role
from consultants import queries as consultants
from consultants.models import Expert, FormerEmployment
from evaluation.conflicts import PARTICIPANT, ConflictRules, Hit, Party, Person, find_conflicts
from evaluation.models import ConflictDeclaration, PanelMember, Round, RoundProposal, Section
from evaluation.panels import PanelRules, Seatable
from evaluation.states import MemberStatus
from programme.rulebook import RulebookDocument
from projects.models import Partner, Proposal, Submission
from projects.states import PartnerStatus

TAKES_PART = (PartnerStatus.INVITED, PartnerStatus.CONSENTED)
CONFLICT, YEARLY_CAP, DECLINED, REPLACED = "conflict", "yearly_cap", "declined", "replaced"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An expert beside what a round's rules say of them."""

    expert: Expert
    fitness: int  # percent of the round's proposals in the expert's industries
    served: int  # rounds of the same programme year
    barred: str  # conflict | yearly_cap | declined | replaced | ""
    hits: list[Hit] = field(default_factory=list)

    def as_seatable(self) -> Seatable:
        expert = self.expert
        return Seatable(expert.pk, expert.region_id, expert.organisation_id, self.fitness, self.served, self.barred)


def panel_rules(document: RulebookDocument) -> PanelRules:
    panel = document.panel
    return PanelRules(panel.size_min.value, panel.size_target.value, panel.size_max.value, panel.other_regions_min_share.value)


def conflict_rules(document: RulebookDocument) -> ConflictRules:
    rules = document.conflicts.value
    return ConflictRules(frozenset(rule.code for rule in rules), {rule.code: rule.years for rule in rules if rule.years})


def rule_names(document: RulebookDocument, language: str) -> dict[str, str]:
    """What the rulebook calls each of its conflict rules."""
    return {rule.code: rule.name.in_language(language) for rule in document.conflicts.value}


def candidates(round: Round, experts: Iterable[Expert] | None = None, *, section: Section | None = None) -> list[Candidate]:
    """Everyone of the pool who may evaluate (or just `experts`), with what bars them from the round, or from a seat in one
    section. Those seated are left out unless named."""
    if experts is None:
        seated = PanelMember.objects.seated().filter(round=round).values("expert")
        experts = evaluators().exclude(pk__in=seated)
    experts = list(experts)
    hits = barring(round, experts, section)
    served = _served_this_year(round, experts)
    fitness = _fitness(round, experts)
    gone = dict(
        PanelMember.objects.filter(round=round, status__in=[MemberStatus.DECLINED, MemberStatus.REPLACED]).values_list(
            "expert", "status"
        )
    )
    found = []
    for expert in experts:
        own = hits.get(expert.pk, [])
        barred = CONFLICT if own else gone.get(expert.pk, "")
        if not barred and served[expert.pk] >= expert.yearly_cap:
            barred = YEARLY_CAP
        found.append(Candidate(expert, fitness[expert.pk], served[expert.pk], barred, own))
    return found


def evaluators() -> QuerySet[Expert]:
    """The pool's people who hold the evaluator's role."""
    role = Grant.objects.filter(user=OuterRef("user"), role=Role.EVALUATOR, ended_at__isnull=True)
    return consultants.pool().filter(Exists(role))


def conflicts_of(round: Round, experts: Iterable[Expert]) -> dict[int, list[Hit]]:
    """{expert id: hits} over every proposal of the round."""
    experts = list(experts)
    people = _people(experts)
    declared = ConflictDeclaration.objects.filter(
        has_conflict=True, member__expert__in=[person.key for person in people], proposal__rounds__round=round
    ).exclude(member__round=round)  # within the round a declaration takes one proposal away, not the seat
    found = find_conflicts(
        people,
        _parties(round),
        conflict_rules(round.rules),
        on=timezone.localdate(round.scoring_opens_at),
        declared=set(declared.values_list("member__expert", "proposal")),
    )
    by_person = defaultdict(list)
    for hit in found:
        by_person[hit.person].append(hit)
    return dict(by_person)


def barring(round: Round, experts: Iterable[Expert], section: Section | None = None) -> dict[int, list[Hit]]:
    """{expert id: hits} of those who may not sit: in one section, or, without one, nowhere in the round.

    Who takes part in the competition sits nowhere. Any other tie bars from the section that judges the proposal; where each
    proposal has its own evaluators it takes away that proposal alone.
    """
    panels = [section] if section else list(round.sections.all())
    judged: dict[int, set[int]] = {panel.pk: set() for panel in panels}
    for panel, proposal in RoundProposal.objects.filter(section__in=panels).values_list("section", "proposal"):
        judged[panel].add(proposal)
    barred = {}
    for expert, found in conflicts_of(round, experts).items():
        relevant = (
            found if section is None else [hit for hit in found if hit.rule == PARTICIPANT or hit.proposal in judged[section.pk]]
        )
        tied = {hit.proposal for hit in found}
        takes_part = any(hit.rule == PARTICIPANT for hit in found)
        if takes_part or (panels and all(tied & proposals for proposals in judged.values())):
            barred[expert] = relevant
    return barred


def _people(experts: list[Expert]) -> list[Person]:
    ids = [expert.pk for expert in experts]
    former = defaultdict(list)
    rows = FormerEmployment.objects.filter(expert__in=ids, organisation__isnull=False)
    for expert, organisation, ended in rows.values_list("expert", "organisation", "ended_on"):
        former[expert].append((organisation, ended))
    acts_for = defaultdict(set)
    grants = Grant.objects.filter(user__expert__in=ids, role__in=COMPANY_ROLES, ended_at__isnull=True)
    for user, organisation in grants.values_list("user", "organisation"):
        acts_for[user].add(organisation)
    return [
        Person(
            expert.pk, expert.user_id, expert.organisation_id,
            expert.organisation.family if expert.organisation else "",
            tuple(former[expert.pk]), frozenset(acts_for[expert.user_id]),
        )
        for expert in experts
    ]  # fmt: skip


def _parties(round: Round) -> list[Party]:
    in_round = Proposal.objects.filter(rounds__round=round)
    signed = defaultdict(set)
    for proposal, user in Submission.objects.filter(proposal__in=in_round, withdrawn_at__isnull=True).values_list(
        "proposal", "by"
    ):
        signed[proposal].add(user)
    parties = []
    for pk, lead, family, creator in in_round.values_list("pk", "lead", "lead__family", "created_by"):
        parties.append(Party(pk, lead, family, frozenset({creator, *signed[pk]})))
    partners = Partner.objects.filter(proposal__in=in_round, status__in=TAKES_PART, organisation__isnull=False)
    for proposal, organisation, family, user in partners.values_list(
        "proposal", "organisation", "organisation__family", "consented_by"
    ):
        parties.append(Party(proposal, organisation, family, frozenset({user} if user else ())))
    return parties


def _served_this_year(round: Round, experts: list[Expert]) -> Counter:
    """Panels of the same programme year the person accepted, this one left out."""
    rows = (
        PanelMember.objects.filter(expert__in=experts, status=MemberStatus.ACCEPTED, round__call__year=round.call.year_id)
        .exclude(round=round)
        .values_list("expert")
        .annotate(Count("pk"))
        .order_by()
    )
    return Counter(dict(rows))


def _fitness(round: Round, experts: list[Expert]) -> dict[int, int]:
    """Percent of the round's proposals whose plant works in a division (two digits of KSIC) the expert knows."""
    divisions = Counter(
        (industry or "")[:2]
        for industry in Proposal.objects.filter(rounds__round=round).values_list("plant__main_industry", flat=True)
    )
    total = sum(divisions.values()) or 1
    return {
        expert.pk: sum(divisions[division] for division in {code[:2] for code in expert.industries}) * 100 // total
        for expert in experts
    }


def conflict_sentence(hits: Iterable[Hit], round: Round) -> str:
    """Which rule, by the rulebook's name for it, and which organisation it speaks of, in the reader's language."""
    hits = list(hits)
    names = rule_names(round.rules, (get_language() or "ko")[:2])
    organisations = Organisation.objects.in_bulk({hit.organisation for hit in hits if hit.organisation is not None})
    found = {
        (names.get(hit.rule, hit.rule), organisations[hit.organisation].name if hit.organisation in organisations else hit.family)
        for hit in hits
    }
    return "; ".join(f"{rule}: {fact}" if fact else rule for rule, fact in sorted(found))
