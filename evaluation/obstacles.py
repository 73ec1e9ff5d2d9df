"""Why not all seats can be filled with every rule kept: what blocks whatever a solver does, found by counting.

Nothing found does not prove that everything is possible; what is found does block.
"""

from dataclasses import dataclass

import numpy as np

from evaluation.assignment.instance import SECTORS, Flags, Instance, Ints
from evaluation.assignment.rules import Rules, home_most


@dataclass(frozen=True, slots=True)
class Obstacle:
    """`rule`: most, least, candidate, region, organisation, sector. `number` of proposals concerned; `missing` experts
    would cure it at the worst of them. `seats` against `limit`, where loads block."""

    rule: str
    number: int = 0
    missing: int = 0
    sector: int | None = None
    seats: int = 0
    limit: int = 0


def obstacles(instance: Instance, rules: Rules) -> list[Obstacle]:
    """Loads over all, then each proposal's own candidates."""
    return [*_loads(instance), *_candidates(instance, rules)]


def _loads(instance: Instance) -> list[Obstacle]:
    seats, most, least = int(instance.seats.sum()), int(instance.most.sum()), int(instance.least.sum())
    if most < seats:
        taking = instance.most[instance.most > 0]
        usual = int(np.median(taking)) if len(taking) else 0
        return [Obstacle("most", missing=-(-(seats - most) // usual) if usual else 0, seats=seats, limit=most)]
    return [Obstacle("least", seats=seats, limit=least)] if least > seats else []


def _candidates(instance: Instance, rules: Rules) -> list[Obstacle]:
    proposals, seats = instance.proposals, instance.seats
    number = np.bincount(instance.proposal, minlength=proposals)
    found = _short("candidate", seats - number, number < seats)
    enough = number >= seats
    if rules.elsewhere:
        home = instance.home[instance.proposal]
        away = (instance.bloc[instance.evaluator] != home) | (home < 0)
        others, needed = np.bincount(instance.proposal[away], minlength=proposals), seats - home_most(rules, seats)
        found += _short("region", needed - others, enough & (others < needed))
    if rules.one_per_organisation:
        pairs = np.unique(np.stack([instance.proposal, instance.organisation[instance.evaluator]]), axis=1)
        organisations = np.bincount(pairs[0], minlength=proposals)
        found += _short("organisation", seats - organisations, enough & (organisations < seats))
    if rules.each_sector:
        sectors = instance.sector[instance.evaluator]
        for sector in range(SECTORS):
            there = np.bincount(instance.proposal[sectors == sector], minlength=proposals)
            found += _short("sector", 1 - there, (there == 0) & (seats >= SECTORS), sector)
    return found


def _short(rule: str, missing: Ints, short: Flags, sector: int | None = None) -> list[Obstacle]:
    return [Obstacle(rule, int(short.sum()), int(missing[short].max()), sector)] if short.any() else []
