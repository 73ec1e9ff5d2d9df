"""Conflicts of a round as they stand: what the rules find, and what HQ ruled on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from django.db.models import QuerySet
from django.utils import timezone

from consultants.models import Expert
from evaluation.conflicts import Findings, Hit, find_ties
from evaluation.models import ConflictRuling, Round
from evaluation.queries import conflict_facts as facts
from evaluation.states import LIFTS, RulingOutcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

Key = tuple[int, int, str, str]  # expert, proposal, rule, digest of the facts


@dataclass(frozen=True)
class RoundConflicts:
    """Who may not judge what in a round, over all pairs of `experts` and `proposals` (ids, sorted)."""

    experts: list[int]
    proposals: list[int]
    findings: Findings
    rulings: dict[Key, ConflictRuling] = field(default_factory=dict)  # the latest on each

    @cached_property
    def lifted(self) -> frozenset[Key]:
        """What rulings took away."""
        return frozenset(key for key, ruling in self.rulings.items() if ruling.outcome in LIFTS)

    @cached_property
    def matrix(self) -> NDArray[np.bool_]:
        """experts × proposals, in their order: True where somebody must not judge."""
        return self.findings.matrix(self.experts, self.proposals, lifted=self.lifted)

    def pairs(self) -> set[tuple[int, int]]:
        """(expert, proposal) that must not meet. Large where conflicts are many; the matrix says the same."""
        rows, columns = np.nonzero(self.matrix)
        return {(self.experts[row], self.proposals[column]) for row, column in zip(rows.tolist(), columns.tolist(), strict=True)}

    def ruling_on(self, hit: Hit) -> ConflictRuling | None:
        return self.rulings.get((hit.person, hit.proposal, hit.rule, hit.digest))

    def standing(self, hits: Iterable[Hit]) -> list[Hit]:
        """Those that no ruling took away."""
        return (
            [hit for hit in hits if (hit.person, hit.proposal, hit.rule, hit.digest) not in self.lifted]
            if self.lifted
            else list(hits)
        )

    def by_expert(self) -> dict[int, list[Hit]]:
        """{expert: hits that stand}; who has none is missing."""
        found = {expert: self.standing(self.findings.hits_of(expert)) for expert in self.findings.ties}
        return {expert: hits for expert, hits in found.items() if hits}


def conflicts_in(round: Round, experts: Iterable[Expert], *, own_declarations: bool = False) -> RoundConflicts:
    """A constant number of statements, whatever the number of experts and proposals.

    Experts come with their organisation joined. `own_declarations`: also ties declared in this round, which take single
    proposals from somebody who already sits.
    """
    experts = sorted(experts, key=lambda expert: expert.pk)
    ids = [expert.pk for expert in experts]
    parties = facts.parties_of(round)
    people = facts.people_of(experts, facts.names_of(parties))
    findings = find_ties(
        people,
        parties,
        facts.conflict_rules(round.rules),
        on=timezone.localdate(round.scoring_opens_at),
        declared=facts.declared_in(round, ids, own=own_declarations),
        peers=facts.peers_of(),
    )
    return RoundConflicts(ids, sorted(findings.field.proposals), findings, _rulings(round, ids))


def _rulings(round: Round, experts: list[int]) -> dict[Key, ConflictRuling]:
    rows = ConflictRuling.objects.filter(expert__in=experts, proposal__rounds__round=round).select_related("by").order_by("pk")
    return {(row.expert_id, row.proposal_id, row.rule, row.digest): row for row in rows}


def rulings_in(round: Round) -> QuerySet[ConflictRuling]:
    """On the proposals of a round, wherever they were ruled."""
    return ConflictRuling.objects.filter(proposal__rounds__round=round).select_related("proposal", "round")


def earlier_rulings(round: Round) -> dict[tuple[int, int, str], list[ConflictRuling]]:
    """What was ruled before on a pair and rule, whatever the facts were: to say that a question is open again."""
    found = defaultdict(list)
    for row in rulings_in(round).select_related("by").order_by("pk"):
        found[row.expert_id, row.proposal_id, row.rule].append(row)
    return dict(found)


__all__ = ["Key", "RoundConflicts", "RulingOutcome", "conflicts_in", "earlier_rulings", "rulings_in"]
