"""The cheapest panel that reaches a target is the cheapest of all panels that keep the rules."""

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.assignment.board import board_of
from evaluation.assignment.cheapest_panels import cheapest_panels
from evaluation.assignment.check import breaches_of_panel
from evaluation.assignment.rules import RULES

from .small import rounds


@given(rounds(most_pairs=10, most_proposals=2), st.sampled_from(sorted(RULES)), st.integers(1, 24), st.data())
@settings(max_examples=150, deadline=None)
def test_no_panel_that_keeps_the_rules_is_cheaper(instance, rules, target, data):
    rules = RULES[rules]
    tenths = data.draw(st.lists(st.integers(0, 11), min_size=instance.evaluators, max_size=instance.evaluators))
    prices = np.array(tenths, float) / 10
    core = np.flatnonzero(instance.seats > 0)
    panels, cost = np.full((len(core), 4), -1), np.zeros(len(core))
    cheapest_panels(board_of(instance, rules), instance.seats, core, prices, target, panels, cost)
    starts = instance.starts
    for place, proposal in enumerate(core.tolist()):
        pairs = range(starts[proposal], starts[proposal + 1])
        offered = {int(instance.sector[instance.evaluator[i]]) for i in pairs} & {0, 1, 2}
        seats = int(instance.seats[proposal])
        best = 1.0
        for chosen in combinations(pairs, seats):
            panel = instance.evaluator[list(chosen)].tolist()
            missing = [one for one in breaches_of_panel(instance, rules, proposal, panel) if one.rule != "sector"]
            lacking = rules.each_sector and len(offered) <= seats and offered - set(instance.sector[panel].tolist())
            if instance.score[list(chosen)].sum() >= target and not missing and not lacking:
                best = min(best, float(prices[panel].sum()))
        assert abs(cost[place] - best) < 1e-9
        if best < 1.0:
            assert abs(prices[instance.evaluator[panels[place][:seats]]].sum() - best) < 1e-9
