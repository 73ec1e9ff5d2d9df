"""Who has a proposal open right now: marks in the cache that fade by themselves.

Nothing depends on them. Two marks written at the same moment may cost one of them; it is back with the next heartbeat.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

STAYS = dt.timedelta(seconds=50)  # two heartbeats of the page and a little


@dataclass(frozen=True, slots=True)
class Mark:
    name: str
    where: str  # code of a step, "" on the proposal's own page
    seen_at: dt.datetime


def mark_here(proposal_id: int, user: Any, where: str, *, at: dt.datetime) -> list[Mark]:
    """Leave this person's mark and tell who else is there, by name."""
    key = f"here/proposal/{proposal_id}"
    marks: dict[int, Mark] = {
        person: mark for person, mark in cache.get(key, {}).items() if at - mark.seen_at < STAYS and person != user.pk
    }
    others = sorted(marks.values(), key=lambda mark: mark.name)
    marks[user.pk] = Mark(str(user), where, at)
    cache.set(key, marks, timeout=STAYS.total_seconds())
    return others
