"""Panels on a board, for searches that move evaluators about: what may sit where, and who sits where now.

Everything is an array, because the loops over it are compiled. Pairs are indices into the instance's pairs.
"""

from collections import namedtuple

import numpy as np

from evaluation.assignment.compiled import compiled
from evaluation.assignment.instance import SECTORS, Flags, Instance, Ints
from evaluation.assignment.rules import Rules, at_home, home_most

# What stands, one record each: pairs, proposals (their pairs lie from `first` to before that of the next) and evaluators
# (likewise in `of_evaluator`). `descending` lists each proposal's pairs by falling score.
PAIR = np.dtype(
    [("proposal", "i8"), ("evaluator", "i8"), ("score", "i4"), ("organisation", "i4"), ("sector", "i1"), ("home", "i1"), ("pinned", "?")],
    align=True,
)  # fmt: skip
PROPOSAL = np.dtype([("first", "i8"), ("home_most", "i8")])
EVALUATOR = np.dtype([("first", "i8"), ("least", "i8"), ("most", "i8")])
Board = namedtuple("Board", "pairs proposals evaluators descending of_evaluator each_sector one_per_organisation")

# Who sits. Pairs: their seat, their place among what the evaluator holds, until when they must rest. Panels: what they add up
# to, the weight of one that stays short. Duties: the load, and what freeing an evaluator costs, as last computed. `short`:
# panels below the target; `count`: how many they are, steps, looks at a replacement.
SEAT = np.dtype([("seat", "i4"), ("place", "i4"), ("may_enter", "i4"), ("may_leave", "i4")])
PANEL = np.dtype([("total", "i8"), ("home", "i8"), ("short_place", "i8"), ("weight", "f8")])
DUTY = np.dtype([("load", "i8"), ("freeing", "f8"), ("computed", "i8"), ("freeing_at_once", "f8"), ("computed_at_once", "i8")])
Seating = namedtuple("Seating", "pairs panels duties sectors members held short count dice")
LONG_AGO = -1_000_000
NEVER_SHORT = 1 << 40


def board_of(instance: Instance, rules: Rules) -> Board:
    evaluator, sector = instance.evaluator, instance.sector[instance.evaluator]
    by_evaluator = np.lexsort((instance.proposal, evaluator))
    pairs = np.zeros(len(evaluator), PAIR)
    pairs["proposal"], pairs["evaluator"], pairs["score"] = instance.proposal, evaluator, instance.score
    pairs["organisation"] = instance.organisation[evaluator]
    pairs["sector"] = np.where((sector >= 0) & (sector < SECTORS), sector, SECTORS)
    pairs["home"], pairs["pinned"] = at_home(instance, rules), instance.pinned
    proposals = np.zeros(instance.proposals + 1, PROPOSAL)
    proposals["first"] = instance.starts
    evaluators = np.zeros(instance.evaluators + 1, EVALUATOR)
    evaluators["first"] = np.searchsorted(evaluator[by_evaluator], np.arange(instance.evaluators + 1))
    evaluators["least"][:-1], evaluators["most"][:-1] = instance.least, instance.most
    board = Board(
        pairs=pairs,
        proposals=proposals,
        evaluators=evaluators,
        descending=np.lexsort((-instance.score, instance.proposal)),
        of_evaluator=by_evaluator,
        each_sector=rules.each_sector,
        one_per_organisation=rules.one_per_organisation,
    )
    return with_sizes(board, rules, np.minimum(instance.seats, np.diff(instance.starts)))


def with_sizes(board: Board, rules: Rules, sizes: Ints) -> Board:
    """The same where so many sit on each panel, of which a share comes from elsewhere."""
    proposals = board.proposals.copy()
    proposals["home_most"][:-1] = home_most(rules, sizes)
    return board._replace(proposals=proposals)


def seating_of(instance: Instance, board: Board, seated: Flags, dice: int) -> Seating:
    """The board with these pairs seated; the dice make every run of the same throws the same."""
    proposals, evaluators, pairs = instance.proposals, instance.evaluators, len(instance.score)
    panel = int(np.bincount(instance.proposal[seated]).max(initial=instance.seats.max(initial=1)))  # pins may be too many
    load = int(np.bincount(instance.evaluator[seated]).max(initial=instance.most.max(initial=0)))
    seating = Seating(
        pairs=np.array([(-1, -1, 0, 0)], SEAT).repeat(pairs),
        panels=np.array([(0, 0, -1, 1.0)], PANEL).repeat(proposals),
        duties=np.array([(0, 0.0, LONG_AGO, 0.0, LONG_AGO)], DUTY).repeat(evaluators),
        sectors=np.zeros((proposals, SECTORS + 1), np.int64),
        members=np.full((proposals, panel), -1),
        held=np.full((evaluators, load + 1), -1),
        short=np.zeros(proposals, np.int64),
        count=np.zeros(3, np.int64),
        dice=np.array([dice | 1], np.uint64),
    )
    seating.panels["total"][instance.unseatable] = NEVER_SHORT
    _seat_all(board, seating, np.flatnonzero(seated))
    return seating


def seated_on(seating: Seating) -> Flags:
    seated: Flags = seating.pairs["seat"] >= 0
    return seated


@compiled
def _seat_all(board: Board, seating: Seating, pairs: Ints) -> None:
    filled = np.zeros(len(seating.panels), np.int64)
    for pair in pairs:
        proposal = board.pairs[pair].proposal
        sit(board, seating, pair, filled[proposal])
        filled[proposal] += 1


@compiled
def sit(board: Board, seating: Seating, pair: int, seat: int) -> None:
    proposal, evaluator = board.pairs[pair].proposal, board.pairs[pair].evaluator
    load = seating.duties[evaluator].load
    seating.members[proposal, seat] = pair
    seating.pairs[pair].seat = seat
    seating.held[evaluator, load] = pair
    seating.pairs[pair].place = load
    seating.duties[evaluator].load = load + 1
    seating.panels[proposal].total += board.pairs[pair].score
    seating.sectors[proposal, board.pairs[pair].sector] += 1
    seating.panels[proposal].home += board.pairs[pair].home


@compiled
def rise(board: Board, seating: Seating, pair: int) -> int:
    """Leave the seat, which is returned."""
    proposal, evaluator, seat = board.pairs[pair].proposal, board.pairs[pair].evaluator, seating.pairs[pair].seat
    last = seating.duties[evaluator].load - 1
    moved = seating.held[evaluator, last]
    seating.held[evaluator, seating.pairs[pair].place] = moved
    seating.pairs[moved].place = seating.pairs[pair].place
    seating.held[evaluator, last] = -1
    seating.pairs[pair].place = -1
    seating.duties[evaluator].load = last
    seating.members[proposal, seat] = -1
    seating.pairs[pair].seat = -1
    seating.panels[proposal].total -= board.pairs[pair].score
    seating.sectors[proposal, board.pairs[pair].sector] -= 1
    seating.panels[proposal].home -= board.pairs[pair].home
    return seat


@compiled
def fits(board: Board, seating: Seating, leaving: int, entering: int) -> bool:
    """No rule of the panel is broken more than it was, when one enters for another."""
    proposal = board.pairs[entering].proposal
    if board.each_sector:
        old, new = board.pairs[leaving].sector, board.pairs[entering].sector
        if old != new and old < 3 and seating.sectors[proposal, old] == 1:
            if new == 3 or seating.sectors[proposal, new] > 0:
                return False
    if board.one_per_organisation:
        organisation = board.pairs[entering].organisation
        for seat in range(seating.members.shape[1]):
            member = seating.members[proposal, seat]
            if member >= 0 and member != leaving and board.pairs[member].organisation == organisation:
                return False
    return not (
        board.pairs[entering].home > board.pairs[leaving].home
        and seating.panels[proposal].home >= board.proposals[proposal].home_most
    )


@compiled
def pair_at(board: Board, proposal: int, evaluator: int) -> int:
    """The pair, or -1 if it may not be."""
    low, high = board.proposals[proposal].first, board.proposals[proposal + 1].first
    while low < high:
        middle = (low + high) // 2
        if board.pairs[middle].evaluator < evaluator:
            low = middle + 1
        else:
            high = middle
    if low < board.proposals[proposal + 1].first and board.pairs[low].evaluator == evaluator:
        return low
    return -1


@compiled
def note(seating: Seating, proposal: int, target: int) -> None:
    """Keep the list of panels below the target."""
    short, place = seating.panels[proposal].total < target, seating.panels[proposal].short_place
    if short and place < 0:
        seating.panels[proposal].short_place = seating.count[0]
        seating.short[seating.count[0]] = proposal
        seating.count[0] += 1
    elif not short and place >= 0:
        last = seating.count[0] - 1
        moved = seating.short[last]
        seating.short[place] = moved
        seating.panels[moved].short_place = place
        seating.panels[proposal].short_place = -1
        seating.count[0] = last


@compiled
def aim(seating: Seating, target: int) -> None:
    """List the panels below a new target; what was computed for another no longer holds."""
    seating.count[0] = 0
    for proposal in range(len(seating.panels)):
        seating.panels[proposal].short_place = -1
    for proposal in range(len(seating.panels)):
        note(seating, proposal, target)
    forget(seating)


@compiled
def forget(seating: Seating) -> None:
    """What freeing somebody costs."""
    for evaluator in range(len(seating.duties)):
        seating.duties[evaluator].computed = LONG_AGO
        seating.duties[evaluator].computed_at_once = LONG_AGO


@compiled
def throw(dice: Ints) -> int:
    """The next of a fixed row of 63-bit numbers (xorshift)."""
    value = dice[0]
    value ^= value << np.uint64(13)
    value ^= value >> np.uint64(7)
    value ^= value << np.uint64(17)
    dice[0] = value
    return np.int64(value >> np.uint64(1))  # type: ignore[return-value]
