"""From an instance to its result, under the rules and objectives asked for."""

from evaluation.assignment.best_panels import best_panels
from evaluation.assignment.check import check
from evaluation.assignment.exact import highest_total
from evaluation.assignment.instance import Flags, Instance
from evaluation.assignment.region import highest_total_by_region
from evaluation.assignment.result import Result
from evaluation.assignment.rules import Rules
from evaluation.assignment.watch import Watch, peak_mb

REGION_SHARE = 0.3  # of the time, where fair panels are asked for, too


def assign(instance: Instance, rules: Rules, *, fair: bool = False, seed: str = "", watch: Watch | None = None) -> Result:
    """Fill all seats, satisfy the rules, raise the worst panel (if `fair`), then the total; ties go by the seed."""
    watch = watch or Watch()
    limit = watch.time_limit if watch.time_limit is not None else default_limit(instance)
    watch.at("flow", 0.0)
    if rules.elsewhere:
        share = REGION_SHARE if fair else 1.0
        best = highest_total_by_region(instance, rules, seed, watch, share * limit, min(1.0, 2 * share) * limit)
    else:
        best = highest_total(instance, rules, seed)
    seated = best.seated
    own_best = best_panels(instance, rules if best.possible else Rules(), instance.score).worth[instance.seats > 0]
    bound_worst = int(own_best.min()) if len(own_best) else 0
    if fair and not instance.unseatable.all():
        from evaluation.assignment.fair import fairest  # its compiled loops take time and memory to load

        raised = fairest(instance, rules, seated, possible=best.possible, seed=seed, watch=watch, limit=limit)
        seated, bound_worst = raised.seated, min(raised.bound, bound_worst)
    pairs = pairs_of(instance, seated)
    found = check(instance, rules, pairs)
    return Result(
        pairs=pairs,
        total=found.total,
        worst=found.worst,
        bound_total=best.bound,
        bound_worst=bound_worst,
        unfilled=tuple(found.unfilled),
        breaches=tuple(found.breaches),
        proved=found.worst >= bound_worst if fair else found.total >= best.bound,
        seconds=watch.seconds,
        peak_mb=peak_mb(),
    )


def default_limit(instance: Instance) -> float:
    """Seconds a search may take where nobody says so."""
    return 50.0 if instance.proposals <= 4000 else 155.0


def pairs_of(instance: Instance, seated: Flags) -> tuple[tuple[int, int], ...]:
    return tuple(zip(instance.proposal[seated].tolist(), instance.evaluator[seated].tolist(), strict=True))
