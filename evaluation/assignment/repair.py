"""Chains of replacements that lift short panels: somebody better enters, whom another panel gives up for somebody else.

For rounds of any size: only the neighbourhood of one short panel is looked at in a step. What it costs to free an
evaluator, by one replacement elsewhere or two in a row, is kept for a while. A panel that stays short gains weight; a
pair that moved rests (tabu search).
"""

import numpy as np

from evaluation.assignment.board import LONG_AGO, Board, Seating, fits, note, pair_at, rise, sit, throw
from evaluation.assignment.compiled import compiled
from evaluation.assignment.instance import Ints

NEVER = np.inf  # stays above any cost, whatever is taken off it
THRIFT = 0.01  # what a point of the total counts beside a squared point of shortfall
KEPT_STEPS = 100  # so long the cost of freeing somebody is believed
LONGEST = 2  # replacements elsewhere that free one evaluator


@compiled
def repair(board: Board, seating: Seating, target: int, steps: int, ever_short: Ints) -> int:
    """So many steps, or until no panel is short; returns the steps made. Marks the panels that were short."""
    path = np.zeros((LONGEST + 2, 3), np.int64)
    other_way = np.zeros(2, np.int64)
    for step in range(steps):
        number = seating.count[0]
        if number == 0:
            return step
        seating.count[1] += 1
        if throw(seating.dice) & 1:
            proposal = seating.short[throw(seating.dice) % number]
        else:
            proposal = seating.short[0]
            heaviest = -1.0
            for i in range(number):
                missing = target - seating.total[seating.short[i]]
                burden = seating.weight[seating.short[i]] * missing * missing
                if burden > heaviest:
                    heaviest, proposal = burden, seating.short[i]
        ever_short[proposal] = 1
        if _lift(board, seating, proposal, target, path, other_way) > -1e-6:
            seating.weight[proposal] *= 1.1
            if seating.weight[proposal] > 1e6:
                seating.weight[:] = np.maximum(1.0, seating.weight * 1e-3)
                seating.computed[:] = LONG_AGO
    return steps


@compiled
def _cost(seating: Seating, proposal: int, gain: int, target: int) -> float:
    """Of a panel's sum changing by `gain`."""
    missing = target - seating.total[proposal]
    after = missing - gain
    cost = -THRIFT * gain
    if after > 0:
        cost += seating.weight[proposal] * after * after
    if missing > 0:
        cost -= seating.weight[proposal] * missing * missing
    return cost


@compiled
def _rests(board: Board, seating: Seating, pair: int) -> bool:
    return board.pinned[pair] or seating.may_leave[pair] > seating.count[1]


@compiled
def _freeing(board: Board, seating: Seating, evaluator: int, target: int, longest: int) -> float:
    """What it costs at least that an evaluator has room for one more panel."""
    if seating.load[evaluator] < board.most[evaluator]:
        return 0.0
    if longest == 0:
        return NEVER
    if longest == 1:
        return _freeing_at_once(board, seating, evaluator, target)
    if seating.count[1] - seating.computed[1, evaluator] <= KEPT_STEPS:
        return seating.freeing[1, evaluator]
    best = NEVER
    for i in range(seating.load[evaluator]):
        leaving = seating.held[evaluator, i]
        if _rests(board, seating, leaving):
            continue
        proposal = board.proposal[leaving]
        for j in range(board.first[proposal], board.first[proposal + 1]):
            entering = board.descending[j]
            cost = _cost(seating, proposal, board.score[entering] - board.score[leaving], target)
            if cost >= best:
                break
            if seating.seat[entering] >= 0 or seating.may_enter[entering] > seating.count[1]:
                continue
            if fits(board, seating, leaving, entering):
                best = min(best, cost + _freeing_at_once(board, seating, board.evaluator[entering], target))
    seating.freeing[1, evaluator] = best
    seating.computed[1, evaluator] = seating.count[1]
    return best


@compiled
def _freeing_at_once(board: Board, seating: Seating, evaluator: int, target: int) -> float:
    """The same by a single replacement. (A function that called itself could not be kept compiled.)"""
    if seating.load[evaluator] < board.most[evaluator]:
        return 0.0
    if seating.count[1] - seating.computed[0, evaluator] <= KEPT_STEPS:
        return seating.freeing[0, evaluator]
    best = NEVER
    for i in range(seating.load[evaluator]):
        leaving = seating.held[evaluator, i]
        if _rests(board, seating, leaving):
            continue
        proposal = board.proposal[leaving]
        for j in range(board.first[proposal], board.first[proposal + 1]):
            entering = board.descending[j]
            cost = _cost(seating, proposal, board.score[entering] - board.score[leaving], target)
            if cost >= best:
                break
            free = board.evaluator[entering]
            if seating.seat[entering] >= 0 or seating.load[free] >= board.most[free]:
                continue
            if seating.may_enter[entering] <= seating.count[1] and fits(board, seating, leaving, entering):
                best = cost
                break
    seating.freeing[0, evaluator] = best
    seating.computed[0, evaluator] = seating.count[1]
    return best


@compiled
def _free(board: Board, seating: Seating, wanted: int, proposal: int, target: int, path: Ints) -> tuple:
    """The replacements that free an evaluator for a panel, each in a panel of its own: their cost and number."""
    number, cost, evaluator, longest = 0, 0.0, wanted, LONGEST
    while seating.load[evaluator] >= board.most[evaluator]:
        if longest == 0:
            return NEVER, 0
        best, out, into = NEVER, -1, -1
        for i in range(seating.load[evaluator]):
            leaving = seating.held[evaluator, i]
            other = board.proposal[leaving]
            if _rests(board, seating, leaving) or other == proposal or _on_path(board, path, number, other):
                continue
            for j in range(board.first[other], board.first[other + 1]):
                entering = board.descending[j]
                replacement = _cost(seating, other, board.score[entering] - board.score[leaving], target)
                if replacement >= best:
                    break
                if seating.seat[entering] >= 0 or seating.may_enter[entering] > seating.count[1]:
                    continue
                if board.evaluator[entering] == wanted or not fits(board, seating, leaving, entering):
                    continue
                replacement += _freeing(board, seating, board.evaluator[entering], target, longest - 1)
                if replacement < best:
                    best, out, into = replacement, leaving, entering
        if out < 0:
            return NEVER, 0
        path[number, 0], path[number, 1] = out, into
        number += 1
        cost += _cost(seating, board.proposal[out], board.score[into] - board.score[out], target)
        evaluator = board.evaluator[into]
        longest -= 1
    return cost, number


@compiled
def _on_path(board: Board, path: Ints, number: int, proposal: int) -> bool:
    for i in range(number):
        if board.proposal[path[i, 0]] == proposal:
            return True
    return False


@compiled
def _take_on(board: Board, seating: Seating, evaluator: int, proposal: int, target: int, found: Ints) -> float:
    """The cheapest panel that takes on an evaluator who must not lose load, for somebody who may: (leaving, entering)."""
    best = NEVER
    for i in range(board.first_of_evaluator[evaluator], board.first_of_evaluator[evaluator + 1]):
        entering = board.of_evaluator[i]
        other = board.proposal[entering]
        if other == proposal or seating.seat[entering] >= 0:
            continue
        for seat in range(seating.members.shape[1]):
            leaving = seating.members[other, seat]
            if leaving < 0 or _rests(board, seating, leaving):
                continue
            if seating.load[board.evaluator[leaving]] <= board.least[board.evaluator[leaving]]:
                continue
            cost = _cost(seating, other, board.score[entering] - board.score[leaving], target)
            if cost < best and fits(board, seating, leaving, entering):
                best = cost
                found[0], found[1] = leaving, entering
    return best


@compiled
def _lift(board: Board, seating: Seating, proposal: int, target: int, path: Ints, other_way: Ints) -> float:
    """Make the best move for a short panel, even if it is a loss; returns its cost, NEVER if there was none."""
    now = seating.count[1]
    best, out, into, given, taken = NEVER, -1, -1, -1, -1
    for seat in range(seating.members.shape[1]):
        leaving = seating.members[proposal, seat]
        if leaving < 0 or _rests(board, seating, leaving):
            continue
        loser = board.evaluator[leaving]
        bound = seating.load[loser] <= board.least[loser]
        taking_on = -1.0
        for j in range(board.first[proposal], board.first[proposal + 1]):
            entering = board.descending[j]
            cost = _cost(seating, proposal, board.score[entering] - board.score[leaving], target)
            if cost >= best:
                break
            if seating.seat[entering] >= 0 or seating.may_enter[entering] > now or not fits(board, seating, leaving, entering):
                continue
            winner = board.evaluator[entering]
            if bound or seating.load[winner] >= board.most[winner]:
                for i in range(seating.load[winner]):  # they change places
                    there = seating.held[winner, i]
                    if _rests(board, seating, there):
                        continue
                    back = pair_at(board, board.proposal[there], loser)
                    if back < 0 or seating.seat[back] >= 0 or seating.may_enter[back] > now:
                        continue
                    gain = board.score[back] - board.score[there]
                    exchange = cost + _cost(seating, board.proposal[there], gain, target)
                    if exchange < best and fits(board, seating, there, back):
                        best, out, into, given, taken = exchange, leaving, entering, there, back
            if bound and taking_on < 0:
                taking_on = max(0.0, _take_on(board, seating, loser, proposal, target, other_way))
            if bound and taking_on >= NEVER:
                continue
            cost += max(taking_on, 0.0) + _freeing(board, seating, winner, target, LONGEST)
            if cost < best:
                best, out, into, given, taken = cost, leaving, entering, -1, -1
    if out < 0:
        return NEVER
    number = 0
    if given >= 0:
        path[0, 0], path[0, 1] = given, taken
        number = 1
    else:
        loser, winner = board.evaluator[out], board.evaluator[into]
        cost, number = _free(board, seating, winner, proposal, target, path)
        if cost < NEVER and seating.load[loser] <= board.least[loser]:
            cost += _take_on(board, seating, loser, proposal, target, other_way)
            if cost >= NEVER or _on_path(board, path, number, board.proposal[other_way[0]]):
                cost = NEVER
            else:
                path[number, 0], path[number, 1] = other_way[0], other_way[1]
                number += 1
        cost += _cost(seating, proposal, board.score[into] - board.score[out], target)
        if cost > best + 1e-6:
            seating.computed[:, winner] = LONG_AGO  # what was believed no longer holds
            if cost > 0:
                return NEVER
        best = cost
    path[number, 0], path[number, 1] = out, into
    _move(board, seating, target, path, number + 1)
    return best


@compiled
def _move(board: Board, seating: Seating, target: int, path: Ints, number: int) -> None:
    for i in range(number):
        path[i, 2] = rise(board, seating, path[i, 0])
    rest = seating.count[1] + 8 + throw(seating.dice) % 8
    for i in range(number):
        sit(board, seating, path[i, 1], path[i, 2])
        note(seating, board.proposal[path[i, 1]], target)
        seating.computed[:, board.evaluator[path[i, 0]]] = LONG_AGO
        seating.computed[:, board.evaluator[path[i, 1]]] = LONG_AGO
        seating.may_enter[path[i, 0]] = rest + min(20, seating.count[0])
    seating.may_leave[path[number - 1, 1]] = rest - 4
