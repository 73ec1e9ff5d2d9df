"""Somebody drops out, a proposal comes late, a load is cut: as few others as possible are touched.

First all seats and all rules, then the fewest of those who sit are moved, then the highest total, then the seed.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

import numpy as np

from evaluation.assignment.check import Breach, check
from evaluation.assignment.exact import highest_total
from evaluation.assignment.instance import Flags, Instance, Ints
from evaluation.assignment.region import forbidden_at_home
from evaluation.assignment.rules import Rules

Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """`pairs` as they are afterwards; `moved`: those who sat, still could, and no longer do; `entered`: those who are new.

    `unfilled` names a proposal per empty seat. `total` is of all pairs after the change.
    """

    pairs: Pairs
    moved: Pairs
    entered: Pairs
    total: int
    unfilled: tuple[int, ...]
    breaches: tuple[Breach, ...]


def fewest_changes(
    instance: Instance, rules: Rules, pairs: Iterable[tuple[int, int]], *, gone: Collection[int] = (), seed: str = ""
) -> Change:
    """What to do after something changed: `pairs` (proposal, evaluator) sat before, `gone` evaluators take nothing any more.

    A late proposal, another load, a new ban: hand over the instance as it is now, with the pairs that sat before. Pairs
    that may be no longer fall away by themselves. Exact but for the region rule: there nobody of a proposal's own bloc
    enters beyond what the rule leaves, chosen by score before the flow.
    """
    before = tuple(sorted(set(pairs)))
    instance = without_evaluators(instance, gone)
    sat = marked(instance, before)
    allowed = np.flatnonzero(~forbidden_at_home(instance, rules, sat))
    found = highest_total(instance.only(allowed), rules, seed, kept=sat[allowed])
    chosen = allowed[found.seated]
    after: Pairs = tuple(zip(instance.proposal[chosen].tolist(), instance.evaluator[chosen].tolist(), strict=True))
    checked = check(instance, rules, after)
    staying, could = set(after), set(zip(instance.proposal[sat].tolist(), instance.evaluator[sat].tolist(), strict=True))
    return Change(
        pairs=after,
        moved=tuple(pair for pair in before if pair in could and pair not in staying),
        entered=tuple(sorted(staying - set(before))),
        total=checked.total,
        unfilled=tuple(checked.unfilled),
        breaches=tuple(checked.breaches),
    )


def without_evaluators(instance: Instance, gone: Collection[int]) -> Instance:
    """The same where these take nothing, and nothing is asked of them."""
    if not len(gone):
        return instance
    away = np.zeros(instance.evaluators, bool)
    away[list(gone)] = True
    still = replace(instance, least=np.where(away, 0, instance.least), most=np.where(away, 0, instance.most))
    return still.without(away[instance.evaluator])


def marked(instance: Instance, pairs: Iterable[tuple[int, int]]) -> Flags:
    """A mark on each of these pairs that may be."""
    sat = np.zeros(len(instance.score), bool)
    wanted = np.array(list(pairs), np.int64).reshape(-1, 2)
    listed: Ints = instance.proposal * instance.evaluators + instance.evaluator
    sat[np.isin(listed, wanted[:, 0] * instance.evaluators + wanted[:, 1])] = True
    return sat
