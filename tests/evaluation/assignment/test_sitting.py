"""What a change costs is what counting everything anew says; who is kept out is kept out by something that stands."""

from collections import Counter
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.instances import generate
from evaluation.assignment.changes import marked
from evaluation.assignment.check import check
from evaluation.assignment.instance import instance_of
from evaluation.assignment.reserves import reserves
from evaluation.assignment.rules import RULES
from evaluation.assignment.sitting import Sitting
from evaluation.assignment.solve import assign
from evaluation.assignment.why import why

from .small import every_assignment, found_in, pinned_rounds, rounds

EVERY = st.sampled_from(sorted(RULES))


@given(rounds() | pinned_rounds(), EVERY, st.data())
@settings(max_examples=200, deadline=None)
def test_an_effect_is_the_difference_of_two_counts(instance, rules, data):
    rules = RULES[rules]
    before = set(assign(instance, rules).pairs)
    every_pair = [(p, e) for p in range(instance.proposals) for e in range(instance.evaluators)]
    leaving = {pair for pair in before if data.draw(st.booleans())}
    entering = {pair for pair in every_pair if pair not in before and data.draw(st.integers(0, 5)) == 0}
    effect = Sitting(instance, rules, before).effect(leaving=leaving, entering=entering)
    then, now = (check(instance, rules, pairs) for pairs in (before, before - leaving | entering))
    assert effect.gain == now.total - then.total
    assert effect.worst == now.worst
    assert effect.empty == len(now.unfilled) - len(then.unfilled)
    texts_then, texts_now = ({breach.text for breach in found.breaches} for found in (then, now))
    assert {breach.text for breach in effect.broken} <= texts_now
    assert {breach.text for breach in effect.mended} <= texts_then
    assert {breach.text for breach in effect.broken} >= {
        breach.text for breach in now.breaches if breach.rule in ("sector", "candidate", "pin") and breach.text not in texts_then
    }


@given(rounds(), EVERY)
@settings(max_examples=60, deadline=None)
def test_nobody_with_a_better_score_could_simply_take_a_seat(instance, rules):
    rules = RULES[rules]
    result = assign(instance, rules)
    if not result.proved:
        return
    for proposal in range(instance.proposals):
        found = why(instance, rules, result.pairs, proposal)
        assert found.total == sum(score for _one, score in found.members)
        assert all(outsider.held_back for outsider in found.outsiders)
        if not result.breaches:
            assert found.best_possible >= found.total


@given(rounds(most_proposals=1), st.sampled_from(["loads", "mix"]))
@settings(max_examples=100, deadline=None)
def test_the_best_possible_panel_is_the_best_of_all(instance, rules):
    rules = RULES[rules]
    instance = replace(instance, least=np.zeros_like(instance.least), most=np.ones_like(instance.most))
    every = [found_in(instance, rules, chosen) for chosen in every_assignment(instance)]
    kept = [found.total for found in every if not found.breaches and not found.unfilled]
    if kept:
        assert why(instance, rules, [], 0).best_possible == max(kept)


@given(rounds(), EVERY)
@settings(max_examples=60, deadline=None)
def test_entrants_and_exchanges_are_what_they_say(instance, rules):
    rules = RULES[rules]
    pairs = assign(instance, rules).pairs
    sitting = Sitting(instance, rules, pairs)
    for proposal, leaving in pairs:
        entrants = sitting.entrants(proposal, leaving=leaving)
        assert len(entrants) == len(sitting.candidates(proposal)) - len(sitting.panels[proposal])
        ranks = [(bool(effect.broken), -effect.gain) for effect in entrants]
        assert ranks == sorted(ranks)
        for effect in sitting.exchanges(proposal, leaving):
            assert not effect.broken
            after = check(instance, rules, set(pairs) - set(effect.leaving) | set(effect.entering))
            assert after.total == sum(sitting.sums) + effect.gain
            loads = Counter(one for _proposal, one in effect.entering)
            assert loads == Counter(one for _proposal, one in effect.leaving)


def test_reserves_stand_by_within_their_load_and_the_best_come_first():
    instance = instance_of(generate("S", 1, sizes=(60, 40, 30), load=15, minload=0))
    rules = RULES["mix+region"]
    pairs = assign(instance, rules).pairs
    sitting = Sitting(instance, rules, pairs)
    lists = reserves(instance, rules, pairs, number=3, lists_each=1)
    called = Counter(one for standing in lists.values() for one in standing)
    assert called
    for one, number in called.items():
        assert number + len(sitting.duties[one]) <= instance.most[one]
    for proposal, standing in lists.items():
        assert not set(standing) & set(sitting.panels[proposal])
        scores = [sitting.score(proposal, one) for one in standing]
        assert scores == sorted(scores, reverse=True)
        assert sum(instance.bloc[list(standing)] == instance.home[proposal]) <= 1
    assert marked(instance, pairs).sum() == len(pairs)
