import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cluster_portal.shared.errors import DomainError, require
from evaluation import access
from evaluation.actions.deciding import NeedsOrder, decide
from evaluation.models import Round
from evaluation.queries.ranking import lock_budget
from evaluation.states import RoundStatus

__all__ = ["NeedsOrder", "confirm_ranking"]


@transaction.atomic
def confirm_ranking(
    round: Round, *, by: User, among_equals: Mapping[int, int] | None = None, at: dt.datetime | None = None
) -> Round:
    """Decide down the list within what is left of the region's budget, as the rulebook says; the rest that passed waits.

    The budget of this moment is kept with the round. `among_equals` is {proposal id: 1, 2 …} for proposals that share a
    place at the line; the order goes into the history. Pressed twice it does nothing.

    Raises:
        NeedsOrder: when equals stand at the line without an order.
        DomainError: code "no-budget", "no-result" when a proposal has too few sheets, "illegal-move" before the tally,
            or "decided-with-the-appeal" for a review.
    """
    at = at or timezone.now()
    round = Round.objects.locked(round)
    require(access.may_decide(by, round))
    if round.status == RoundStatus.CONFIRMED:
        return round
    if round.is_review:
        raise DomainError(_("A review is decided with its appeal."), code="decided-with-the-appeal")
    round.become(RoundStatus.CONFIRMED)
    decide(round, lock_budget(round), among_equals or {}, by=by, at=at)
    return round
