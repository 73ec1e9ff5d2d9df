"""A computation as its pages show it: progress, figures, rules. Reads what was loaded."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from evaluation import assignment_words as words
from evaluation.models import AssignmentRun
from evaluation.queries.one_panel import Newcomer


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a computation is. `share` is None while that cannot be said."""

    run: AssignmentRun
    stage: str
    share: int


def progress(run: AssignmentRun) -> Progress:
    return Progress(run, words.stage_name(run.stage), run.share)


def result(run: AssignmentRun) -> dict[str, Any]:
    """Breaches by rule, and how many seats stay empty."""
    broken = words.counted(run.breaches)
    blocked = [words.obstacle_sentence(one) for one in run.obstacles]
    return {"broken": broken, "obstacles": blocked, "unfilled": len(run.unfilled), "short_proposals": len(set(run.unfilled))}


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody who could come, with the rules that stand against it in words."""

    newcomer: Newcomer
    broken: list[str]


def newcomers(found: Iterable[Newcomer]) -> list[Line]:
    return [Line(one, [words.rule_name(rule) for rule in one.broken]) for one in found]
