"""What a panel that reaches a target must cost at least, when evaluators have prices.

A whole panel, not a mixture of panels: what four ordinary evaluators and half an expert add up to is no panel. Half-made
panels of one proposal's candidates grow, with the price less a multiple of the score as the bound.
"""

import numpy as np
from numpy.typing import NDArray

from evaluation.assignment.board import Board
from evaluation.assignment.compiled import compiled
from evaluation.assignment.instance import Ints

LABEL = np.dtype(
    [(name, "i8") for name in ("item", "before", "next", "ended", "score", "seats", "present", "home")] + [("price", "f8")]
)  # a half-made panel: who came last, to which one, and what it adds up to
Labels = NDArray[np.void]
MOST_LABELS = 20_000  # after so many the bound at the root is taken
NEVER = 1e18
GREEDY = 9  # panels to begin with


@compiled
def cheapest_panels(board: Board, seats: Ints, chosen: Ints, price: Ints, target: int, panels: Ints, cost: Ints) -> int:
    """For each chosen proposal the cheapest panel that reaches the target, and what it costs: at most 1, and no panel is
    given (-1) for a proposal that has none below that. Returns how many looks at a candidate that took."""
    longest, looks = 0, 0
    for i in range(len(chosen)):
        longest = max(longest, board.proposals[chosen[i] + 1].first - board.proposals[chosen[i]].first)
    items = np.zeros(longest, np.int64)
    reduced, labels = np.zeros(longest), np.zeros(MOST_LABELS, LABEL)
    for i in range(len(chosen)):
        cost[i], more = _cheapest(board, chosen[i], seats[chosen[i]], price, target, items, reduced, panels[i], labels)
        looks += more
    return looks


@compiled
def _cheapest(
    board: Board, proposal: int, seats: int, price: Ints, target: int, items: Ints, reduced: Ints, panel: Ints, labels: Labels
) -> tuple:
    asked = _asked(board, proposal, seats)
    number = _worth_a_look(board, proposal, seats, price, items)
    factor, root, turns = _best_factor(board, items[:number], seats, asked, price, target, panel)
    panel[:] = -1
    looks = number * (number + (turns + GREEDY) * seats)
    if root >= 1.0:
        return 1.0, looks
    best, chosen = 1.0, np.full(seats, -1, np.int64)
    for step in range(GREEDY):  # a good panel to begin with cuts most others off
        cost, score = _relaxed(board, items[:number], seats, asked, price, factor * (1.0 + 0.02 * step**3), True, chosen)
        if score >= target and cost < best - 1e-12:
            best = cost
            panel[:seats] = chosen
    for i in range(number):
        reduced[i] = price[board.pairs[items[i]].evaluator] - factor * board.pairs[items[i]].score
    best, more, whole = _search(board, items[:number], reduced[:number], seats, asked, price, factor, target, best, panel, labels)
    return best if whole else min(best, max(root, 0.0)), looks + more


@compiled
def _search(
    board: Board, items: Ints, reduced: Ints, seats: int, asked: int, price: Ints, factor: float, target: int, best: float,
    panel: Ints, labels: Labels,
) -> tuple:  # fmt: skip
    """Panels put together organisation by organisation. Of two half-made ones with as many members, the same sectors and as
    many from home, one that has neither more score nor a lower price goes no further; nor does one that can no longer reach
    the target, or not below the best price known. Returns that price, the looks taken, and whether nothing was left out."""
    order, group = _by_organisation(board, items, reduced)
    groups = group[-1] + 1 if len(items) else 0
    top, low = np.zeros((groups + 1, seats + 1), np.int64), np.full((groups + 1, seats + 1), NEVER)
    first = np.searchsorted(group, np.arange(groups + 1))
    low[:, 0] = 0.0
    for g in range(groups - 1, -1, -1):
        most, least = 0, NEVER
        for i in range(first[g], first[g + 1]):
            most, least = max(most, board.pairs[items[order[i]]].score), min(least, reduced[order[i]])
        for number in range(1, seats + 1):
            top[g, number] = max(top[g + 1, number], top[g + 1, number - 1] + most)
            low[g, number] = min(low[g + 1, number], low[g + 1, number - 1] + least)
    homes = board.proposals[board.pairs[items[0]].proposal].home_most + 1 if len(items) else 1
    newest = np.full((seats * 8 * homes), -1, np.int64)  # of each kind, the label made last
    labels[0].item, labels[0].before, labels[0].next, labels[0].ended = -1, -1, -1, groups
    labels[0].score, labels[0].seats, labels[0].present, labels[0].home, labels[0].price = 0, 0, 0, 0, 0.0
    made, looks, last = 1, 0, -1
    for g in range(groups):
        for number in range(made):
            if labels[number].ended < g:
                continue
            left = seats - labels[number].seats - 1
            for i in range(first[g], first[g + 1]):
                looks += 1
                pair = items[order[i]]
                score = labels[number].score + board.pairs[pair].score
                cost = labels[number].price + price[board.pairs[pair].evaluator]
                present, home = labels[number].present, labels[number].home + board.pairs[pair].home
                if board.pairs[pair].sector < 3:
                    present |= 1 << board.pairs[pair].sector
                missing = asked & ~present
                if (missing & 1) + (missing >> 1 & 1) + (missing >> 2 & 1) > left or home >= homes:
                    continue
                if score + top[g + 1, left] < target or cost >= best - 1e-12:
                    continue
                if cost - factor * (score - target) + low[g + 1, left] >= best - 1e-12:
                    continue
                if left == 0:
                    best = cost
                    panel[seats - 1], last = pair, number
                    for seat in range(seats - 2, -1, -1):
                        panel[seat], last = labels[last].item, labels[last].before
                    continue
                kind = ((seats - left - 1) * 8 + present) * homes + home
                if _beaten(labels, newest, kind, score, cost, g):
                    continue
                if made == len(labels):
                    return best, looks, False
                labels[made].item, labels[made].before, labels[made].ended = pair, number, groups
                labels[made].score, labels[made].price, labels[made].seats = score, cost, seats - left
                labels[made].present, labels[made].home, labels[made].next = present, home, newest[kind]
                newest[kind] = made
                made += 1
    return best, looks, True


@compiled
def _beaten(labels: Labels, newest: Ints, kind: int, score: int, cost: float, now: int) -> bool:
    """By one of its kind; those it beats itself end."""
    before, label = -1, newest[kind]
    while label >= 0:
        if labels[label].score >= score and labels[label].price <= cost:
            return True
        if labels[label].score <= score and labels[label].price >= cost:
            labels[label].ended = now
            if before < 0:
                newest[kind] = labels[label].next
            else:
                labels[before].next = labels[label].next
        else:
            before = label
        label = labels[label].next
    return False


@compiled
def _by_organisation(board: Board, items: Ints, reduced: Ints) -> tuple:
    """The places of the items, each organisation's together, those with the lowest reduced price first; and the number of the
    group of each. Without the rule everybody is a group."""
    order = np.argsort(reduced, kind="mergesort")
    group = np.zeros(len(items), np.int64)
    if not board.one_per_organisation:
        return order, np.arange(len(items))
    numbered, groups = np.full(len(items), -1, np.int64), 0
    for i in range(len(items)):
        if numbered[order[i]] >= 0:
            continue
        for j in range(i, len(items)):
            if board.pairs[items[order[j]]].organisation == board.pairs[items[order[i]]].organisation:
                numbered[order[j]] = groups
        groups += 1
    together = np.argsort(numbered, kind="mergesort")
    for i in range(len(items)):
        group[i] = numbered[together[i]]
    return together, group


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
def _best_factor(board: Board, items: Ints, seats: int, asked: int, price: Ints, target: int, panel: Ints) -> tuple:
    """The multiple of the score with the highest bound, that bound, and how many were tried."""
    low, high, best, bound = 0.0, 1e-4, 0.0, 0.0
    growing = True
    for turn in range(24):
        factor = high if growing else (low + high) / 2
        cost, score = _relaxed(board, items, seats, asked, price, factor, False, panel)
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
def _relaxed(board: Board, items: Ints, seats: int, asked: int, price: Ints, factor: float, strict: bool, panel: Ints) -> tuple:
    """The cheapest panel by price less factor times score, every asked sector present: that sum, and its score. If `strict`,
    as good a panel as is found one by one with the other rules kept: its price and its score, -1 if none is found."""
    taken = np.zeros(len(items), np.bool_)
    whole, score, home = 0.0, 0, 0
    for seat in range(seats):
        for _turn in range(2):
            best, chosen = 1e18, -1
            for i in range(len(items)):
                if taken[i]:
                    continue
                sector = board.pairs[items[i]].sector
                if asked and (sector == 3 or not asked >> sector & 1):
                    continue
                value = price[board.pairs[items[i]].evaluator] - factor * board.pairs[items[i]].score
                if value < best and not (strict and _barred(board, items[i], panel, seat, home)):
                    best, chosen = value, i
            if chosen >= 0 or asked == 0:
                break
            asked = 0
        if chosen < 0:
            return whole, -1 if strict else score
        taken[chosen] = True
        panel[seat] = items[chosen]
        home += board.pairs[items[chosen]].home
        whole += price[board.pairs[items[chosen]].evaluator] if strict else best
        score += board.pairs[items[chosen]].score
        if asked:
            asked &= ~(1 << board.pairs[items[chosen]].sector)
    return whole, score


@compiled
def _barred(board: Board, pair: int, panel: Ints, seat: int, home: int) -> bool:
    if board.pairs[pair].home and home >= board.proposals[board.pairs[pair].proposal].home_most:
        return True
    if board.one_per_organisation:
        for i in range(seat):
            if board.pairs[panel[i]].organisation == board.pairs[pair].organisation:
                return True
    return False
