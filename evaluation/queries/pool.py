"""Who could sit on a round's panel, and who may not judge what: loaded in a constant number of statements."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import Grant, Organisation, Role
from consultants import queries as consultants
from consultants.models import Absence, Expert, Training
from evaluation.conflicts import Hit
from evaluation.models import PanelMember, Round, RoundProposal, Section, Sheet
from evaluation.panels import PanelRules, Seatable
from evaluation.queries.conflicts import RoundConflicts, conflicts_in
from evaluation.states import MemberStatus, SheetStatus
from evaluation.suitability import Suitability, Talent, Work
from programme.rulebook import RulebookDocument
from projects.models import Proposal

CONFLICT, YEARLY_CAP, DECLINED, REPLACED = "conflict", "yearly_cap", "declined", "replaced"
REPEAT_SERVICE, FIRST_PANEL = "repeat_service", "first_panel"
BARS_ALTOGETHER = frozenset({"participant", "sanctioned", "agency_staff"})
PICKED_FROM = 300  # people; a longer list is typed
AWAY, UNTRAINED, UNCONFIRMED = "away", "untrained", "unconfirmed"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An expert beside what a round's rules say of them."""

    expert: Expert
    fitness: int  # percent of the round's proposals in the expert's industries, or with one of their keywords
    served: int  # rounds of the same programme year
    barred: (
        str  # conflict | first_panel | yearly_cap | repeat_service | declined | replaced | away | untrained | unconfirmed | ""
    )
    hits: list[Hit] = field(default_factory=list)

    def as_seatable(self) -> Seatable:
        expert = self.expert
        return Seatable(
            expert.pk, expert.region_id, expert.organisation_id, self.fitness, self.served, self.barred, expert.sector
        )  # fmt: skip


def panel_rules(document: RulebookDocument) -> PanelRules:
    panel = document.panel
    return PanelRules(
        panel.size_min.value, panel.size_target.value, panel.size_max.value, panel.other_regions_min_share.value, panel.sector_mix.value
    )  # fmt: skip


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
    served = served_this_year(round, experts)
    fitness = _fitness(round, experts)
    gone = dict(
        PanelMember.objects.filter(round=round, status__in=[MemberStatus.DECLINED, MemberStatus.REPLACED]).values_list(
            "expert", "status"
        )
    )
    unready = _unready(round, experts)
    again = judged_before(round, experts, section)
    judged_first = _first_panel(round)
    found = []
    for expert in experts:
        own = hits.get(expert.pk, [])
        barred = (
            CONFLICT
            if own
            else FIRST_PANEL
            if expert.pk in judged_first
            else gone.get(expert.pk, "") or unready.get(expert.pk, "")
        )
        if not barred and served[expert.pk] >= expert.yearly_cap:
            barred = YEARLY_CAP
        if not barred and expert.pk in again and (section or len(again[expert.pk]) == round.proposal_count):
            barred = REPEAT_SERVICE
        found.append(Candidate(expert, fitness[expert.pk], served[expert.pk], barred, own))
    return found


def evaluators() -> QuerySet[Expert]:
    """The pool's people who hold the evaluator's role."""
    role = Grant.objects.filter(user=OuterRef("user"), role=Role.EVALUATOR, ended_at__isnull=True)
    return consultants.pool().filter(Exists(role))


def to_pick_from() -> list[Expert]:
    """Evaluators by name, where they are few enough to be picked from a list; none of a larger pool."""
    found = list(evaluators().order_by("user__name", "pk")[: PICKED_FROM + 1])
    return found if len(found) <= PICKED_FROM else []


def who_may_not(round: Round, experts: Iterable[Expert] | None = None) -> RoundConflicts:
    """Who must not judge which proposal, over all pairs of the pool (or just `experts`) and the round, with rulings,
    declarations and objections applied. The same number of statements for any round; `.matrix` and `.pairs()` are for solvers.
    """
    return conflicts_in(round, evaluators() if experts is None else experts, own_declarations=True)


def conflicts_of(round: Round, experts: Iterable[Expert]) -> dict[int, list[Hit]]:
    """{expert id: hits that stand} over every proposal of the round, as a seat on its panel asks."""
    return conflicts_in(round, experts).by_expert()


def barring(round: Round, experts: Iterable[Expert], section: Section | None = None) -> dict[int, list[Hit]]:
    """{expert id: hits} of those who may not sit: in one section, or, without one, nowhere in the round.

    Who takes part in the competition, was sanctioned or works for ministry or agency sits nowhere. Any other tie bars from
    the section that judges the proposal; where each proposal has its own evaluators it takes away that proposal alone.
    """
    panels = [section] if section else list(round.sections.all())
    judged: dict[int, set[int]] = {panel.pk: set() for panel in panels}
    for panel, proposal in RoundProposal.objects.filter(section__in=panels).values_list("section", "proposal"):
        judged[panel].add(proposal)
    barred = {}
    for expert, found in conflicts_of(round, experts).items():
        relevant = (
            found
            if section is None
            else [hit for hit in found if hit.rule in BARS_ALTOGETHER or hit.proposal in judged[section.pk]]
        )
        tied = {hit.proposal for hit in found}
        altogether = any(hit.rule in BARS_ALTOGETHER for hit in found)
        if altogether or (panels and all(tied & proposals for proposals in judged.values())):
            barred[expert] = relevant
    return barred


def judged_before(round: Round, experts: Iterable[Expert], section: Section | None = None) -> dict[int, list[int]]:
    """{expert id: proposals of the round (or the section) whose lead they judged too lately}, where the rulebook limits
    repeated service for one applicant. Two statements at most."""
    months = round.rules.panel.same_applicant_after_months.value
    if months is None:
        return {}
    entries = RoundProposal.objects.filter(round=round, **({"section": section} if section else {}))
    since = round.scoring_opens_at - dt.timedelta(days=months * 365 // 12)
    judged = (
        Sheet.objects.filter(
            member__expert__in=experts, status=SheetStatus.SEALED, sealed_at__gte=since, proposal__lead__in=entries.values("proposal__lead")
        )
        .exclude(round=round)
        .values_list("member__expert", "proposal__lead")
        .distinct()
    )  # fmt: skip
    of_lead: dict[int, list[int]] = defaultdict(list)
    for proposal, lead in entries.order_by("proposal").values_list("proposal", "proposal__lead"):
        of_lead[lead].append(proposal)
    found: dict[int, list[int]] = defaultdict(list)
    for expert, lead in judged:
        found[expert] += of_lead[lead]
    return dict(found)


def _first_panel(round: Round) -> set[int]:
    """Who judged what a review looks into: everyone who ever accepted a seat in the first round, and in no other's."""
    if not round.is_review:
        return set()
    accepted = PanelMember.objects.filter(round=round.appeal_of_id, accepted_at__isnull=False)
    return set(accepted.values_list("expert", flat=True))


def _unready(round: Round, experts: list[Expert]) -> dict[int, str]:
    """Who cannot serve in the round's time: absent, or without the training or confirmation its rulebook asks for."""
    opens, closes = timezone.localdate(round.scoring_opens_at), timezone.localdate(round.scoring_closes_at)
    away = Absence.objects.standing().filter(expert__in=experts, started_on__lte=closes, ended_on__gte=opens)
    found = dict.fromkeys(away.values_list("expert", flat=True), AWAY)
    panel = round.rules.panel
    if panel.training_required.value:
        trained = set(trained_on(opens).filter(expert__in=experts).values_list("expert", flat=True))
        found |= {expert.pk: UNTRAINED for expert in experts if expert.pk not in trained and expert.pk not in found}
    if (months := panel.confirmed_within_months.value) is not None:
        since = round.scoring_opens_at - dt.timedelta(days=months * 365 // 12)
        stale = (expert.pk for expert in experts if (expert.confirmed_at or expert.created_at) < since)
        found |= {pk: UNCONFIRMED for pk in stale if pk not in found}
    return found


def trained_on(day: dt.date) -> QuerySet[Training]:
    """Integrity trainings valid on a day."""
    return Training.objects.standing().filter(completed_on__lte=day, valid_until__gte=day)


def served_this_year(round: Round, experts: list[Expert]) -> Counter:
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
    """Percent of the round's proposals in the fields each expert knows. One statement."""
    in_round = Proposal.objects.filter(rounds__round=round).order_by("pk")
    works = [Work(industry or "", title) for industry, title in in_round.values_list("plant__main_industry", "title")]
    people = [Talent(tuple(expert.industries), tuple(expert.keywords)) for expert in experts]
    return dict(zip((expert.pk for expert in experts), Suitability(people, works).fit().tolist(), strict=True))


def conflict_sentence(hits: Iterable[Hit], round: Round) -> str:
    """Which rule, by the rulebook's name for it, and which organisation it speaks of, in the reader's language."""
    hits = list(hits)
    names = rule_names(round.rules, (get_language() or "ko")[:2])
    organisations = Organisation.objects.in_bulk({one for hit in hits for one in hit.organisations})
    found = set()
    for hit in hits:
        facts = [
            organisations[fact.organisation].name if fact.organisation in organisations else fact.family for fact in hit.facts
        ]
        found |= {(names.get(hit.rule, hit.rule), fact) for fact in facts}
    return "; ".join(f"{rule}: {fact}" if fact else rule for rule, fact in sorted(found))
