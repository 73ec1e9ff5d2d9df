"""Two-way random effects: points = mean + quality of the proposal + leniency of the evaluator + noise.

Variances come from moments (three sums of squares and their expectations; A. Gao and A. B. Owen, 2017), the effects are the best
linear predictions under them (BLUP), and draws from the model say how sure a place is.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from evaluation.support.scores import Floats, Ints, Scores

SWEEPS = 2000
CLOSE_ENOUGH = 1e-7  # points: the effects have settled
BURN_IN = 20
SMALLEST = 1e-4  # share of the variance: an effect that is not seen is small, not nothing


@dataclass(frozen=True, slots=True)
class Variances:
    quality: float
    leniency: float
    noise: float


@dataclass(frozen=True, slots=True)
class Model:
    mean: float
    quality: Floats  # of each proposal, as a difference to the mean
    leniency: Floats  # of each evaluator: above zero is lenient
    variances: Variances


def variances(scores: Scores) -> Variances | None:
    """None where nothing can be told apart: one proposal, one evaluator, or no proposal with two sheets."""
    number = len(scores)
    per_proposal, per_evaluator = scores.sheets_of_proposals, scores.sheets_of_evaluators
    proposals, evaluators = int(np.sum(per_proposal > 0)), int(np.sum(per_evaluator > 0))
    if number <= proposals or number <= evaluators or min(proposals, evaluators) < 2:
        return None
    points = scores.points - scores.points.mean()
    with np.errstate(invalid="ignore"):
        within_proposals = float(np.sum(points**2) - np.nansum(scores.sums_of_proposals(points) ** 2 / per_proposal))
        within_evaluators = float(np.sum(points**2) - np.nansum(scores.sums_of_evaluators(points) ** 2 / per_evaluator))
    together = float(np.sum(points**2))
    leniency_and_noise = within_proposals / (number - proposals)
    quality_and_noise = within_evaluators / (number - evaluators)
    of_quality = number - float(np.sum(per_proposal**2)) / number
    of_leniency = number - float(np.sum(per_evaluator**2)) / number
    of_noise = number - 1 - of_quality - of_leniency
    if together <= 1e-12 * number or abs(of_noise) < 1e-9:
        return None
    noise = (together - of_quality * quality_and_noise - of_leniency * leniency_and_noise) / of_noise
    least = SMALLEST * together / number
    noise = max(noise, least)
    return Variances(max(quality_and_noise - noise, least), max(leniency_and_noise - noise, least), noise)


def fit(scores: Scores) -> Model | None:
    """The best predictions of all effects together, by sweeps over proposals and evaluators until nothing moves."""
    found = variances(scores)
    if found is None:
        return None
    state = _State(scores, found)
    for _sweep in range(SWEEPS):
        before = state.leniency
        state.sweep()
        if np.max(np.abs(state.leniency - before), initial=0.0) < CLOSE_ENOUGH:
            break
    return Model(state.mean, state.quality, state.leniency, found)


def draws(scores: Scores, model: Model, number: int, seed: bytes) -> Iterator[Floats]:
    """Qualities (with the mean) as they could also have been, under the model: one array a draw.

    The same seed gives the same draws on every machine and with every later numpy: that generator is frozen for good.
    """
    words = np.frombuffer(seed[: len(seed) // 4 * 4], "<u4")
    chance = np.random.RandomState(np.random.MT19937(np.random.SeedSequence([int(word) for word in words])))
    state = _State(scores, model.variances)
    state.mean, state.quality, state.leniency = model.mean, model.quality, model.leniency
    for turn in range(BURN_IN + number):
        state.sweep(chance)
        if turn >= BURN_IN:
            yield state.mean + state.quality


class _State:
    """The effects on their way. A sweep sets each block to its expectation given the other, or draws it from there.

    Points can also be shifted between the qualities and the leniencies of a panel as a whole, and between the qualities
    and the mean; sweeps alone find that slowly, so each ends with those shifts.
    """

    def __init__(self, scores: Scores, of: Variances) -> None:
        self.scores, self.of = scores, of
        self.mean = float(scores.points.mean())
        self.quality, self.leniency = np.zeros(scores.proposals), np.zeros(scores.evaluators)
        self.proposal_weight = scores.sheets_of_proposals / of.noise + 1 / of.quality
        self.evaluator_weight = scores.sheets_of_evaluators / of.noise + 1 / of.leniency
        self.panels, self.panel_of_proposal, self.panel_of_evaluator = _panels(scores)
        self.panel_weight = (
            np.bincount(self.panel_of_proposal, minlength=self.panels) / of.quality
            + np.bincount(self.panel_of_evaluator, minlength=self.panels) / of.leniency
        )

    def sweep(self, chance: np.random.RandomState | None = None) -> None:
        scores, of = self.scores, self.of
        rest = scores.points - self.mean
        expected = scores.sums_of_proposals(rest - self.leniency[scores.evaluator]) / of.noise / self.proposal_weight
        self.quality = _around(expected, self.proposal_weight, chance)
        expected = scores.sums_of_evaluators(rest - self.quality[scores.proposal]) / of.noise / self.evaluator_weight
        self.leniency = _around(expected, self.evaluator_weight, chance)
        self._shift_panels(chance)
        shift = _around(np.array([self.quality.mean()]), np.array([len(self.quality) / of.quality]), chance)[0]
        self.mean, self.quality = self.mean + float(shift), self.quality - shift

    def _shift_panels(self, chance: np.random.RandomState | None) -> None:
        qualities = np.bincount(self.panel_of_proposal, self.quality, self.panels) / self.of.quality
        leniencies = np.bincount(self.panel_of_evaluator, self.leniency, self.panels) / self.of.leniency
        shift = _around((qualities - leniencies) / self.panel_weight, self.panel_weight, chance)
        self.quality = self.quality - shift[self.panel_of_proposal]
        self.leniency = self.leniency + shift[self.panel_of_evaluator]


def _around(expected: Floats, weight: Floats, chance: np.random.RandomState | None) -> Floats:
    return expected if chance is None else expected + chance.standard_normal(len(expected)) / np.sqrt(weight)


def _panels(scores: Scores) -> tuple[int, Ints, Ints]:
    """Who is connected with whom by sheets: points can be shifted only within such a group."""
    size = scores.proposals + scores.evaluators
    ends = (scores.proposal, scores.evaluator + scores.proposals)
    number, group = connected_components(coo_array((np.ones(len(scores)), ends), (size, size)), directed=False)
    return int(number), group[: scores.proposals].astype(np.int64), group[scores.proposals :].astype(np.int64)
