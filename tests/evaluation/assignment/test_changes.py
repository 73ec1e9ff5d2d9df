"""After a drop-out or with a late proposal nobody moves who need not, and the rest is the best there is."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.instances import generate
from evaluation.assignment.changes import fewest_changes, without_evaluators
from evaluation.assignment.instance import instance_of
from evaluation.assignment.rules import RULES, Rules
from evaluation.assignment.solve import assign

from .small import every_assignment, found_in, rounds

LAMINAR = [RULES["loads"], RULES["mix"], Rules(one_per_organisation=True)]


def named(instance, chosen):
    return {(int(instance.proposal[i]), int(instance.evaluator[i])) for i in chosen}


@given(rounds(), st.sampled_from(LAMINAR), st.data())
@settings(max_examples=100, deadline=None)
def test_the_fewest_move_then_the_best_total(instance, rules, data):
    before = assign(instance, rules).pairs
    gone = data.draw(st.sets(st.integers(0, instance.evaluators - 1), max_size=2))
    change = fewest_changes(instance, rules, before, gone=gone)
    left = without_evaluators(instance, gone)
    ranks = []
    for chosen in every_assignment(left):
        found = found_in(left, rules, chosen)
        ranks.append((len(found.unfilled), found.broken, -len(named(left, chosen) & set(before)), -found.total))
    staying = len(set(change.pairs) & set(before))
    assert (len(change.unfilled), sum(each.size for each in change.breaches), -staying, -change.total) == min(ranks)
    assert not {evaluator for _proposal, evaluator in change.pairs} & gone
    assert set(change.moved) == {pair for pair in set(before) - set(change.pairs) if pair[1] not in gone}
    assert set(change.entered) == set(change.pairs) - set(before)


def test_nothing_changes_where_nothing_happened():
    instance = instance_of(generate("S", 3, sizes=(40, 30, 20), load=9, k=4))
    for rules in RULES.values():
        before = assign(instance, rules).pairs
        change = fewest_changes(instance, rules, before)
        assert (change.pairs, change.moved, change.entered) == (before, (), ())


def test_a_late_proposal_leaves_the_others_alone_where_there_is_room():
    whole = instance_of(generate("S", 1, sizes=(60, 40, 30), load=12))
    late = whole.proposals - 1
    without = replace(whole, seats=np.where(np.arange(whole.proposals) == late, 0, whole.seats))
    before = assign(without, RULES["mix"]).pairs
    change = fewest_changes(whole, RULES["mix"], before)
    assert not change.moved
    assert {proposal for proposal, _evaluator in change.entered} == {late}
    assert not change.unfilled
    assert not change.breaches


def test_half_from_elsewhere_holds_after_a_drop_out():
    instance = instance_of(generate("S", 2, sizes=(60, 40, 30), load=15))
    before = assign(instance, RULES["mix+region"])
    assert not before.breaches
    change = fewest_changes(instance, RULES["mix+region"], before.pairs, gone={before.pairs[0][1]})
    assert not change.breaches
    assert not change.unfilled
    assert len(change.moved) <= 3
