"""`python -m evaluation.assignment.warm`: compile the loops once, so that no first search waits for it. Never fails an
installation: what cannot be kept is compiled when it is needed."""

import sys

import numpy as np

from evaluation.assignment.board import aim, board_of, seating_of
from evaluation.assignment.compiled import DONE, KEPT
from evaluation.assignment.configurations import Configurations
from evaluation.assignment.instance import instance_of
from evaluation.assignment.repair import repair
from evaluation.assignment.rules import RULES
from evaluation.assignment.watch import Effort, Watch

SMALLEST = {"k": [1], "lo": [0], "hi": [1], "pi": [0, 0], "ri": [0, 1], "s": [1, 2]}


def warm() -> None:
    """Every loop is called once, with arrays of the kinds that a search has."""
    instance = instance_of(SMALLEST | {"hi": [1, 1], "lo": [0, 0]})
    board = board_of(instance, RULES["mix"])
    seating = seating_of(instance, board, np.array([True, False]), 1)
    aim(seating, 2)
    repair(board, seating, 2, 1, np.zeros(1, np.int8))
    Configurations(instance, board, np.arange(1), Effort(Watch(), 1.0, 1.0)).look(np.zeros(2), 1)
    if KEPT is not None:
        (KEPT / DONE).touch()


if __name__ == "__main__":
    try:
        warm()
    except Exception as problem:  # an installation goes on without
        print(f"The solver's loops could not be compiled beforehand: {problem}", file=sys.stderr)
