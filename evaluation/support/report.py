"""All that is said of a round beside its result."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evaluation.support.agreement import alpha
from evaluation.support.line import Line, Rule, WithoutOne, above, order, totals, turned_by_one_sheet, without_each
from evaluation.support.random_effects import Model, draws, fit
from evaluation.support.scores import Flags, Floats, Ints, Scores, deviations

DRAWS = 500
LOW, HIGH = 5, 95  # percent: nine draws of ten lie between
LENIENT_BY = 2.0  # standard deviations of the evaluators' leniency
LENIENT_FROM = 5  # scores
MARKED_FROM = 10  # places between official and calibrated


@dataclass(frozen=True, slots=True)
class Sure:
    """Where each proposal would stand under the model: calibrated points, number on the list, where nine of ten draws see it,
    and in what share of the draws it stands above the line."""

    points: Floats
    number: Ints
    low: Ints
    high: Ints
    chance: Floats


@dataclass(frozen=True, slots=True)
class Support:
    """Arrays by proposal or by evaluator. `model` and `sure` are None where there are too few sheets to tell anything apart."""

    scores: Scores
    official: Floats  # totals by the rule, for comparison
    number: Ints  # official, in the order in which the list is funded
    above: Flags
    deviation: Floats
    alpha: float | None
    panels: tuple[Ints, ...]  # the proposals of each
    alpha_of_panels: tuple[float | None, ...]
    model: Model | None
    stands_out: Flags  # evaluators
    sure: Sure | None
    turned: Flags
    without: tuple[WithoutOne, ...]

    @property
    def grey(self) -> Flags:
        """Proposals that a good part of the draws sees above the line and a good part below."""
        if self.sure is None:
            return np.zeros(self.scores.proposals, bool)
        return (self.sure.chance > LOW / 100) & (self.sure.chance < HIGH / 100)

    @property
    def far_apart(self) -> Flags:
        """Proposals whose calibrated place is far from the official one."""
        if self.sure is None:
            return np.zeros(self.scores.proposals, bool)
        return np.abs(self.sure.number - self.number) > MARKED_FROM

    @property
    def moved_without_one(self) -> Flags:
        """Proposals that the absence of one evaluator would move over the line."""
        moved = np.zeros(self.scores.proposals, bool)
        for one in self.without:
            moved[one.risen] = moved[one.fallen] = True
        return moved


def support(scores: Scores, rule: Rule, line: Line, *, added: Floats, panels: Sequence[Ints], seed: bytes) -> Support:
    """`added`: bonus less penalty of each proposal. `panels`: the proposals of each panel. The same seed gives the same report."""
    official = totals(scores, rule, added)
    model = fit(scores)
    return Support(
        scores=scores,
        official=official,
        number=order(official, rule, line),
        above=above(official, rule, line),
        deviation=deviations(scores),
        alpha=alpha(scores),
        panels=tuple(panels),
        alpha_of_panels=tuple(alpha(_of(scores, panel)) for panel in panels),
        model=model,
        stands_out=standing_out(scores, model),
        sure=None if model is None else _sure(scores, model, rule, added, line, seed),
        turned=turned_by_one_sheet(scores, rule, added, line),
        without=tuple(without_each(scores, rule, added, line)),
    )


def standing_out(scores: Scores, model: Model | None) -> Flags:
    """Evaluators with enough scores whose leniency is far from that of the others."""
    if model is None:
        return np.zeros(scores.evaluators, bool)
    limit = LENIENT_BY * np.sqrt(model.variances.leniency)
    return (np.abs(model.leniency) > limit) & (scores.sheets_of_evaluators >= LENIENT_FROM)


def _sure(scores: Scores, model: Model, rule: Rule, added: Floats, line: Line, seed: bytes) -> Sure:
    points = np.maximum(0.0, model.mean + model.quality + added)
    seen = np.empty((DRAWS, scores.proposals), np.int32)
    stood_above = np.zeros(scores.proposals)
    for turn, quality in enumerate(draws(scores, model, DRAWS, seed)):
        drawn = quality + added
        seen[turn] = order(drawn, rule, line)
        stood_above += (seen[turn] <= line.funded) & (drawn >= rule.pass_line)
    low, high = np.percentile(seen, (LOW, HIGH), axis=0, method="nearest")
    return Sure(points, order(points, rule, line), low.astype(np.int64), high.astype(np.int64), stood_above / DRAWS)


def _of(scores: Scores, proposals: Ints) -> Scores:
    """The sheets of some proposals."""
    kept = np.isin(scores.proposal, proposals)
    return Scores(scores.proposal[kept], scores.evaluator[kept], scores.points[kept], scores.proposals, scores.evaluators)
