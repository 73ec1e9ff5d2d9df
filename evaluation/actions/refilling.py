"""When somebody gives a proposal back, or a proposal comes late: the free seats go to the next by rule, and nobody else
moves; only where a seat would stay empty so, as few others as possible do.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import replace

import numpy as np

from accounts.models import User
from audit.record import record
from evaluation.actions.assigning import Duty, binding_breaches, give, take
from evaluation.assignment.changes import fewest_changes
from evaluation.messages import assignment as messages
from evaluation.models import Assignment, PanelMember, Round
from evaluation.queries.assignment_input import RoundInput, round_input, rules_of
from evaluation.queries.assignments import standing
from evaluation.replacement import Panel, next_best

SEATS_MOST = 30_000  # in a larger round nobody else is moved by rule: the search would keep the person waiting


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
    """Fill the free seats of these proposals by rule; those who get or give one are told, HQ hears of seats nobody can take."""
    given = round_input(round, entries=list(entries))
    duties, empty = _next_ones(round, given)
    moved: list[Assignment] = []
    if empty and round.proposal_count * (round.seats_each or 0) <= SEATS_MOST:
        rearranged = _rearranged(round, duties)
        if rearranged is not None:
            moved, duties, empty = rearranged
            take(round, moved, at=at)
    rows = give(round, duties, at=at)
    event = record(
        stream=round.stream, verb="assignment-refilled", by=User.objects.system(), at=at,
        data={
            "seats": len(rows), "unfilled": empty, "moved": len(moved),
            "proposals": [given.entries[given.entry_places[pk]].proposal.ref for pk in entries],
        },
    )  # fmt: skip
    messages.duties_changed(event, round, given=[one.member_id for one in rows], taken=[one.member_id for one in moved])
    if empty:
        messages.seats_unfilled(event, round, empty, "")
    return rows


def _next_ones(round: Round, given: RoundInput) -> tuple[list[Duty], int]:
    """Who takes the free seats while nobody else moves, and how many stay empty."""
    loads, panels = Counter[int](), defaultdict(list)
    for entry_id, member_id in standing(round).values_list("entry", "member"):
        panels[entry_id].append(member_id)
        loads[member_id] += 1
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
                Panel(given.instance, rules, place, tuple(panel)), free, scores, loads=[loads[one.pk] for one in given.members]
            )
            if found is None:
                empty += 1
                continue
            panel.append(found)
            member = given.members[found]
            panels[entry.pk].append(member.pk)
            loads[member.pk] += 1
            duties.append(Duty(entry.pk, member.pk, int(scores[found])))
    return duties, empty


def _rearranged(round: Round, simply: list[Duty]) -> tuple[list[Assignment], list[Duty], int] | None:
    """Fewer empty seats by moving as few as possible of those who have not signed: whose duties end, who gets which, and
    how many seats of the round stay empty. None where that is no better than what is done `simply`, or breaks a rule."""
    rows = {(one.entry_id, one.member_id): one for one in standing(round).select_related("entry")}
    given = round_input(round, chosen=list(rows))
    rules = rules_of(round, each_sector=_asks_for_sectors(round))
    places = given.places_of(list(rows))
    if len(places) < len(rows):
        return None  # somebody sits who did not accept: not for a rule to sort out
    instance = replace(given.instance, least=np.zeros_like(given.instance.least))  # nobody moves to have enough to do
    change = fewest_changes(instance, rules, places, seed=round.ref)
    after = [(given.entries[row].pk, given.members[column].pk) for row, column in change.pairs]
    now = binding_breaches(given, list(rows), size_min=0)
    empty = int(instance.seats.sum()) - len(rows) - len(simply)
    if len(change.unfilled) >= empty or not binding_breaches(given, after, size_min=0).keys() <= now.keys():
        return None
    staying = set(after)
    duties = [
        Duty(given.entries[row].pk, given.members[column].pk, given.suitability.reasons(row, column).total)
        for row, column in change.entered
    ]
    return [one for pair, one in rows.items() if pair not in staying], duties, len(change.unfilled)


def _asks_for_sectors(round: Round) -> bool:
    last = round.runs.exclude(appointed_at=None).order_by("-appointed_at").first()
    return last is None or last.each_sector
