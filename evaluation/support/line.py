"""The line between those who are funded and those who are not, and what would move proposals over it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from evaluation.support.scores import Flags, Floats, Ints, Scores

GROUP = 1e4  # more than any difference of scores: a group stands wholly before the next
HAIR = 1e-9


@dataclass(frozen=True, slots=True)
class Rule:
    """How sheets become a total, in the rulebook's numbers; `added` is bonus less penalty of each proposal."""

    drop_highest: int
    drop_lowest: int
    trim_from: int
    sheets_min: int
    places: int
    pass_line: float
    plain_when_fewer: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """`funded` proposals stand above the line, or all that passed where the money reaches further. `behind`: 1 for proposals that come only after all others (not joint, where joint
    projects come first), else 0. `position` settles equal totals as the official list does."""

    funded: int
    behind: Ints
    position: Ints


def totals(scores: Scores, rule: Rule, added: Floats, *, keep: Flags | None = None) -> Floats:
    """The total of each proposal by the rule, as numbers for comparison; not a number without a result.

    With `keep`, only those lines of `scores` count.
    """
    kept = slice(None) if keep is None else keep
    proposal, points = scores.proposal[kept], scores.points[kept]
    order = np.lexsort((points, proposal))
    proposal, points = proposal[order], points[order]
    count = np.bincount(proposal, minlength=scores.proposals)
    starts = np.cumsum(count) - count
    rank = np.arange(len(points)) - starts[proposal]
    trimmed = count >= rule.trim_from
    low, high = np.where(trimmed, rule.drop_lowest, 0), np.where(trimmed, rule.drop_highest, 0)
    counted = (rank >= low[proposal]) & (rank < (count - high)[proposal])
    number = count - low - high
    valid = (count >= max(rule.sheets_min, 1)) & (trimmed | rule.plain_when_fewer) & (number > 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(proposal, points * counted, scores.proposals) / number
    total = np.maximum(0.0, mean + added)
    return np.where(valid, np.floor(total * 10**rule.places + 0.5 + HAIR) / 10**rule.places, np.nan)


def order_key(total: Floats, rule: Rule, line: Line) -> Floats:
    """Higher stands before lower: by group, then total. Below the pass line, and without a result, nobody is funded."""
    failed = np.isnan(total) | (total < rule.pass_line - HAIR)
    return np.nan_to_num(total, nan=-1.0) - GROUP * np.where(failed, 2, line.behind)


def order(total: Floats, rule: Rule, line: Line) -> Ints:
    """The number of each proposal on the list, from 1, in the order in which it is funded."""
    walked = np.lexsort((line.position, -order_key(total, rule, line)))
    numbers = np.empty(len(total), np.int64)
    numbers[walked] = np.arange(1, len(total) + 1)
    return numbers


def above(total: Floats, rule: Rule, line: Line) -> Flags:
    """Who stands above the line: as many as are funded, and never below the pass line."""
    return (order(total, rule, line) <= line.funded) & (np.nan_to_num(total, nan=-1.0) >= rule.pass_line - HAIR)


def turned_by_one_sheet(scores: Scores, rule: Rule, added: Floats, line: Line) -> Flags:
    """Of each proposal: whether leaving out one of its sheets would carry it over the line or the pass line, the others
    staying as they are."""
    official = totals(scores, rule, added)
    funded = above(official, rule, line)
    key = order_key(official, rule, line)
    entry = _entry(key, funded, line)
    turned = np.zeros(scores.proposals, bool)
    count = scores.sheets_of_proposals
    rank = np.arange(len(scores)) - (np.cumsum(count) - count)[scores.proposal]
    for left_out in range(int(count.max(initial=0))):
        touched = count > left_out
        new = totals(scores, rule, added, keep=rank != left_out)
        now = _would_be_above(new, order_key(new, rule, line), entry, funded, rule)
        turned |= touched & ~np.isnan(official) & (now != funded)
    return turned


def _entry(key: Floats, funded: Flags, line: Line) -> tuple[float, float]:
    """The key a funded proposal may not fall below (that of the best one waiting), and the one a waiting one must exceed
    (that of the last one funded)."""
    waiting = key[~funded].max(initial=-np.inf)
    last = key[funded].min(initial=np.inf) if funded.sum() >= line.funded else -np.inf
    return float(waiting), float(last)


def _would_be_above(new: Floats, key: Floats, entry: tuple[float, float], funded: Flags, rule: Rule) -> Flags:
    waiting, last = entry
    passes = np.nan_to_num(new, nan=-1.0) >= rule.pass_line - HAIR
    return passes & np.where(funded, key >= waiting - HAIR, key > last + HAIR)


@dataclass(frozen=True, slots=True)
class WithoutOne:
    """The list without one evaluator's sheets: who would rise above the line, and who fall below it."""

    evaluator: int
    risen: Ints
    fallen: Ints


def without_each(scores: Scores, rule: Rule, added: Floats, line: Line) -> Iterator[WithoutOne]:
    """For every evaluator whose absence would move somebody over the line, in their order.

    Only the proposals an evaluator judged get a new total; and only those near the line can change places over it, so that
    is all that is looked at.
    """
    official = totals(scores, rule, added)
    funded = above(official, rule, line)
    walked = np.lexsort((line.position, -order_key(official, rule, line)))
    place = np.empty(len(walked), np.int64)
    place[walked] = np.arange(len(walked))
    starts = np.cumsum(scores.sheets_of_proposals) - scores.sheets_of_proposals
    for evaluator, own in enumerate(scores.by_evaluator()):
        if not len(own):
            continue
        judged = scores.proposal[own]
        part, of = _sheets_of(scores, judged, starts)
        new = totals(part, rule, added[of], keep=part.evaluator != evaluator)
        near = _near(line.funded, len(judged), walked)
        looked_at = np.union1d(near, judged)
        total = official[looked_at].copy()
        total[np.searchsorted(looked_at, of)] = new
        # Of those not looked at, all that stand higher are funded: the rest of the line is for those looked at.
        higher = line.funded - int(np.sum(place[looked_at] < line.funded))
        here = Line(line.funded - higher, line.behind[looked_at], line.position[looked_at])
        after = above(total, rule, here)
        before = funded[looked_at]
        if np.any(after != before):
            yield WithoutOne(evaluator, looked_at[after & ~before], looked_at[before & ~after])


def _sheets_of(scores: Scores, judged: Ints, starts: Ints) -> tuple[Scores, Ints]:
    """All sheets of some proposals, renumbered; and which proposals they are, in order."""
    of = np.unique(judged)
    count = scores.sheets_of_proposals[of]
    lines = np.repeat(starts[of], count) + np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    proposal = np.repeat(np.arange(len(of)), count)
    return Scores(proposal, scores.evaluator[lines], scores.points[lines], len(of), scores.evaluators), of


def _near(funded: int, moved: int, walked: Ints) -> Ints:
    """Those within as many places of the line as could be pushed over it."""
    return walked[max(0, funded - moved - 1) : funded + moved + 1]
