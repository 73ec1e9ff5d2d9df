"""Putting people into a round without sections, by rule: for the HQ's button, and for whoever takes a declined seat."""

import datetime as dt

from accounts.models import User
from audit.record import record
from consultants.models import Expert
from evaluation.actions.seating import seat, seated
from evaluation.models import PanelMember, Round
from evaluation.pools import DIVISION, Askable, choose_pool
from evaluation.queries import pool
from evaluation.queries.needs import demand_of, need_of
from evaluation.states import Appointment


def fill_pool(round: Round, *, by: User, at: dt.datetime) -> list[PanelMember]:
    """Up to the number that the loads ask for. The round is locked. Returns the new members."""
    standing = seated(round)
    size = need_of(round).asked
    if len(standing) >= size:
        return []
    candidates = {one.expert.pk: one for one in pool.candidates(round)}
    chosen = choose_pool(
        [_askable(one.expert, one.fitness, one.served, one.barred) for one in candidates.values()],
        demand_of(round),
        size=size,
        home=round.region_id,
        others_share=round.rules.panel.other_regions_min_share.value,
        seed=round.ref,
        seated=[_askable(member.expert) for member in standing],
    )
    if not chosen:
        return []
    people = [candidates[one.key].expert for one in chosen]
    members = seat(round, people, section=None, how=Appointment.AUTOMATIC, at=at)
    record(
        stream=round.stream, verb="panel-proposed", by=by, at=at,
        data={
            "seats": {member.seat_name: f"expert/{member.expert_id}" for member in members}, "asked": size,
            "pool": len(candidates), "barred": sum(bool(candidate.barred) for candidate in candidates.values()),
        },
    )  # fmt: skip
    return members


def _askable(expert: Expert, fitness: int = 0, served: int = 0, barred: str = "") -> Askable:
    divisions = frozenset(code[:DIVISION] for code in expert.industries)
    return Askable(expert.pk, expert.region_id, expert.sector, divisions, fitness, served, barred)
