"""A round's history with the names of those who acted."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from audit.models import Event
from evaluation.models import PanelMember, Round

BY_THE_HUNDRED = (
    "sealed", "what-if-run", "agenda-moved", "agenda-noted", "attended", "left-meeting", "remarked", "blind-words-set", "blind-copy-checked",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Deed:
    at: dt.datetime
    verb: str
    who: str
    data: dict[str, Any]


def latest(round: Round, reader: User, *, size: int = 12) -> list[Deed]:
    """Newest first. Seals are left out: they come by the hundred, and would say who is how far; what-if runs have a list of
    their own. Three statements."""
    events = list(Event.objects.filter(stream=round.stream).exclude(verb__in=BY_THE_HUNDRED).order_by("-seq")[:size])
    ids = {int(event.actor.removeprefix("user/")) for event in events if event.actor}
    names = {user.key: str(user) for user in User.objects.filter(pk__in=ids)}
    for _stream, actor in unnamed(reader, [round.stream]):
        names.pop(actor, None)
    return [Deed(event.at, event.verb, names.get(event.actor, ""), event.data) for event in events]


def unnamed(reader: User, streams: Iterable[str]) -> set[tuple[str, str]]:
    """(stream, actor) of rounds whose panel the reader may not know by name, not yet or not at all. One statement."""
    parts = [stream.partition("/") for stream in streams]
    rounds = {int(number) for kind, _slash, number in parts if kind == "round" and number.isdecimal()}
    hidden = PanelMember.objects.filter(round__in=rounds).exclude(pk__in=PanelMember.objects.visible_to(reader).values("pk"))
    return {(f"round/{round}", f"user/{user}") for round, user in hidden.values_list("round", "expert__user")}
