"""Statistics beside the official result: against the textbook, against the plain way of counting, and the same every time."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.support.agreement import alpha
from evaluation.support.line import Line, Rule, above, order, order_key, totals, turned_by_one_sheet, without_each
from evaluation.support.random_effects import fit, variances
from evaluation.support.report import support
from evaluation.support.scores import Scores, deviations

RULE = Rule(drop_highest=1, drop_lowest=1, trim_from=5, sheets_min=3, places=2, pass_line=70.0)
SEED = bytes(range(32))


def simulated(proposals: int, evaluators: int, each: int, *, seed: int = 1) -> tuple[Scores, np.ndarray, np.ndarray]:
    """Quality sd 6, leniency sd 4, noise sd 5; evaluators dealt at random."""
    chance = np.random.RandomState(seed)
    quality, leniency = chance.normal(0, 6, proposals), chance.normal(0, 4, evaluators)
    evaluator = np.array([chance.permutation(evaluators)[:each] for _ in range(proposals)]).ravel()
    proposal = np.repeat(np.arange(proposals), each)
    points = 75 + quality[proposal] + leniency[evaluator] + chance.normal(0, 5, len(proposal))
    rows = zip(proposal.tolist(), evaluator.tolist(), points.clip(0, 100).round(1).tolist(), strict=True)
    return Scores.of(rows, proposals=proposals, evaluators=evaluators), quality, leniency


def line_at(funded: int, proposals: int) -> Line:
    return Line(funded, np.zeros(proposals, np.int64), np.arange(proposals))


# --- Agreement ----------------------------------------------------------------------------


def test_alpha_is_that_of_the_textbook():
    """Krippendorff's own example of four observers and twelve units: 0.849 for interval data."""
    observers = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]
    rows = [(unit, one, float(mark)) for one, row in enumerate(observers) for unit, mark in enumerate(row) if mark != "."]
    assert alpha(Scores.of(rows, proposals=12, evaluators=4)) == pytest.approx(0.849, abs=0.0005)


def test_alpha_of_those_who_agree_is_one_and_of_one_sheet_nothing():
    assert alpha(Scores.of([(0, 0, 80), (0, 1, 80), (1, 0, 60), (1, 1, 60)], proposals=2, evaluators=2)) == 1
    assert alpha(Scores.of([(0, 0, 80), (1, 1, 70)], proposals=2, evaluators=2)) is None
    assert alpha(Scores.of([(0, 0, 80), (0, 1, 80)], proposals=1, evaluators=2)) is None


# --- The model ------------------------------------------------------------------------------


def test_variances_and_effects_are_found_again():
    scores, quality, leniency = simulated(800, 120, 6)
    found, model = variances(scores), fit(scores)
    assert np.sqrt([found.quality, found.leniency, found.noise]) == pytest.approx([6, 4, 5], rel=0.15)
    assert np.corrcoef(model.quality, quality)[0, 1] > 0.9
    assert np.corrcoef(model.leniency, leniency)[0, 1] > 0.9


def test_the_effects_solve_the_models_equations():
    scores, _quality, _leniency = simulated(40, 9, 5, seed=3)
    model = fit(scores)
    of = model.variances
    left = scores.points - model.mean - model.quality[scores.proposal] - model.leniency[scores.evaluator]
    assert left.sum() == pytest.approx(0, abs=1e-3)
    assert scores.sums_of_proposals(left) / of.noise == pytest.approx(model.quality / of.quality, abs=1e-4)
    assert scores.sums_of_evaluators(left) / of.noise == pytest.approx(model.leniency / of.leniency, abs=1e-4)


def test_too_little_to_tell_apart_is_no_model():
    assert fit(Scores.of([(0, 0, 80), (0, 1, 70)], proposals=1, evaluators=2)) is None
    assert fit(Scores.of([(0, 0, 80), (1, 1, 70)], proposals=2, evaluators=2)) is None
    assert fit(Scores.of([(p, e, 80) for p in range(3) for e in range(3)], proposals=3, evaluators=3)) is None


# --- The line -------------------------------------------------------------------------------


def plain_total(points: list[float]) -> float:
    counted = sorted(points)[1:-1] if len(points) >= 5 else points
    return np.floor(sum(counted) / len(counted) * 100 + 0.5 + 1e-9) / 100 if len(points) >= 3 else np.nan


rounds = st.lists(st.lists(st.integers(110, 200), min_size=4, max_size=6), min_size=3, max_size=8)


def as_scores(panels: list[list[int]]) -> Scores:
    rows = [(p, (p + seat) % 9, points / 2) for p, panel in enumerate(panels) for seat, points in enumerate(panel)]
    return Scores.of(rows, proposals=len(panels), evaluators=9)


@given(rounds, st.integers(1, 8))
def test_one_sheet_turns_what_counting_anew_says(panels, funded):
    scores, added = as_scores(panels), np.zeros(len(panels))
    line = line_at(min(funded, len(panels)), len(panels))
    official = totals(scores, RULE, added)
    funded_now = above(official, RULE, line)
    expected = []
    for p in range(len(panels)):
        own = scores.points[scores.proposal == p]
        turned = False
        for seat in range(len(own)):
            new = official.copy()
            new[p] = plain_total(list(np.delete(own, seat)))
            tied = new[p] in np.delete(official, p)
            turned |= not tied and above(new, RULE, line)[p] != funded_now[p]
        expected.append(turned)
    found = turned_by_one_sheet(scores, RULE, added, line)
    # Exact ties may go either way: the list decides them, not the sheet.
    assert all(one or not two for one, two in zip(found, expected, strict=True))


@given(rounds, st.integers(0, 8))
def test_without_one_is_the_list_made_anew(panels, funded):
    scores, added = as_scores(panels), np.zeros(len(panels))
    line = line_at(min(funded, len(panels)), len(panels))
    before = above(totals(scores, RULE, added), RULE, line)
    found = {
        one.evaluator: (set(one.risen.tolist()), set(one.fallen.tolist())) for one in without_each(scores, RULE, added, line)
    }
    for evaluator in range(9):
        after = above(totals(scores, RULE, added, keep=scores.evaluator != evaluator), RULE, line)
        expected = set(np.flatnonzero(after & ~before).tolist()), set(np.flatnonzero(before & ~after).tolist())
        assert found.get(evaluator, (set(), set())) == expected


def test_below_the_pass_line_nobody_is_above_however_many_are_funded():
    total = np.array([90.0, 69.99, np.nan, 70.0])
    assert above(total, RULE, line_at(4, 4)).tolist() == [True, False, False, True]
    assert order(total, RULE, line_at(4, 4)).tolist() == [1, 3, 4, 2]


def test_who_comes_after_all_others_does_so_with_any_score():
    line = Line(1, np.array([1, 0]), np.arange(2))
    assert order(np.array([95.0, 71.0]), RULE, line).tolist() == [2, 1]
    assert order_key(np.array([95.0, 71.0]), RULE, line)[1] > order_key(np.array([95.0, 71.0]), RULE, line)[0]


# --- All of it --------------------------------------------------------------------------------


def reported(scores: Scores, funded: int, seed: bytes = SEED):
    line = line_at(funded, scores.proposals)
    return support(scores, RULE, line, added=np.zeros(scores.proposals), panels=[np.arange(scores.proposals)], seed=seed)


def test_the_same_seed_gives_the_same_report():
    scores, _quality, _leniency = simulated(60, 12, 6)
    first, second, other = reported(scores, 20), reported(scores, 20), reported(scores, 20, bytes(32))
    assert np.array_equal(first.sure.low, second.sure.low)
    assert np.array_equal(first.sure.chance, second.sure.chance)
    assert not np.array_equal(first.sure.chance, other.sure.chance)


def test_draws_keep_to_the_test_vector():
    """So that anybody can make the same intervals again, whatever numpy they have."""
    scores, _quality, _leniency = simulated(8, 5, 5, seed=2)
    found = reported(scores, 3)
    assert found.sure.low.tolist() == LOW
    assert found.sure.high.tolist() == HIGH


LOW = [2, 2, 5, 1, 5, 4, 2, 5]
HIGH = [5, 5, 8, 1, 8, 7, 3, 8]


def test_the_interval_holds_the_place_and_the_grey_zone_lies_round_the_line():
    scores, _quality, _leniency = simulated(120, 20, 6)
    found = reported(scores, 40)
    assert np.mean((found.sure.low <= found.sure.number) & (found.sure.number <= found.sure.high)) > 0.99
    grey = found.sure.number[found.grey]
    assert len(grey)
    assert grey.min() <= 40 <= grey.max()
    assert not found.grey[found.sure.number.argmin()]


def test_one_who_is_far_from_the_others_stands_out_once_there_are_enough_scores():
    chance = np.random.RandomState(4)
    points = 75 + chance.normal(0, 5, (30, 1)) + chance.normal(0, 2, (30, 7))
    points[:, 6] -= 15
    rows = [(p, e, float(points[p, e].round(1))) for p in range(30) for e in range(7)]
    scores = Scores.of(rows, proposals=30, evaluators=7)
    assert reported(scores, 10).stands_out.tolist() == [False] * 6 + [True]
    few = Scores.of([row for row in rows if row[1] != 6 or row[0] < 4], proposals=30, evaluators=7)
    assert not reported(few, 10).stands_out.any()


def test_the_spread_is_that_of_the_sheets():
    scores = Scores.of([(0, 0, 70), (0, 1, 80), (0, 2, 90), (1, 0, 60)], proposals=2, evaluators=3)
    assert deviations(scores)[0] == pytest.approx(10)
    assert np.isnan(deviations(scores)[1])


@settings(max_examples=20, deadline=None)
@given(rounds)
def test_any_round_gets_a_report(panels):
    reported(as_scores(panels), 2)


def test_twenty_thousand_proposals_take_seconds():
    chance = np.random.RandomState(5)
    proposal = np.repeat(np.arange(20_000), 7)
    evaluator = (np.repeat(np.arange(20_000), 7) * 3 + np.tile(np.arange(7), 20_000) * 1117) % 8_000
    points = (
        75 + chance.normal(0, 6, 20_000)[proposal] + chance.normal(0, 4, 8_000)[evaluator] + chance.normal(0, 5, 140_000)
    ).round(1)
    scores = Scores.of(np.column_stack((proposal, evaluator, points)), proposals=20_000, evaluators=8_000)
    began = time.process_time()
    found = reported(scores, 5_000)
    assert time.process_time() - began < 30  # seconds of computing, with room for a slow machine
    assert 0 < found.grey.sum() < 20_000
