import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import require
from evaluation import access
from evaluation.actions.filling_pool import fill_pool
from evaluation.actions.seating import require_no_draw, require_staffing, seat, seated
from evaluation.models import PanelMember, Round, Section
from evaluation.panels import choose_panel
from evaluation.queries import pool
from evaluation.states import Appointment


@transaction.atomic
def propose_panel(round: Round, *, by: User, at: dt.datetime | None = None) -> list[PanelMember]:
    """Fill the free seats of every section by rule, up to the rulebook's size. Nobody is told yet; HQ may change it before
    inviting. Nobody sits in two sections. Without sections: as many people as the loads ask for, by field.

    Pressed twice it finds nothing to fill. Returns the new members.

    Raises:
        PanelImpossible: naming the rule that blocks, and what would cure it.
        DomainError: code "public-draw" where the panel is drawn.
    """
    at = at or timezone.now()
    round = Round.objects.locked(round)
    require(access.may_run_round(by, round))
    require_staffing(round, at)
    require_no_draw(round)
    if round.is_individual:
        return fill_pool(round, by=by, at=at)
    return [member for section in round.sections.all() for member in _fill(round, section, by, at)]


def _fill(round: Round, section: Section, by: User, at: dt.datetime) -> list[PanelMember]:
    candidates = {candidate.expert.pk: candidate for candidate in pool.candidates(round, section=section)}
    chosen = choose_panel(
        [candidate.as_seatable() for candidate in candidates.values()],
        pool.panel_rules(round.rules),
        home=round.region_id,
        seed=f"{round.ref}/{section.number}",
        seated=[member.as_seatable() for member in seated(round, section)],
        region_name=round.region.name,
    )
    if not chosen:
        return []
    members = seat(round, [candidates[one.key].expert for one in chosen], section=section, how=Appointment.AUTOMATIC, at=at)
    record(
        stream=round.stream, verb="panel-proposed", by=by, at=at,
        data={
            "section": section.number, "seats": {member.seat_name: f"expert/{member.expert_id}" for member in members},
            "pool": len(candidates), "barred": sum(bool(candidate.barred) for candidate in candidates.values()),
        },
    )  # fmt: skip
    return members
