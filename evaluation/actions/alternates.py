"""The common ground of what frees a drawn seat: the next by rule takes it, and the draw's record says who and why."""

import datetime as dt
from collections.abc import Sequence

from accounts.models import User
from audit.record import record
from consultants.models import Expert
from evaluation.actions.seating import seat, seated
from evaluation.draws.commitments import pseudonym
from evaluation.draws.seats import Person
from evaluation.draws.walk import EVERYWHERE, MEMBER, Pick, Plan, people_of, pick
from evaluation.models import Draw, DrawTurn, PanelMember, Round, Section
from evaluation.panel_shortage import PanelImpossible, Shortage, why_not
from evaluation.queries import pool
from evaluation.queries.draws import expert_name, experts_by_id, pool_row
from evaluation.states import Appointment, MemberStatus


def next_by_draw(
    draw: Draw, round: Round, leaving: PanelMember, *, cause: str, at: dt.datetime
) -> tuple[list[PanelMember], PanelImpossible | None]:
    """Fill the free seats of the section that somebody left: its alternates in their order, then the rest of the order.

    What bars somebody now counts. The round is locked. Returns those proposed, or the rules that block; either is recorded.
    """
    line, experts = _line(draw, round, leaving.section)
    barred = _barred_now(round, leaving.section, experts)
    panel = [_person(draw, member.expert) for member in seated(round, leaving.section) if member.section_id == leaving.section_id]
    plan, section = draw.plan, str(leaving.section.number) if leaving.section else EVERYWHERE
    drawn = sum(row["role"] == MEMBER and row["section"] == section for row in draw.outcome)
    tried = [seats for seats in plan.members if len(panel) < seats.size <= drawn]
    found = pick(line, tried, plan.house, panel=panel, barred=barred)
    taken = _take(round, leaving.section, [experts[one.id] for one in found.taken], at)
    _write_turns(draw, round, leaving, section, cause, found, at)
    return taken, None if taken or not tried else _blocked(plan, line, barred, panel, round)


def _line(draw: Draw, round: Round, section: Section | None) -> tuple[list[Person], dict[str, Expert]]:
    """Who can still come, in the order in which they are asked."""
    salt, people = draw.salt, people_of(draw.pool)
    members = PanelMember.objects.filter(round=round)
    alternates = members.filter(section=section, status=MemberStatus.ALTERNATE).order_by("alternate_number")
    first = [pseudonym(salt, expert_name(pk)) for pk in alternates.values_list("expert", flat=True)]
    known = {pseudonym(salt, expert_name(pk)) for pk in members.values_list("expert", flat=True)}
    ids = [*first, *(one for one in draw.order if one not in known)]
    return [people[one] for one in ids], experts_by_id(ids, salt)


def _barred_now(round: Round, section: Section | None, experts: dict[str, Expert]) -> dict[str, str]:
    pks = [expert.pk for expert in experts.values()]
    asked = {one.expert.pk: one.barred for one in pool.candidates(round, pool.evaluators().filter(pk__in=pks), section=section)}
    return {id: asked.get(expert.pk, "not_available") for id, expert in experts.items() if asked.get(expert.pk, "not_available")}


def _person(draw: Draw, expert: Expert) -> Person:
    row = pool_row(expert, draw.salt, strata=bool(draw.plan.members[0].sectors))
    return Person(row["id"], row["stratum"], row["region"], row["organisation"])


def _take(round: Round, section: Section | None, experts: Sequence[Expert], at: dt.datetime) -> list[PanelMember]:
    waiting = {
        member.expert_id: member
        for member in PanelMember.objects.filter(round=round, status=MemberStatus.ALTERNATE, expert__in=experts).joined()
    }
    for member in waiting.values():
        member.become(MemberStatus.PROPOSED)
        member.proposed_at = at
    PanelMember.objects.bulk_update(waiting.values(), ["status", "proposed_at"])
    new = seat(round, [expert for expert in experts if expert.pk not in waiting], section=section, how=Appointment.DRAWN, at=at)
    came = waiting | {member.expert_id: member for member in new}
    return [came[expert.pk] for expert in experts]


def _write_turns(draw: Draw, round: Round, leaving: PanelMember, section: str, cause: str, found: Pick, at: dt.datetime) -> None:
    left = pseudonym(draw.salt, expert_name(leaving.expert_id))
    first = draw.turns.count() + 1
    taken = [one.id for one in found.taken] or [""]
    DrawTurn.objects.bulk_create(
        [
            DrawTurn(
                draw=draw, number=number, section=section, left=left, cause=cause, taken=one, at=at,
                passed=[list(row) for row in found.passed] if number == first else [],
            )
            for number, one in enumerate(taken, start=first)
        ]
    )  # fmt: skip
    data = {"draw": draw.ref, "seat": leaving.seat_name, "left": left, "passed": [list(row) for row in found.passed]}
    if found.taken:
        record(stream=round.stream, verb="alternate-taken", by=User.objects.system(), at=at, data=data | {"taken": taken})
    else:
        record(stream=round.stream, verb="alternate-missing", by=User.objects.system(), at=at, data=data)


def _blocked(
    plan: Plan, line: Sequence[Person], barred: dict[str, str], panel: Sequence[Person], round: Round
) -> PanelImpossible:
    fitting = [seats for seats in plan.members if seats.size > len(panel)]
    return why_not(
        Shortage(
            tuple(one for one in line if one.id not in barred), tuple(one for one in line if one.id in barred),
            tuple(panel), fitting[-1], plan.house,
        ),
        round.region.name,
    )  # fmt: skip
