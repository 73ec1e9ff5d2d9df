import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cluster_portal.shared.errors import require
from evaluation.actions.moving_up import move_up
from evaluation.afterwards import carried
from evaluation.models import ListChange
from evaluation.queries.afterwards import all_waiting
from programme.access import may_manage_programme
from programme.actions.move_pool_money import pool_left, take_from_pool
from programme.models import ProgrammeYear


@transaction.atomic
def fund_from_pool(year: ProgrammeYear, *, by: User, at: dt.datetime | None = None) -> list[ListChange]:
    """Carry the reserve lists of all regions as far as the central pool goes: each list in its own order, among the lists the
    higher score first. Returns who moved up; with nothing left, nobody.

    The money goes through the region's budget, so that what a region granted is on one account.
    """
    at = at or timezone.now()
    require(may_manage_programme(by))
    year = ProgrammeYear.objects.select_for_update(no_key=True).get(pk=year.pk)
    everybody, standings = all_waiting(year)
    changes = []
    for one in carried(everybody, pool_left(year)):
        standing = standings[one.key]
        round = standing.round
        take_from_pool(year, round.region, amount_krw=one.amount_krw, by=by, why=f"{round.ref} {standing.proposal.ref}", at=at)
        changes.append(move_up(round, standing.proposal, one, by=by, at=at, from_pool=True))
    return changes
