"""What blocks cannot be kept, each part of it is needed, and nothing smaller blocks."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.instances import generate
from evaluation.assignment import blocking as module
from evaluation.assignment.blocking import Demand, blocking
from evaluation.assignment.instance import Instance, instance_of
from evaluation.assignment.rules import RULES
from evaluation.assignment.watch import Cancelled, Watch

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


@given(rounds(most_pairs=9) | pinned_rounds(most_pairs=7), st.sampled_from(["loads", "mix"]))
@settings(max_examples=60, deadline=None)
def test_a_flow_misses_something_only_where_something_blocks(instance, rules):
    """Its proof blocks by itself; without a needed demand the others of the proof can be met."""
    system = module._System(instance, RULES[rules])
    every = np.arange(len(system.demands))
    watch = Watch()
    missed = system.circulation.missed(every)
    blocks = system.given_up(every, every, watch) is None
    assert (missed.number > 0) == blocks or not system.circulation.is_exact
    if missed.number:
        assert system.given_up(missed.proof, missed.proof, watch) is None
        for one in missed.needed if system.circulation.is_exact else []:
            rest = missed.proof[missed.proof != one]
            assert system.given_up(rest, rest, watch) is not None


def test_a_shortage_over_the_whole_round_is_found_by_a_flow_and_can_be_cancelled():
    arrays = generate("S", 4, sizes=(200, 80, 40), k=3, load=9, minload=0)
    arrays["hi"][arrays["ev_sector"][:] == 2] = 1
    instance, heard = instance_of(arrays), []
    found = blocking(instance, RULES["mix"], Watch(60.0, lambda stage, _share: bool(heard.append(stage)) or True))
    assert found is not None
    assert found.irreducible
    counted = found.counted
    assert counted[("sector", 2)] == 1 + counted[("most", None)]
    assert set(heard) == {"blocking"}
    with pytest.raises(Cancelled):
        blocking(instance, RULES["mix"], Watch(60.0, lambda _stage, _share: False))
