"""Why a panel is as it is: what it is worth, what it could be worth alone, and what kept the others out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from evaluation.assignment.best_panels import best_panels
from evaluation.assignment.instance import Instance
from evaluation.assignment.rules import Rules
from evaluation.assignment.sitting import Pair, Sitting


@dataclass(frozen=True, slots=True)
class Outsider:
    """A candidate with a higher score than somebody on the panel. `held_back` names the rules that stand between them and
    every seat they would better: seats (there is none), most (as many proposals as they may take), pin, least (whoever would leave needs this
    proposal), organisation, sector, region. Empty: they could simply take a seat, which a proved total leaves to nobody."""

    evaluator: int
    score: int
    held_back: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """`best_possible`: what the panel would add up to if it were alone in the round, with `best_members`. Members and
    outsiders are (evaluator, score), by falling score. Who has a conflict or is banned is no candidate and not among them."""

    total: int
    best_possible: int
    best_members: tuple[int, ...]
    members: tuple[tuple[int, int], ...]
    outsiders: tuple[Outsider, ...]


def why(instance: Instance, rules: Rules, pairs: Iterable[Pair], proposal: int) -> Why:
    """Of one proposal's panel among all `pairs` (proposal, evaluator)."""
    sitting = Sitting(instance, rules, pairs)
    alone = _alone(instance, proposal)
    best = best_panels(alone, rules, alone.score)
    scores = {evaluator: sitting.score(proposal, evaluator) or 0 for evaluator in sitting.candidates(proposal)}
    panel = sitting.panels[proposal]
    members = sorted(((one, scores.get(one, 0)) for one in panel), key=lambda member: (-member[1], member[0]))
    lowest = members[-1][1] if members else -1
    outsiders = sorted(
        (
            Outsider(one, score, _held_back(sitting, proposal, one))
            for one, score in scores.items()
            if one not in panel and score > lowest
        ),
        key=lambda outsider: (-outsider.score, outsider.evaluator),
    )
    return Why(
        total=sitting.sums[proposal],
        best_possible=int(best.worth[0]),
        best_members=tuple(alone.evaluator[best.members].tolist()),
        members=tuple(members),
        outsiders=tuple(outsiders),
    )


def _held_back(sitting: Sitting, proposal: int, outsider: int) -> tuple[str, ...]:
    """What stands against each single replacement that would be a gain, together; nothing if one of them is free."""
    reasons: set[str] = set()
    score = sitting.score(proposal, outsider) or 0
    for member in sitting.panels[proposal]:
        if (sitting.score(proposal, member) or 0) < score:
            effect = sitting.effect(leaving=[(proposal, member)], entering=[(proposal, outsider)])
            if not effect.broken:
                return ()
            reasons.update(breach.rule for breach in effect.broken)
    if not sitting.panels[proposal] or len(sitting.panels[proposal]) < sitting.instance.seats[proposal]:
        effect = sitting.effect(entering=[(proposal, outsider)])
        if not effect.broken:
            return ()
        reasons.update(breach.rule for breach in effect.broken)
    return tuple(sorted(reasons))


def _alone(instance: Instance, proposal: int) -> Instance:
    """The round with this proposal only."""
    first, last = instance.starts[[proposal, proposal + 1]]
    one = instance.only(np.arange(first, last))
    return replace(
        one,
        seats=instance.seats[proposal : proposal + 1],
        home=instance.home[proposal : proposal + 1],
        proposal=np.zeros_like(one.proposal),
        proposal_keys=instance.proposal_keys[proposal : proposal + 1],
    )
