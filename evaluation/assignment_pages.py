"""A computation as its pages show it: progress, figures, rules. Reads what was loaded."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from evaluation import assignment_words as words
from evaluation.models import AssignmentRun
from evaluation.queries.assignment_files import Checked
from evaluation.queries.assignments import demand_names
from evaluation.queries.one_panel import Newcomer

SHOWN = 50  # faults and breaches on the page
DEMANDS_SHOWN = 12


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


def blocked(run: AssignmentRun, named: Container[int]) -> dict[str, Any] | None:
    """The demands that block each other in words, the first of them; names as far as the reader may know them."""
    demands = run.blocking.get("demands", [])
    if not demands:
        return None
    shown = demands[:DEMANDS_SHOWN]
    titles, names = demand_names(run, shown)
    known = {pk: name for pk, name in names.items() if pk in named}
    seats = {pk: _("Seat %(n)s") % {"n": seat} for pk, seat in run.round.members.filter(pk__in=names).values_list("pk", "seat")}
    return {
        "sentences": [words.demand_sentence(one, titles.get(one["entry"], ""), known.get(one["member"]) or seats.get(one["member"], "")) for one in shown],
        "more": len(demands) - len(shown), "is_smallest": run.blocking["smallest"], "is_irreducible": run.blocking["irreducible"],
    }  # fmt: skip


def table_report(found: Checked) -> dict[str, Any]:
    """What a table says and what stands against it, the first lines of each."""
    told = dict.fromkeys((one.rule, *found.places(one)) for one in found.found.breaches)  # a panel may lack two sectors
    breaches = sorted(told, key=lambda one: one[0] not in words.BINDING)
    return {
        "seats": len(found.pairs), "new": found.new, "ended": found.ended, "total": found.found.total, "worst": found.found.worst,
        "unfilled": len(found.found.unfilled),
        "faults": [words.fault_sentence(one.number, one.code, one.value) for one in found.faults[:SHOWN]],
        "more_faults": max(0, len(found.faults) - SHOWN),
        "breaches": [(words.rule_name(rule), rule in words.BINDING, *where) for rule, *where in breaches[:SHOWN]],
        "more_breaches": max(0, len(breaches) - SHOWN),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody who could come, with the rules that stand against it in words."""

    newcomer: Newcomer
    broken: list[str]


def newcomers(found: Iterable[Newcomer]) -> list[Line]:
    return [Line(one, [words.rule_name(rule) for rule in one.broken]) for one in found]
