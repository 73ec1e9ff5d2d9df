"""From an instance to its result, under the rules and objectives asked for."""

from evaluation.assignment.best_panels import best_panels
from evaluation.assignment.check import check
from evaluation.assignment.exact import highest_total
from evaluation.assignment.instance import Flags, Instance
from evaluation.assignment.result import Result
from evaluation.assignment.rules import Rules
from evaluation.assignment.watch import Watch, peak_mb


def assign(instance: Instance, rules: Rules, *, fair: bool = False, seed: str = "", watch: Watch | None = None) -> Result:
    """Fill all seats, satisfy the rules, raise the worst panel (if `fair`), then the total; ties go by the seed."""
    watch = watch or Watch()
    watch.at("flow", 0.0)
    best = highest_total(instance, rules, seed)
    seated, bound_total = best.seated, best.bound
    own_best = best_panels(instance, rules if best.possible else Rules(), instance.score).worth
    bound_worst = int(own_best.min()) if len(own_best) else 0
    pairs = pairs_of(instance, seated)
    found = check(instance, rules, pairs)
    proved = found.worst >= bound_worst if fair else found.total >= bound_total
    return Result(
        pairs=pairs,
        total=found.total,
        worst=found.worst,
        bound_total=max(bound_total, found.total),
        bound_worst=bound_worst,
        unfilled=tuple(found.unfilled),
        breaches=tuple(found.breaches),
        proved=proved,
        seconds=watch.seconds,
        peak_mb=peak_mb(),
    )


def pairs_of(instance: Instance, seated: Flags) -> tuple[tuple[int, int], ...]:
    return tuple(zip(instance.proposal[seated].tolist(), instance.evaluator[seated].tolist(), strict=True))
