"""Small rounds, and every assignment of them tried in turn."""

from collections.abc import Iterator

import numpy as np
from hypothesis import strategies as st

from evaluation.assignment.check import check
from evaluation.assignment.instance import Instance, instance_of
from evaluation.assignment.rules import Rules


@st.composite
def rounds(draw, *, most_pairs: int = 10, most_proposals: int = 4) -> Instance:
    """Anything that fits the arrays: no candidates, more seats than candidates, loads nobody can carry."""
    proposals = draw(st.integers(1, most_proposals))
    evaluators = draw(st.integers(1, 6))
    sector_of = draw(st.lists(st.integers(0, 3), min_size=4, max_size=4))
    organisation = draw(st.lists(st.integers(0, 3), min_size=evaluators, max_size=evaluators))
    every_pair = [(p, r) for p in range(proposals) for r in range(evaluators)]
    pairs = draw(st.lists(st.sampled_from(every_pair), max_size=most_pairs, unique=True))
    most = draw(st.lists(st.integers(0, 3), min_size=evaluators, max_size=evaluators))
    return instance_of(
        {
            "k": draw(st.lists(st.integers(0, 4), min_size=proposals, max_size=proposals)),
            "lo": [min(draw(st.integers(0, 2)), load) for load in most],
            "hi": most,
            "pi": [p for p, _r in pairs],
            "ri": [r for _p, r in pairs],
            "s": draw(st.lists(st.integers(1, 9), min_size=len(pairs), max_size=len(pairs))),
            "ev_org": organisation,
            "ev_sector": [sector_of[number] for number in organisation],
            "ev_bloc": draw(st.lists(st.integers(0, 1), min_size=evaluators, max_size=evaluators)),
            "pr_bloc": draw(st.lists(st.integers(0, 1), min_size=proposals, max_size=proposals)),
        }
    )


@st.composite
def pinned_rounds(draw, *, most_pairs: int = 10) -> Instance:
    """The same with some pairs settled, maybe more than seats or loads allow."""
    instance = draw(rounds(most_pairs=most_pairs))
    number = len(instance.score)
    return instance.with_pins(np.array(draw(st.lists(st.booleans(), min_size=number, max_size=number)), bool))


def every_assignment(instance: Instance) -> Iterator[tuple[int, ...]]:
    """All sets of pairs (by index) with the pinned ones, and otherwise within seats and maximum loads."""
    pins = np.flatnonzero(instance.pinned)
    seats_left = instance.seats - np.bincount(instance.proposal[pins], minlength=instance.proposals)
    loads_left = instance.most - np.bincount(instance.evaluator[pins], minlength=instance.evaluators)

    def further(pair: int, chosen: tuple[int, ...], seats: list[int], loads: list[int]) -> Iterator[tuple[int, ...]]:
        if pair == len(instance.score):
            yield chosen
            return
        if instance.pinned[pair]:
            yield from further(pair + 1, (*chosen, pair), seats, loads)
            return
        yield from further(pair + 1, chosen, seats, loads)
        proposal, evaluator = int(instance.proposal[pair]), int(instance.evaluator[pair])
        if seats[proposal] > 0 and loads[evaluator] > 0:
            seats[proposal] -= 1
            loads[evaluator] -= 1
            yield from further(pair + 1, (*chosen, pair), seats, loads)
            seats[proposal] += 1
            loads[evaluator] += 1

    yield from further(0, (), seats_left.tolist(), loads_left.tolist())


def found_in(instance: Instance, rules: Rules, chosen: tuple[int, ...]):
    return check(instance, rules, [(int(instance.proposal[i]), int(instance.evaluator[i])) for i in chosen])
