"""Who stands by for each proposal: a second assignment with the load that is left."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from evaluation.assignment.changes import marked
from evaluation.assignment.exact import highest_total
from evaluation.assignment.instance import Instance
from evaluation.assignment.region import forbidden_at_home
from evaluation.assignment.rules import Rules

LISTS_EACH = 3  # lists that somebody stands on for each proposal they could still take: few of them are ever called


def reserves(
    instance: Instance,
    rules: Rules,
    pairs: Iterable[tuple[int, int]],
    *,
    number: int = 2,
    lists_each: int = LISTS_EACH,
    seed: str = "",
) -> dict[int, tuple[int, ...]]:
    """For each proposal up to `number` evaluators who could take a seat of its panel, best first.

    Only people who sit on fewer panels than they may. Among themselves the reserves of a proposal keep the rules of a
    panel (different organisations, as many sectors as there are places, enough from other blocs), so that somebody
    is there for whoever drops out; whether one of them fits a given gap says `Sitting.entrants`.
    """
    seated = marked(instance, pairs)
    load = np.bincount(instance.evaluator[seated], minlength=instance.evaluators)
    left = replace(
        instance,
        seats=np.where(instance.seats > 0, number, 0),
        least=np.zeros_like(instance.least),
        most=lists_each * np.maximum(instance.most - load, 0),
        pinned=np.zeros_like(instance.pinned),
    ).without(seated)
    left = left.without(forbidden_at_home(left, rules, np.zeros(len(left.score), bool)))
    chosen = np.flatnonzero(highest_total(left, rules, seed).seated)
    chosen = chosen[np.lexsort((left.evaluator[chosen], -left.score[chosen], left.proposal[chosen]))]
    ends = np.searchsorted(left.proposal[chosen], np.arange(instance.proposals + 1))
    evaluators = left.evaluator[chosen].tolist()
    return {proposal: tuple(evaluators[ends[proposal] : ends[proposal + 1]]) for proposal in range(instance.proposals)}
