import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import require
from evaluation import access
from evaluation.messages import appeals as messages
from evaluation.models import Appeal
from evaluation.states import AppealStatus


@transaction.atomic
def withdraw_appeal(appeal: Appeal, *, by: User, at: dt.datetime | None = None) -> Appeal:
    """Take the appeal back, or throw its draft away, until its review has begun. Within the time another may be filed.

    HQ is told of one that was filed. A second click changes nothing.

    Raises:
        DomainError: code "illegal-move" once it is under review or answered.
    """
    at = at or timezone.now()
    appeal = Appeal.objects.locked(appeal)
    require(access.may_appeal(by, appeal.proposal))
    if appeal.status == AppealStatus.WITHDRAWN:
        return appeal
    appeal.become(AppealStatus.WITHDRAWN)
    appeal.ended_at, appeal.ended_by, appeal.next_reminder_at = at, by, None
    appeal.save(update_fields=["status", "ended_at", "ended_by", "next_reminder_at"])
    event = record(stream=appeal.stream, verb="appeal-withdrawn", by=by, at=at, data={"number": appeal.number})
    if appeal.number:
        messages.appeal_withdrawn(event, appeal)
    return appeal
