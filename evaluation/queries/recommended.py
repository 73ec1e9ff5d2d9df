"""The recommended list of a panel: who is on it, and how many of the pool are not, by reason."""

from collections import Counter
from dataclasses import dataclass

from evaluation.models import Round, Section
from evaluation.panels import recommended
from evaluation.queries import pool


@dataclass(frozen=True, slots=True)
class RecommendedList:
    """`people` best first; `barred`: {code of pool.Candidate.barred: people}, most first; `pool`: all who were looked at."""

    people: list[pool.Candidate]
    barred: dict[str, int]
    pool: int


def recommended_list(round: Round, section: Section | None, *, times: int) -> RecommendedList:
    """The same list for the same pool, whoever asks and however often. A constant number of statements."""
    candidates = {one.expert.pk: one for one in pool.candidates(round, section=section)}
    best = recommended(
        [one.as_seatable() for one in candidates.values()],
        pool.panel_rules(round.rules),
        home=round.region_id,
        seed=f"{round.ref}/{section.number if section else 0}",
        times=times,
    )
    barred = Counter(one.barred for one in candidates.values() if one.barred)
    return RecommendedList([candidates[one.key] for one in best], dict(barred.most_common()), len(candidates))
