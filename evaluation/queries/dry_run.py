"""A list of names against a round, before anyone is invited: who is meant, and what stands against each."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q, Value
from django.db.models.functions import Lower, Replace
from django.utils.translation import get_language

from accounts.models import Organisation
from consultants.models import Expert
from evaluation import conflict_words
from evaluation.models import Round
from evaluation.queries import pool
from projects.models import Proposal

TITLES = 3  # of the proposals behind one fact


@dataclass(frozen=True, slots=True)
class Against:
    """One rule that stands against somebody: its facts, and how many proposals of the round it reaches."""

    rule: str
    level: str
    facts: list[str]
    proposals: int
    titles: list[str]


@dataclass(frozen=True, slots=True)
class Checked:
    """One name as it was typed; `experts` whom it may mean in the pool, each with what stands against them."""

    asked: str
    experts: list[tuple[Expert, str, list[Against]]] = field(default_factory=list)  # expert, barred, conflicts


def dry_run(round: Round, names: list[str], picked: Sequence[Expert] = ()) -> list[Checked]:
    """Changes nothing. A constant number of statements."""
    meant = [*_meant(names).items(), *((expert.name, [expert]) for expert in picked)]
    experts = {expert.pk: expert for _name, found in meant for expert in found}
    barred = {one.expert.pk: one.barred for one in pool.candidates(round, experts.values())} if experts else {}
    against = _against(round, list(experts.values())) if experts else {}
    return [
        Checked(name, [(expert, barred.get(expert.pk, ""), against.get(expert.pk, [])) for expert in found])
        for name, found in meant
    ]


def _meant(names: list[str]) -> dict[str, list[Expert]]:
    """By e-mail, or by the whole name however it is spaced. One statement."""
    plain = {name: name.replace(" ", "").casefold() for name in names}
    rows = Expert.objects.select_related("user", "organisation", "region").annotate(
        plain_name=Lower(Replace("user__name", Value(" "), Value("")))
    )
    found: dict[str, list[Expert]] = defaultdict(list)
    for expert in rows.filter(Q(user__email__in=plain.values()) | Q(plain_name__in=plain.values())).order_by("pk"):
        for key in {expert.user.email.casefold(), expert.plain_name}:
            found[key].append(expert)
    return {name: found.get(key, []) for name, key in plain.items()}


def _against(round: Round, experts: list[Expert]) -> dict[int, list[Against]]:
    conflicts = pool.who_may_not(round, experts)
    titles = dict(Proposal.objects.filter(rounds__round=round).values_list("pk", "title"))
    names, levels = _rules(round)
    hits = {expert: conflicts.standing(conflicts.findings.hits_of(expert)) for expert in conflicts.experts}
    organisations = Organisation.objects.in_bulk({one for found in hits.values() for hit in found for one in hit.organisations})
    result: dict[int, list[Against]] = {}
    for expert, found in hits.items():
        grouped = defaultdict(list)
        for hit in found:
            grouped[hit.rule, hit.facts].append(hit.proposal)
        result[expert] = [
            Against(
                names.get(rule, rule), levels.get(rule, ""), [conflict_words.sentence(fact, organisations) for fact in facts],
                len(proposals), [titles[one] for one in proposals[:TITLES]],
            )
            for (rule, facts), proposals in grouped.items()
        ]  # fmt: skip
    return result


def _rules(round: Round) -> tuple[dict[str, str], dict[str, str]]:
    language = (get_language() or "ko")[:2]
    rules = round.rules.conflicts.value
    return {rule.code: rule.name.in_language(language) for rule in rules}, {rule.code: rule.level for rule in rules}
