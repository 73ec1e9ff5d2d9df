import datetime as dt
import logging

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.canonical import sha256_hex
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from evaluation import access
from evaluation.actions.seating import require_staffing
from evaluation.models import AssignmentRun, Round
from evaluation.states import UNDER_WAY, MemberStatus

log = logging.getLogger(__name__)
TIME_LIMITS = (10, 600)  # seconds


@transaction.atomic
def start_assignment(
    round: Round,
    *,
    by: User,
    is_fair: bool = True,
    each_sector: bool = True,
    time_limit: int = 60,
    at: dt.datetime | None = None,
) -> AssignmentRun:
    """Have a worker compute who judges what, among those who accepted. The result is a proposal and appoints nobody.

    The seed comes from the round and the number of the computation, so that it cannot be chosen. Pressed twice, the one
    under way is returned.

    Raises:
        DomainError: code "in-sections" for a round whose sections have panels, "nobody-accepted", "panel-closed".
        InvalidInput: for a time limit out of range.
    """
    at = at or timezone.now()
    round = Round.objects.locked(round)
    require(access.may_run_round(by, round))
    require_individual(round)
    require_staffing(round, at)
    if not TIME_LIMITS[0] <= time_limit <= TIME_LIMITS[1]:
        raise InvalidInput({"time_limit": _("From 10 to 600 seconds.")})
    if under_way := AssignmentRun.objects.filter(round=round, status__in=UNDER_WAY).first():
        return under_way
    if not round.members.filter(status=MemberStatus.ACCEPTED).exists():
        raise DomainError(_("Nobody has accepted yet."), code="nobody-accepted")
    number = (round.runs.aggregate(last=Max("number"))["last"] or 0) + 1
    run = AssignmentRun.objects.create(
        round=round, number=number, by=by, queued_at=at, is_fair=is_fair, each_sector=each_sector, time_limit=time_limit,
        seed=sha256_hex(f"{round.ref}/{number}"),
    )  # fmt: skip
    record(
        stream=round.stream, verb="assignment-started", by=by, at=at,
        data={"run": number, "is_fair": is_fair, "each_sector": each_sector, "time_limit": time_limit, "seed": run.seed},
    )  # fmt: skip
    transaction.on_commit(lambda: announce(run.pk), robust=True)
    return run


def require_individual(round: Round) -> None:
    """
    Raises:
        DomainError: code "in-sections".
    """
    if not round.is_individual:
        raise DomainError(_("This round is judged in sections: a panel judges all proposals of its section."), code="in-sections")


def announce(run_id: int) -> None:
    """A hint to the workers. A broker that is down loses nothing: the sweeper finds the row."""
    from evaluation.tasks import compute_assignment

    try:
        compute_assignment.delay(run_id)
    except Exception:  # whatever the broker's client raises; the row stays
        log.warning("the broker did not answer; the sweeper will start run %s", run_id)
