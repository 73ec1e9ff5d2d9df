"""What a panel that reaches a target must cost at least, when evaluators have prices.

A whole panel, not a mixture of panels: what four ordinary evaluators and half an expert add up to is no panel. Branch and
bound over one proposal's candidates, with the price less a multiple of the score as the bound.
"""

import numpy as np

from evaluation.assignment.board import Board
from evaluation.assignment.compiled import compiled
from evaluation.assignment.instance import Ints

MOST_BRANCHES = 100_000  # after so many the bound at the root is taken


@compiled
def cheapest_panels(board: Board, seats: Ints, chosen: Ints, price: Ints, target: int, panels: Ints, cost: Ints) -> int:
    """For each chosen proposal the cheapest panel that reaches the target, and what it costs: at most 1, and no panel is
    given (-1) for a proposal that has none below that. Returns how many looks at a candidate that took."""
    longest, looks = 0, 0
    for i in range(len(chosen)):
        longest = max(longest, board.proposals[chosen[i] + 1].first - board.proposals[chosen[i]].first)
    items = np.zeros(longest, np.int64)
    reduced = np.zeros(longest)
    ahead = np.zeros(longest + 1)
    for i in range(len(chosen)):
        cost[i], more = _cheapest(board, chosen[i], seats[chosen[i]], price, target, items, reduced, ahead, panels[i])
        looks += more
    return looks


@compiled
def _cheapest(
    board: Board, proposal: int, seats: int, price: Ints, target: int, items: Ints, reduced: Ints, ahead: Ints, panel: Ints
) -> tuple:
    panel[:] = -1
    asked = _asked(board, proposal, seats)
    number = _worth_a_look(board, proposal, seats, price, items)
    factor, root, turns = _best_factor(board, items[:number], seats, asked, price, target)
    looks = number * (number + turns * seats)
    if root >= 1.0:
        return 1.0, looks
    for i in range(number):
        reduced[i] = price[board.pairs[items[i]].evaluator] - factor * board.pairs[items[i]].score
    order = np.argsort(reduced[:number], kind="mergesort")
    listed = items[:number][order]
    value = reduced[:number][order]
    ahead[0] = 0.0
    for i in range(number):
        ahead[i + 1] = ahead[i] + value[i]
    best = 1.0
    at = np.full(seats + 1, -1, np.int64)
    score, cost, bound = np.zeros(seats + 1, np.int64), np.zeros(seats + 1), np.zeros(seats + 1)
    present, home = np.zeros(seats + 1, np.int64), np.zeros(seats + 1, np.int64)
    depth, branches = 0, 0
    while depth >= 0:
        at[depth] += 1
        i = at[depth]
        left = seats - depth
        if i + left > number or bound[depth] + ahead[i + left] - ahead[i] + factor * target >= best - 1e-12:
            depth -= 1
            continue
        branches += 1
        if branches > MOST_BRANCHES:
            return min(best, max(root, 0.0)), looks + branches
        pair = listed[i]
        now_present = present[depth]
        if board.pairs[pair].sector < 3:
            now_present |= 1 << board.pairs[pair].sector
        now_home = home[depth] + board.pairs[pair].home
        if board.one_per_organisation and _there(board, listed, at, depth, pair):
            continue
        missing = asked & ~now_present
        still = (missing & 1) + (missing >> 1 & 1) + (missing >> 2 & 1)
        if still > left - 1 or now_home > board.proposals[proposal].home_most:
            continue
        if left > 1:
            bound[depth + 1] = bound[depth] + value[i]
            score[depth + 1] = score[depth] + board.pairs[pair].score
            cost[depth + 1] = cost[depth] + price[board.pairs[pair].evaluator]
            present[depth + 1], home[depth + 1] = now_present, now_home
            at[depth + 1] = i
            depth += 1
        elif score[depth] + board.pairs[pair].score >= target:
            whole = cost[depth] + price[board.pairs[pair].evaluator]
            if whole < best - 1e-12:
                best = whole
                for seat in range(seats):
                    panel[seat] = listed[at[seat]]
    return best, looks + branches


@compiled
def _asked(board: Board, proposal: int, seats: int) -> int:
    """The sectors that must be present, as bits: those that have candidates, if there are seats for all of them."""
    if not board.each_sector:
        return 0
    asked, number = 0, 0
    for pair in range(board.proposals[proposal].first, board.proposals[proposal + 1].first):
        sector = board.pairs[pair].sector
        if sector < 3 and not asked >> sector & 1:
            asked |= 1 << sector
            number += 1
    return asked if number <= seats else 0


@compiled
def _there(board: Board, listed: Ints, at: Ints, depth: int, pair: int) -> bool:
    """Somebody of the same organisation is on the panel already."""
    for above in range(depth):
        if board.pairs[listed[at[above]]].organisation == board.pairs[pair].organisation:
            return True
    return False


@compiled
def _worth_a_look(board: Board, proposal: int, seats: int, price: Ints, items: Ints) -> int:
    """Candidates that no panelful of others of their kind, each of another organisation, beats in both score and price;
    their number. (One of that panelful could always take the seat.)"""
    number = 0
    beaten_by = np.zeros(seats, np.int64)
    for j in range(board.proposals[proposal].first, board.proposals[proposal + 1].first):
        pair = board.descending[j]
        own = price[board.pairs[pair].evaluator]
        if own >= 1.0:
            continue
        better = 0
        for i in range(number):
            other = items[i]
            if board.pairs[other].sector != board.pairs[pair].sector or board.pairs[other].home != board.pairs[pair].home:
                continue
            if price[board.pairs[other].evaluator] > own:
                continue
            counted = False
            if board.one_per_organisation:
                for k in range(better):
                    if beaten_by[k] == board.pairs[other].organisation:
                        counted = True
            if not counted:
                beaten_by[better] = board.pairs[other].organisation
                better += 1
                if better == seats:
                    break
        if better < seats:
            items[number] = pair
            number += 1
    return number


@compiled
def _best_factor(board: Board, items: Ints, seats: int, asked: int, price: Ints, target: int) -> tuple:
    """The multiple of the score with the highest bound, that bound, and how many were tried."""
    low, high, best, bound = 0.0, 1e-4, 0.0, 0.0
    growing = True
    for turn in range(24):
        factor = high if growing else (low + high) / 2
        cost, score = _relaxed(board, items, seats, asked, price, factor)
        if cost + factor * target > bound:
            bound, best = cost + factor * target, factor
        if bound >= 1.0:
            return best, bound, turn
        if score < target:
            low = factor
            if growing:
                high *= 4.0
        else:
            high = factor
            growing = False
    return best, bound, 24


@compiled
def _relaxed(board: Board, items: Ints, seats: int, asked: int, price: Ints, factor: float) -> tuple:
    """The cheapest panel by price less factor times score, every asked sector present: that sum, and its score."""
    taken = np.zeros(len(items), np.bool_)
    whole, score = 0.0, 0
    for _seat in range(seats):
        for _turn in range(2):
            best, chosen = 1e18, -1
            for i in range(len(items)):
                if taken[i]:
                    continue
                sector = board.pairs[items[i]].sector
                if asked and (sector == 3 or not asked >> sector & 1):
                    continue
                value = price[board.pairs[items[i]].evaluator] - factor * board.pairs[items[i]].score
                if value < best:
                    best, chosen = value, i
            if chosen >= 0 or asked == 0:
                break
            asked = 0
        if chosen < 0:
            break
        taken[chosen] = True
        whole += best
        score += board.pairs[items[chosen]].score
        if asked:
            asked &= ~(1 << board.pairs[items[chosen]].sector)
    return whole, score
