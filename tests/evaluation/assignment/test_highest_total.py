"""The highest total is the highest, whatever the round looks like, and the same for everybody who solves it."""

import json

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from bench.instances import generate
from evaluation.assignment.check import check
from evaluation.assignment.instance import UnreadableInstance, instance_of
from evaluation.assignment.rules import RULES, Rules
from evaluation.assignment.solve import assign
from evaluation.assignment.tiebreak import tie_values

from .small import every_assignment, found_in, pinned_rounds, rounds

LAMINAR = [RULES["loads"], RULES["mix"], Rules(each_sector=True), Rules(one_per_organisation=True)]
SMALL = {"P": 40, "R": 30, "T": 20}


def ranked(found) -> tuple[int, int, int]:
    return len(found.unfilled), found.broken, -found.total


@given(rounds() | pinned_rounds(), st.sampled_from(LAMINAR))
@settings(max_examples=150, deadline=None)
def test_nothing_beats_the_flow(instance, rules):
    result = assign(instance, rules, seed="00")
    best = min(ranked(found_in(instance, rules, chosen)) for chosen in every_assignment(instance))
    assert (len(result.unfilled), sum(breach.size for breach in result.breaches), -result.total) == best
    assert result.proved
    assert result.bound_total == result.total
    assert ranked(check(instance, rules, result.pairs)) == best


@given(rounds(), st.sampled_from(LAMINAR))
@settings(max_examples=60, deadline=None)
def test_no_assignment_passes_the_bound_on_the_worst_panel(instance, rules):
    result = assign(instance, rules)
    found = [found_in(instance, rules, chosen) for chosen in every_assignment(instance)]
    least = min((len(each.unfilled), each.broken) for each in found)
    assert max(each.worst for each in found if (len(each.unfilled), each.broken) == least) <= result.bound_worst


@given(rounds(), st.sampled_from(LAMINAR), st.sampled_from(["", "a0", "ffee"]))
@settings(max_examples=60, deadline=None)
def test_the_seed_decides_between_equal_totals(instance, rules, seed):
    result = assign(instance, rules, seed=seed)
    worth = tie_values(instance, seed, range(len(instance.score)))
    tried = [
        (ranked(found_in(instance, rules, chosen)), -int(worth[list(chosen)].sum()), chosen)
        for chosen in every_assignment(instance)
    ]
    chosen = min(tried)[2]
    assert result.pairs == tuple((int(instance.proposal[i]), int(instance.evaluator[i])) for i in chosen)


def arrays(seed: int = 1, **more):
    return generate("S", seed, sizes=(40, 30, 20), load=9, k=4, **more)


def test_another_solver_finds_the_same_list():
    instance, seed = instance_of(arrays()), "c0ffee"
    of_seats = coo_array((np.ones(len(instance.score)), (instance.proposal, np.arange(len(instance.score)))))
    of_loads = coo_array((np.ones(len(instance.score)), (instance.evaluator, np.arange(len(instance.score)))))
    rules = [
        LinearConstraint(of_seats, instance.seats, instance.seats),
        LinearConstraint(of_loads, instance.least, instance.most),
    ]
    exact = {"integrality": np.ones(len(instance.score)), "bounds": Bounds(0, 1), "options": {"mip_rel_gap": 0}}
    total = round(-milp(-instance.score.astype(float), constraints=rules, **exact).fun)
    worth = tie_values(instance, seed, range(len(instance.score))) / 2**20
    other = milp(-worth, constraints=[*rules, LinearConstraint(instance.score[None, :], total, total)], **exact)
    result = assign(instance, RULES["loads"], seed=seed)
    assert result.total == total
    assert result.pairs == tuple((int(instance.proposal[i]), int(instance.evaluator[i])) for i in np.flatnonzero(other.x > 0.5))


def test_the_order_of_the_list_decides_nothing():
    first, mixed = arrays(), dict(arrays())
    order = np.random.default_rng(5).permutation(len(mixed["s"]))
    for name in ("pi", "ri", "s"):
        mixed[name] = mixed[name][order]
    results = [assign(instance_of(each), RULES["mix"], seed="ab") for each in (first, mixed)]
    assert results[0].pairs == results[1].pairs
    assert assign(instance_of(first), RULES["mix"], seed="cd").total == results[0].total


def test_rounds_that_nobody_wants_do_not_stop_it():
    nothing = {"k": [], "lo": [], "hi": [], "pi": [], "ri": [], "s": []}
    for rules in RULES.values():
        for fair in (False, True):
            empty = assign(instance_of(nothing), rules, fair=fair)
            assert (empty.total, empty.worst, empty.bound_worst, empty.unfilled) == (0, 0, 0, ())
            alone = assign(instance_of({**nothing, "k": [2, 0]}), rules, fair=fair)
            assert alone.unfilled == (0, 0)
            idle = assign(instance_of({**nothing, "k": [1], "lo": [3], "hi": [5]}), rules, fair=fair)
            assert "evaluator 0: 0 proposals, at least 3" in [breach.text for breach in idle.breaches]


def test_arrays_that_make_no_sense_are_refused():
    good = {"k": [1], "lo": [0], "hi": [1], "pi": [0], "ri": [0], "s": [5]}
    for wrong in ({"ri": [1]}, {"pi": [-1]}, {"s": [1, 2]}, {"lo": [0, 0]}, {"ev_org": [1, 2]}):
        with pytest.raises(UnreadableInstance):
            instance_of({**good, **wrong})
    with pytest.raises(UnreadableInstance):
        instance_of({"k": [1]})


def test_the_command_writes_the_result(tmp_path):
    np.savez(tmp_path / "round.npz", **arrays())
    call_command("assign_panels", tmp_path / "round.npz", rules="mix", out=tmp_path / "result.json", seed="0f", verbosity=0)
    result = json.loads((tmp_path / "result.json").read_text())
    assert list(result) == [
        "pairs", "total", "worst", "bound_total", "bound_worst", "unfilled", "violations", "proved", "seconds", "peak_mb",
    ]  # fmt: skip
    assert result["proved"] is True
    assert result["total"] == result["bound_total"]
    assert len(result["pairs"]) == 160
    with pytest.raises(CommandError):
        call_command("assign_panels", tmp_path / "none.npz", rules="mix", out=tmp_path / "result.json")
