import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cluster_portal.shared.errors import DomainError, require
from evaluation import access
from evaluation.actions.moving_up import move_up
from evaluation.afterwards import next_up
from evaluation.models import ListChange, Round
from evaluation.queries.afterwards import reserve, waiting
from evaluation.queries.ranking import lock_budget
from evaluation.states import RoundStatus


@transaction.atomic
def promote_reserve(round: Round, *, by: User, at: dt.datetime | None = None) -> ListChange:
    """Let the next of the reserve list move up, within what the region has left: in the order of the list and by the rule of
    the selection (stop at the first that does not fit, or skip it).

    Raises:
        DomainError: code "not-released", "nobody-moves-up".
    """
    at = at or timezone.now()
    round = Round.objects.locked(round)
    require(access.may_decide(by, round))
    if round.status != RoundStatus.RELEASED:
        raise DomainError(_("The round is not released."), code="not-released")
    left = lock_budget(round)
    standings = {one.proposal_id: one for one in reserve([round])}
    chosen = next_up(waiting(round, standings.values()), left)
    if chosen is None:
        raise DomainError(
            _("Nobody on the reserve list can move up within the ₩%(left)s that are left.") % {"left": f"{left:,}"},
            code="nobody-moves-up",
        )
    return move_up(round, standings[chosen.key].proposal, chosen, by=by, at=at)
