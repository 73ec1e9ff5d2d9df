import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, require
from evaluation import access
from evaluation.models import Round
from evaluation.queries.ranking import lock_budget
from evaluation.states import RoundStatus
from programme.actions.move_pool_money import give_to_pool
from programme.models import PoolTransfer


@transaction.atomic
def give_rest_to_pool(round: Round, *, by: User, at: dt.datetime | None = None) -> PoolTransfer:
    """Give what the region does not need after the release to the central pool; what other rounds of the region confirmed and
    did not release yet stays with it.

    Raises:
        DomainError: code "not-released", "nothing-left".
    """
    at = at or timezone.now()
    round = Round.objects.locked(round)
    require(access.may_decide(by, round))
    if round.status != RoundStatus.RELEASED:
        raise DomainError(_("The round is not released."), code="not-released")
    rest = lock_budget(round)
    if not rest:
        raise DomainError(_("Nothing is left of the region's budget."), code="nothing-left")
    transfer = give_to_pool(round.call.year, round.region, amount_krw=rest, by=by, why=round.ref, at=at)
    record(stream=round.stream, verb="rest-given-to-pool", by=by, at=at, data={"amount_krw": rest})
    return transfer
