"""What blocks cannot be kept, each part of it is needed, and nothing smaller blocks."""

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.instances import generate
from evaluation.assignment import blocking as module
from evaluation.assignment.blocking import Demand, blocking
from evaluation.assignment.instance import Instance, instance_of
from evaluation.assignment.rules import RULES

from .small import pinned_rounds, rounds


def every_set_of_pairs(instance: Instance):
    pairs = list(zip(instance.proposal.tolist(), instance.evaluator.tolist(), strict=True))
    for number in range(2 ** len(pairs)):
        chosen = [pair for place, pair in enumerate(pairs) if number >> place & 1]
        if all(sum(p == q for q, _e in chosen) <= seats for p, seats in enumerate(instance.seats.tolist())):
            yield chosen


def met(instance: Instance, chosen, demand: Demand) -> bool:
    panel = [e for p, e in chosen if p == demand.proposal]
    load = sum(e == demand.evaluator for _p, e in chosen)
    match demand.rule:
        case "seats":
            return len(panel) == demand.number
        case "most":
            return load <= demand.number
        case "least":
            return load >= demand.number
        case "pin":
            return (demand.proposal, demand.evaluator) in chosen
        case "sector":
            return demand.number in instance.sector[panel]
        case "organisation":
            return len(set(instance.organisation[panel].tolist())) == len(panel)
    return 2 * sum(instance.bloc[panel] == instance.home[demand.proposal]) <= len(panel)


@given(rounds(most_pairs=7, most_proposals=3) | pinned_rounds(most_pairs=6), st.sampled_from(sorted(RULES)))
@settings(max_examples=60, deadline=None)
def test_the_smallest_blocking_set_is_found(instance, rules):
    rules = RULES[rules]
    found = blocking(instance, rules)
    kept = [
        frozenset(d for d in module._System(instance, rules).demands if met(instance, chosen, d))
        for chosen in every_set_of_pairs(instance)
    ]
    demands = module._System(instance, rules).demands
    if found is None:
        assert frozenset(demands) in kept
        return
    blocked = frozenset(found.demands)
    assert not any(blocked <= each for each in kept)
    assert all(any(blocked - {one} <= each for each in kept) for one in blocked)
    assert found.irreducible
    assert found.smallest
    for fewer in range(len(blocked)):
        assert all(any(set(some) <= each for each in kept) for some in combinations(demands, fewer))
    assert all(isinstance(one.text, str) and one.text for one in found.demands)


def test_of_many_demands_those_that_block_are_named():
    arrays = generate("S", 4, sizes=(60, 40, 30), load=12)
    arrays["hi"][:3], arrays["lo"][:] = 1, 0
    only = np.isin(arrays["pi"], [7, 8]) & (arrays["ri"] > 2)
    for name in ("pi", "ri", "s"):
        arrays[name] = arrays[name][~only]
    arrays["k"][7:9] = 2
    have = {(int(p), int(r)) for p, r in zip(arrays["pi"], arrays["ri"], strict=True)}
    for p, r in ((p, r) for p in (7, 8) for r in range(3)):
        if (p, r) not in have:
            arrays["pi"], arrays["ri"], arrays["s"] = (
                np.append(arrays["pi"], p), np.append(arrays["ri"], r), np.append(arrays["s"], 5),
            )  # fmt: skip
    found = blocking(instance_of(arrays), RULES["loads"])
    assert found is not None
    assert found.irreducible
    assert {one.text for one in found.demands} == {
        "proposal 7 has 2 seats to fill", "proposal 8 has 2 seats to fill",
        "evaluator 0 takes at most 1", "evaluator 1 takes at most 1", "evaluator 2 takes at most 1",
    }  # fmt: skip
    assert found.counted == {("seats", None): 2, ("most", None): 3}
