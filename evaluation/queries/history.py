"""A round's history with the names of those who acted."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from audit.models import Event
from evaluation.models import Round


@dataclass(frozen=True, slots=True)
class Deed:
    at: dt.datetime
    verb: str
    who: str
    data: dict[str, Any]


def latest(round: Round, *, size: int = 20) -> list[Deed]:
    """Newest first. Seals are left out: they come by the hundred, and would say who is how far. Two statements."""
    events = list(Event.objects.filter(stream=round.stream).exclude(verb__in=["sealed"]).order_by("-seq")[:size])
    ids = {int(event.actor.removeprefix("user/")) for event in events if event.actor}
    names = {user.key: str(user) for user in User.objects.filter(pk__in=ids)}
    return [Deed(event.at, event.verb, names.get(event.actor, ""), event.data) for event in events]
