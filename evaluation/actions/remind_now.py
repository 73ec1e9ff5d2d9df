import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cluster_portal.shared.errors import DomainError, require
from evaluation import access
from evaluation.actions.reminding import remind
from evaluation.models import PanelMember, Round
from evaluation.phases import Right, allows
from evaluation.queries.rounds import late

AT_MOST_EVERY = dt.timedelta(hours=1)


@transaction.atomic
def remind_now(round: Round, *, by: User, at: dt.datetime | None = None) -> list[PanelMember]:
    """Remind those with unsealed sheets before the clock does; nobody twice within an hour, by hand or by the clock.

    Returns who was reminded by this call: a second press finds nobody.

    Raises:
        DomainError: code "not-scoring".
    """
    at = at or timezone.now()
    round = Round.objects.locked(round)
    require(access.may_remind(by, round))
    if not allows(round.phase(at), Right.SEAL):
        raise DomainError(_("Evaluators are reminded only while scoring is open."), code="not-scoring")
    due = {
        member: number
        for member, number in late(round, at).items()
        if member.reminded_at is None or member.reminded_at <= at - AT_MOST_EVERY
    }
    remind(round, due, by=by, at=at)
    return list(due)
