"""Panels on a board, for searches that move evaluators about: what may sit where, and who sits where now.

Everything is an array, because the loops over it are compiled. Pairs are indices into the instance's pairs.
"""

from collections import namedtuple

import numpy as np

from evaluation.assignment.compiled import compiled
from evaluation.assignment.instance import SECTORS, Flags, Instance, Ints
from evaluation.assignment.rules import Rules, at_home

# What stands: of pairs, their proposal, evaluator, score, organisation, sector and whether the evaluator is at home there;
# each proposal's pairs lie from first[p] to before first[p + 1], and `descending` lists them by falling score.
Board = namedtuple(
    "Board",
    "first proposal evaluator score organisation sector home descending of_evaluator first_of_evaluator least most home_most "
    "pinned each_sector one_per_organisation",
)
# Who sits: pairs by seat, and by evaluator; what every panel adds up to; weights of panels that stay short; which pairs must
# rest; what freeing an evaluator costs, as last computed; panels below the target; counters (short panels, steps); dice.
Seating = namedtuple(
    "Seating",
    "members seat held place load total sectors home weight may_enter may_leave freeing computed short short_place count dice",
)
LONG_AGO = -1_000_000
NEVER_SHORT = 1 << 40


def board_of(instance: Instance, rules: Rules) -> Board:
    evaluator = instance.evaluator
    by_evaluator = np.lexsort((instance.proposal, evaluator)).astype(np.int32)
    sector = instance.sector[evaluator]
    seats = np.minimum(instance.seats, np.diff(instance.starts))
    return Board(
        first=instance.starts.astype(np.int64),
        proposal=instance.proposal.astype(np.int32),
        evaluator=evaluator.astype(np.int32),
        score=instance.score.astype(np.int32),
        organisation=instance.organisation[evaluator].astype(np.int32),
        sector=np.where((sector >= 0) & (sector < SECTORS), sector, SECTORS).astype(np.int8),
        home=at_home(instance, rules).astype(np.int8),
        descending=np.lexsort((-instance.score, instance.proposal)).astype(np.int32),
        of_evaluator=by_evaluator,
        first_of_evaluator=np.searchsorted(evaluator[by_evaluator], np.arange(instance.evaluators + 1)),
        least=instance.least,
        most=instance.most,
        home_most=seats // 2 if rules.half_from_elsewhere else seats,
        pinned=instance.pinned,
        each_sector=rules.each_sector,
        one_per_organisation=rules.one_per_organisation,
    )


def seating_of(instance: Instance, board: Board, seated: Flags, dice: int) -> Seating:
    """The board with these pairs seated; the dice make every run of the same throws the same."""
    proposals, evaluators, pairs = instance.proposals, instance.evaluators, len(instance.score)
    panel = int(np.bincount(instance.proposal[seated]).max(initial=instance.seats.max(initial=1)))  # pins may be too many
    load = int(np.bincount(instance.evaluator[seated]).max(initial=instance.most.max(initial=0)))
    seating = Seating(
        members=np.full((proposals, panel), -1, np.int32),
        seat=np.full(pairs, -1, np.int32),
        held=np.full((evaluators, load + 1), -1, np.int32),
        place=np.full(pairs, -1, np.int32),
        load=np.zeros(evaluators, np.int64),
        total=np.where(instance.unseatable, NEVER_SHORT, 0),
        sectors=np.zeros((proposals, SECTORS + 1), np.int64),
        home=np.zeros(proposals, np.int64),
        weight=np.ones(proposals),
        may_enter=np.zeros(pairs, np.int32),
        may_leave=np.zeros(pairs, np.int32),
        freeing=np.zeros((2, evaluators)),
        computed=np.full((2, evaluators), LONG_AGO),
        short=np.zeros(proposals, np.int64),
        short_place=np.full(proposals, -1),
        count=np.zeros(2, np.int64),
        dice=np.array([dice | 1], np.uint64),
    )
    _seat_all(board, seating, np.flatnonzero(seated))
    return seating


def seated_on(seating: Seating) -> Flags:
    seated: Flags = seating.seat >= 0
    return seated


@compiled
def _seat_all(board: Board, seating: Seating, pairs: Ints) -> None:
    filled = np.zeros(len(seating.total), np.int64)
    for pair in pairs:
        proposal = board.proposal[pair]
        sit(board, seating, pair, filled[proposal])
        filled[proposal] += 1


@compiled
def sit(board: Board, seating: Seating, pair: int, seat: int) -> None:
    proposal, evaluator = board.proposal[pair], board.evaluator[pair]
    load = seating.load[evaluator]
    seating.members[proposal, seat] = pair
    seating.seat[pair] = seat
    seating.held[evaluator, load] = pair
    seating.place[pair] = load
    seating.load[evaluator] = load + 1
    seating.total[proposal] += board.score[pair]
    seating.sectors[proposal, board.sector[pair]] += 1
    seating.home[proposal] += board.home[pair]


@compiled
def rise(board: Board, seating: Seating, pair: int) -> int:
    """Leave the seat, which is returned."""
    proposal, evaluator, seat = board.proposal[pair], board.evaluator[pair], seating.seat[pair]
    last = seating.load[evaluator] - 1
    moved = seating.held[evaluator, last]
    seating.held[evaluator, seating.place[pair]] = moved
    seating.place[moved] = seating.place[pair]
    seating.held[evaluator, last] = -1
    seating.place[pair] = -1
    seating.load[evaluator] = last
    seating.members[proposal, seat] = -1
    seating.seat[pair] = -1
    seating.total[proposal] -= board.score[pair]
    seating.sectors[proposal, board.sector[pair]] -= 1
    seating.home[proposal] -= board.home[pair]
    return seat


@compiled
def fits(board: Board, seating: Seating, leaving: int, entering: int) -> bool:
    """No rule of the panel is broken more than it was, when one enters for another."""
    proposal = board.proposal[entering]
    if board.each_sector:
        old, new = board.sector[leaving], board.sector[entering]
        if old != new and old < 3 and seating.sectors[proposal, old] == 1:
            if new == 3 or seating.sectors[proposal, new] > 0:
                return False
    if board.one_per_organisation:
        organisation = board.organisation[entering]
        for seat in range(seating.members.shape[1]):
            member = seating.members[proposal, seat]
            if member >= 0 and member != leaving and board.organisation[member] == organisation:
                return False
    return not (board.home[entering] > board.home[leaving] and seating.home[proposal] >= board.home_most[proposal])


@compiled
def pair_at(board: Board, proposal: int, evaluator: int) -> int:
    """The pair, or -1 if it may not be."""
    low, high = board.first[proposal], board.first[proposal + 1]
    while low < high:
        middle = (low + high) // 2
        if board.evaluator[middle] < evaluator:
            low = middle + 1
        else:
            high = middle
    if low < board.first[proposal + 1] and board.evaluator[low] == evaluator:
        return low
    return -1


@compiled
def note(seating: Seating, proposal: int, target: int) -> None:
    """Keep the list of panels below the target."""
    short, place = seating.total[proposal] < target, seating.short_place[proposal]
    if short and place < 0:
        seating.short_place[proposal] = seating.count[0]
        seating.short[seating.count[0]] = proposal
        seating.count[0] += 1
    elif not short and place >= 0:
        last = seating.count[0] - 1
        moved = seating.short[last]
        seating.short[place] = moved
        seating.short_place[moved] = place
        seating.short_place[proposal] = -1
        seating.count[0] = last


@compiled
def aim(seating: Seating, target: int) -> None:
    """List the panels below a new target; what was computed for another no longer holds."""
    seating.count[0] = 0
    seating.short_place[:] = -1
    for proposal in range(len(seating.total)):
        note(seating, proposal, target)
    seating.computed[:] = LONG_AGO


@compiled
def throw(dice: Ints) -> int:
    """The next of a fixed row of 63-bit numbers (xorshift)."""
    value = dice[0]
    value ^= value << np.uint64(13)
    value ^= value >> np.uint64(7)
    value ^= value << np.uint64(17)
    dice[0] = value
    return np.int64(value >> np.uint64(1))  # type: ignore[return-value]
