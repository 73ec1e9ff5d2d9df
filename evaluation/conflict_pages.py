"""Conflicts of a round as a table: who, which proposal, which rule, by which facts, and what was ruled. Reads what was loaded."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import get_language

from accounts.models import Organisation
from cluster_portal.shared.paging import Page
from consultants.models import Expert
from evaluation import conflict_words
from evaluation.conflicts import Hit
from evaluation.models import ConflictRuling, Round
from evaluation.queries.conflicts import RoundConflicts
from evaluation.states import LIFTS, RULING_TONES, RulingOutcome
from projects.models import Proposal

OPEN, STANDS, LIFTED, REOPENED = "open", "stands", "lifted", "reopened"
SIZE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One conflict. `key` names it and its facts; `was` is an earlier ruling on other facts."""

    key: str
    expert: Expert
    proposal: Proposal
    rule: str
    level: str
    facts: list[tuple[str, str]]  # sentence, source
    ruling: ConflictRuling | None
    was: ConflictRuling | None
    waivable: bool

    @property
    def tone(self) -> str:
        return RULING_TONES[RulingOutcome(self.ruling.outcome)] if self.ruling else "neutral"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the table is narrowed by."""

    words: str = ""
    rule: str = ""
    level: str = ""
    state: str = ""
    expert: int = 0


def key_of(hit: Hit) -> str:
    return f"{hit.person}:{hit.proposal}:{hit.rule}:{hit.digest}"


def read_key(text: str) -> tuple[int, int, str, str] | None:
    """None for what is no key."""
    expert, proposal, rule, digest = (*text.split(":"), "", "", "", "")[:4]
    if not (expert.isdecimal() and proposal.isdecimal() and digest):
        return None
    return int(expert), int(proposal), rule, digest


class Table:
    """The conflicts of a round under a filter, a page at a time; people are walked only as far as a page needs."""

    def __init__(
        self, round: Round, found: RoundConflicts, experts: Iterable[Expert], proposals: Mapping[int, Proposal], *,
        earlier: Mapping[tuple[int, int, str], list[ConflictRuling]],
    ) -> None:  # fmt: skip
        self.round = round
        self.found = found
        self.experts = {expert.pk: expert for expert in experts}
        self.proposals = proposals
        self.earlier = earlier
        language = (get_language() or "ko")[:2]
        rules = round.rules.conflicts.value
        self.names = {rule.code: rule.name.in_language(language) for rule in rules}
        self.levels = {rule.code: rule.level for rule in rules}
        self.waivable = {rule.code: rule.waivable for rule in rules}

    def page(self, wanted: Wanted, cursor: str | None, size: int = SIZE) -> Page:
        """In the order of people, proposals and rules."""
        after = read_key(f"{cursor}:x") if cursor else None
        hits = list(islice(self.hits(wanted, after[:3] if after else None), size + 1))
        shown = hits[:size]
        last = shown[-1] if len(hits) > size else None
        return Page(self.lines(shown), f"{last.person}:{last.proposal}:{last.rule}" if last else None, None)

    def hits(self, wanted: Wanted, after: tuple[int, int, str] | None = None) -> Iterator[Hit]:
        for expert in self.found.experts:
            if (wanted.expert and expert != wanted.expert) or (after and expert < after[0]):
                continue
            for hit in self.found.findings.hits_of(expert):
                if (after is None or (hit.person, hit.proposal, hit.rule) > after) and self._fits(hit, wanted):
                    yield hit

    def lines(self, hits: list[Hit]) -> list[Line]:
        """One statement, for the organisations."""
        organisations = Organisation.objects.in_bulk({one for hit in hits for one in hit.organisations})
        return [self._line(hit, organisations) for hit in hits]

    def _line(self, hit: Hit, organisations: Mapping[int, Any]) -> Line:
        ruling = self.found.ruling_on(hit)
        return Line(
            key=key_of(hit),
            expert=self.experts[hit.person],
            proposal=self.proposals[hit.proposal],
            rule=self.names.get(hit.rule, hit.rule),
            level=self.levels.get(hit.rule, ""),
            facts=[(conflict_words.sentence(fact, organisations), conflict_words.source(fact)) for fact in hit.facts],
            ruling=ruling,
            was=None if ruling else self._was(hit),
            waivable=self.waivable.get(hit.rule, False),
        )

    def _was(self, hit: Hit) -> ConflictRuling | None:
        before = self.earlier.get((hit.person, hit.proposal, hit.rule))
        return before[-1] if before else None

    def _fits(self, hit: Hit, wanted: Wanted) -> bool:
        if (wanted.rule and hit.rule != wanted.rule) or (wanted.level and self.levels.get(hit.rule) != wanted.level):
            return False
        if wanted.state and self.state(hit) != wanted.state:
            return False
        return all(word in self._text(hit) for word in wanted.words.casefold().split())

    def state(self, hit: Hit) -> str:
        ruling = self.found.ruling_on(hit)
        if ruling is None:
            return REOPENED if self._was(hit) else OPEN
        return LIFTED if ruling.outcome in LIFTS else STANDS

    def _text(self, hit: Hit) -> str:
        expert, proposal = self.experts[hit.person], self.proposals[hit.proposal]
        return f"{expert.name} {expert.affiliation} {proposal.title} {proposal.ref} {proposal.lead.name}".casefold()
