"""When somebody gives a proposal back: the seat goes to the next by rule, and nobody else moves."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection

from accounts.models import User
from audit.record import record
from evaluation.actions.assigning import Duty, give, take
from evaluation.messages import assignment as messages
from evaluation.models import Assignment, PanelMember, Round
from evaluation.queries.assignment_input import round_input, rules_of
from evaluation.replacement import Panel, next_best


def leave_duties(
    round: Round, member: PanelMember, *, by: User, at: dt.datetime, proposals: Collection[int] | None = None
) -> None:
    """End a member's assignments (or those to some proposals) and fill the seats again. The round is locked."""
    duties = Assignment.objects.filter(entry__round=round, member=member, ended_at__isnull=True).select_related("entry")
    if proposals is not None:
        duties = duties.filter(entry__proposal__in=proposals)
    ended = list(duties)
    if ended:
        take(round, ended, at=at)
        refill(round, [one.entry_id for one in ended], by=by, at=at)


def refill(round: Round, entries: Collection[int], *, by: User, at: dt.datetime) -> list[Assignment]:
    """Fill the free seats of these proposals by rule; those who get one are told, HQ hears of seats nobody can take."""
    given = round_input(round, entries=list(entries))
    standing = list(Assignment.objects.filter(entry__round=round, ended_at__isnull=True).values_list("entry", "member"))
    loads, panels = Counter(pair[1] for pair in standing), defaultdict(list)
    for entry_id, member_id in standing:
        panels[entry_id].append(member_id)
    rules = rules_of(round, each_sector=_asks_for_sectors(round))
    duties: list[Duty] = []
    empty = 0
    # The hardest to fill first: fewest people free of ties.
    for place in sorted(range(len(given.entries)), key=lambda place: (-int(given.forbidden[place].sum()), place)):
        entry = given.entries[place]
        scores = given.suitability.scores(place, place + 1)[0]
        panel = [given.member_places[pk] for pk in panels[entry.pk] if pk in given.member_places]
        for _seat in range((round.seats_each or 0) - len(panels[entry.pk])):
            free = [
                column
                for column, one in enumerate(given.members)
                if not given.forbidden[place, column] and column not in panel and loads[one.pk] < given.most[column]
            ]
            found = next_best(
                Panel(given.instance, rules, place, tuple(panel)),
                free,
                scores,
                loads=[loads[one.pk] for one in given.members],
            )
            if found is None:
                empty += 1
                continue
            panel.append(found)
            member = given.members[found]
            panels[entry.pk].append(member.pk)
            loads[member.pk] += 1
            duties.append(Duty(entry.pk, member.pk, int(scores[found])))
    rows = give(round, duties, at=at)
    event = record(
        stream=round.stream, verb="assignment-refilled", by=User.objects.system(), at=at,
        data={"seats": len(rows), "unfilled": empty, "proposals": [given.entries[given.entry_places[pk]].proposal.ref for pk in entries]},
    )  # fmt: skip
    messages.duties_changed(event, round, given=[one.member_id for one in rows], taken=[])
    if empty:
        messages.seats_unfilled(event, round, empty, "")
    return rows


def _asks_for_sectors(round: Round) -> bool:
    last = round.runs.exclude(appointed_at=None).order_by("-appointed_at").first()
    return last is None or last.each_sector
