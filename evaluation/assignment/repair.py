"""Chains of replacements that lift short panels: somebody better enters, whom another panel gives up for somebody else.

For rounds of any size: only the neighbourhood of one short panel is looked at in a step. What it costs to free an
evaluator, by one replacement elsewhere or two in a row, is kept for a while. A panel that stays short gains weight; a
pair that moved rests (tabu search).
"""

import numpy as np

from evaluation.assignment.board import LONG_AGO, Board, Seating, fits, forget, note, pair_at, rise, sit, throw
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
                missing = target - seating.panels[seating.short[i]].total
                burden = seating.panels[seating.short[i]].weight * missing * missing
                if burden > heaviest:
                    heaviest, proposal = burden, seating.short[i]
        ever_short[proposal] = 1
        if _lift(board, seating, proposal, target, path, other_way) > -1e-6:
            seating.panels[proposal].weight *= 1.1
            if seating.panels[proposal].weight > 1e6:
                for i in range(len(seating.panels)):
                    seating.panels[i].weight = max(1.0, seating.panels[i].weight * 1e-3)
                forget(seating)
    return steps


@compiled
def _cost(seating: Seating, proposal: int, gain: int, target: int) -> float:
    """Of a panel's sum changing by `gain`."""
    seating.count[2] += 1
    missing = target - seating.panels[proposal].total
    after = missing - gain
    cost = -THRIFT * gain
    if after > 0:
        cost += seating.panels[proposal].weight * after * after
    if missing > 0:
        cost -= seating.panels[proposal].weight * missing * missing
    return cost


@compiled
def _rests(board: Board, seating: Seating, pair: int) -> bool:
    return board.pairs[pair].pinned or seating.pairs[pair].may_leave > seating.count[1]


@compiled
def _freeing(board: Board, seating: Seating, evaluator: int, target: int) -> float:
    """What it costs at least that an evaluator has room for one more panel."""
    if seating.duties[evaluator].load < board.evaluators[evaluator].most:
        return 0.0
    if seating.count[1] - seating.duties[evaluator].computed <= KEPT_STEPS:
        return seating.duties[evaluator].freeing
    best = NEVER
    for i in range(seating.duties[evaluator].load):
        leaving = seating.held[evaluator, i]
        if _rests(board, seating, leaving):
            continue
        proposal = board.pairs[leaving].proposal
        for j in range(board.proposals[proposal].first, board.proposals[proposal + 1].first):
            entering = board.descending[j]
            cost = _cost(seating, proposal, board.pairs[entering].score - board.pairs[leaving].score, target)
            if cost >= best:
                break
            if seating.pairs[entering].seat >= 0 or seating.pairs[entering].may_enter > seating.count[1]:
                continue
            if fits(board, seating, leaving, entering):
                best = min(best, cost + _freeing_at_once(board, seating, board.pairs[entering].evaluator, target))
    seating.duties[evaluator].freeing = best
    seating.duties[evaluator].computed = seating.count[1]
    return best


@compiled
def _freeing_at_once(board: Board, seating: Seating, evaluator: int, target: int) -> float:
    """The same by a single replacement."""
    if seating.duties[evaluator].load < board.evaluators[evaluator].most:
        return 0.0
    if seating.count[1] - seating.duties[evaluator].computed_at_once <= KEPT_STEPS:
        return seating.duties[evaluator].freeing_at_once
    best = NEVER
    for i in range(seating.duties[evaluator].load):
        leaving = seating.held[evaluator, i]
        if _rests(board, seating, leaving):
            continue
        proposal = board.pairs[leaving].proposal
        for j in range(board.proposals[proposal].first, board.proposals[proposal + 1].first):
            entering = board.descending[j]
            cost = _cost(seating, proposal, board.pairs[entering].score - board.pairs[leaving].score, target)
            if cost >= best:
                break
            free = board.pairs[entering].evaluator
            if seating.pairs[entering].seat >= 0 or seating.duties[free].load >= board.evaluators[free].most:
                continue
            if seating.pairs[entering].may_enter <= seating.count[1] and fits(board, seating, leaving, entering):
                best = cost
                break
    seating.duties[evaluator].freeing_at_once = best
    seating.duties[evaluator].computed_at_once = seating.count[1]
    return best


@compiled
def _free(board: Board, seating: Seating, wanted: int, proposal: int, target: int, path: Ints) -> tuple:
    """The replacements that free an evaluator for a panel, each in a panel of its own: their cost and number."""
    number, cost, evaluator, longest = 0, 0.0, wanted, LONGEST
    while seating.duties[evaluator].load >= board.evaluators[evaluator].most:
        if longest == 0:
            return NEVER, 0
        best, out, into = NEVER, -1, -1
        for i in range(seating.duties[evaluator].load):
            leaving = seating.held[evaluator, i]
            other = board.pairs[leaving].proposal
            if _rests(board, seating, leaving) or other == proposal or _on_path(board, path, number, other):
                continue
            for j in range(board.proposals[other].first, board.proposals[other + 1].first):
                entering = board.descending[j]
                replacement = _cost(seating, other, board.pairs[entering].score - board.pairs[leaving].score, target)
                if replacement >= best:
                    break
                if seating.pairs[entering].seat >= 0 or seating.pairs[entering].may_enter > seating.count[1]:
                    continue
                if board.pairs[entering].evaluator == wanted or not fits(board, seating, leaving, entering):
                    continue
                free = board.pairs[entering].evaluator
                if longest > 1:
                    replacement += _freeing_at_once(board, seating, free, target)
                elif seating.duties[free].load >= board.evaluators[free].most:
                    continue
                if replacement < best:
                    best, out, into = replacement, leaving, entering
        if out < 0:
            return NEVER, 0
        path[number, 0], path[number, 1] = out, into
        number += 1
        cost += _cost(seating, board.pairs[out].proposal, board.pairs[into].score - board.pairs[out].score, target)
        evaluator = board.pairs[into].evaluator
        longest -= 1
    return cost, number


@compiled
def _on_path(board: Board, path: Ints, number: int, proposal: int) -> bool:
    for i in range(number):
        if board.pairs[path[i, 0]].proposal == proposal:
            return True
    return False


@compiled
def _take_on(board: Board, seating: Seating, evaluator: int, proposal: int, target: int, found: Ints) -> float:
    """The cheapest panel that takes on an evaluator who must not lose load, for somebody who may: (leaving, entering)."""
    best = NEVER
    for i in range(board.evaluators[evaluator].first, board.evaluators[evaluator + 1].first):
        entering = board.of_evaluator[i]
        other = board.pairs[entering].proposal
        if other == proposal or seating.pairs[entering].seat >= 0:
            continue
        for seat in range(seating.members.shape[1]):
            leaving = seating.members[other, seat]
            if leaving < 0 or _rests(board, seating, leaving):
                continue
            if seating.duties[board.pairs[leaving].evaluator].load <= board.evaluators[board.pairs[leaving].evaluator].least:
                continue
            cost = _cost(seating, other, board.pairs[entering].score - board.pairs[leaving].score, target)
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
        loser = board.pairs[leaving].evaluator
        bound = seating.duties[loser].load <= board.evaluators[loser].least
        taking_on = -1.0
        for j in range(board.proposals[proposal].first, board.proposals[proposal + 1].first):
            entering = board.descending[j]
            cost = _cost(seating, proposal, board.pairs[entering].score - board.pairs[leaving].score, target)
            if cost >= best:
                break
            if (
                seating.pairs[entering].seat >= 0
                or seating.pairs[entering].may_enter > now
                or not fits(board, seating, leaving, entering)
            ):
                continue
            winner = board.pairs[entering].evaluator
            if bound or seating.duties[winner].load >= board.evaluators[winner].most:
                for i in range(seating.duties[winner].load):  # they change places
                    there = seating.held[winner, i]
                    if _rests(board, seating, there):
                        continue
                    back = pair_at(board, board.pairs[there].proposal, loser)
                    if back < 0 or seating.pairs[back].seat >= 0 or seating.pairs[back].may_enter > now:
                        continue
                    gain = board.pairs[back].score - board.pairs[there].score
                    exchange = cost + _cost(seating, board.pairs[there].proposal, gain, target)
                    if exchange < best and fits(board, seating, there, back):
                        best, out, into, given, taken = exchange, leaving, entering, there, back
            if bound and taking_on < 0:
                taking_on = max(0.0, _take_on(board, seating, loser, proposal, target, other_way))
            if bound and taking_on >= NEVER:
                continue
            cost += max(taking_on, 0.0) + _freeing(board, seating, winner, target)
            if cost < best:
                best, out, into, given, taken = cost, leaving, entering, -1, -1
    if out < 0:
        return NEVER
    number = 0
    if given >= 0:
        path[0, 0], path[0, 1] = given, taken
        number = 1
    else:
        loser, winner = board.pairs[out].evaluator, board.pairs[into].evaluator
        cost, number = _free(board, seating, winner, proposal, target, path)
        if cost < NEVER and seating.duties[loser].load <= board.evaluators[loser].least:
            cost += _take_on(board, seating, loser, proposal, target, other_way)
            if cost >= NEVER or _on_path(board, path, number, board.pairs[other_way[0]].proposal):
                cost = NEVER
            else:
                path[number, 0], path[number, 1] = other_way[0], other_way[1]
                number += 1
        cost += _cost(seating, proposal, board.pairs[into].score - board.pairs[out].score, target)
        if cost > best + 1e-6:
            seating.duties[winner].computed = LONG_AGO  # what was believed no longer holds
            seating.duties[winner].computed_at_once = LONG_AGO
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
        note(seating, board.pairs[path[i, 1]].proposal, target)
        for end in range(2):
            evaluator = board.pairs[path[i, end]].evaluator
            seating.duties[evaluator].computed = LONG_AGO
            seating.duties[evaluator].computed_at_once = LONG_AGO
        seating.pairs[path[i, 0]].may_enter = rest + min(20, seating.count[0])
    seating.pairs[path[number - 1, 1]].may_leave = rest - 4
