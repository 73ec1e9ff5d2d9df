import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, require
from evaluation import access
from evaluation.actions.appeal_draft import require_in_time
from evaluation.models import Appeal, Standing
from evaluation.states import AppealStatus, RoundStatus


@transaction.atomic
def start_appeal(standing: Standing, *, by: User, at: dt.datetime | None = None) -> Appeal:
    """Begin an appeal against a released result. One result has one appeal; asked again, it is the same one, whatever
    became of it. One that was withdrawn does not count.

    Raises:
        DomainError: code "not-released"; AppealClosed once the rulebook's time is over.
    """
    at = at or timezone.now()
    standing = (
        Standing.objects.select_for_update(no_key=True, of=("self",))
        .select_related("round__rulebook", "proposal")
        .get(pk=standing.pk)
    )
    require(access.may_appeal(by, standing.proposal))
    if standing.round.status != RoundStatus.RELEASED:
        raise DomainError(_("There is no released result to appeal against."), code="not-released")
    if there := Appeal.objects.joined().filter(standing=standing).exclude(status=AppealStatus.WITHDRAWN).first():
        return there
    require_in_time(standing.round, at)
    appeal = Appeal.objects.create(standing=standing, round=standing.round, proposal=standing.proposal, created_by=by)
    record(
        stream=appeal.stream, verb="appeal-begun", by=by, at=at,
        data={"round": standing.round.ref, "proposal": standing.proposal.ref},
    )  # fmt: skip
    return appeal
