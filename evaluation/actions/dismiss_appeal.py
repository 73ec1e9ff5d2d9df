import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import InvalidInput, require
from evaluation import access
from evaluation.messages import appeals as messages
from evaluation.models import Appeal
from evaluation.states import AppealStatus


@transaction.atomic
def dismiss_appeal(appeal: Appeal, *, by: User, reason: str, at: dt.datetime | None = None) -> Appeal:
    """Turn an appeal away for its form, without looking into the matter (각하): a ground the rulebook does not accept, a
    person who may not appeal. The applicant is told why. A second click changes nothing.

    Raises:
        InvalidInput: without a reason.
        DomainError: code "illegal-move" once the review has begun or it was answered.
    """
    at = at or timezone.now()
    appeal = Appeal.objects.locked(appeal)
    require(access.may_answer_appeal(by, appeal))
    if appeal.status == AppealStatus.DISMISSED:
        return appeal
    if not reason.strip():
        raise InvalidInput({"reason": _("Please give the reason.")})
    appeal.become(AppealStatus.DISMISSED)
    appeal.reason, appeal.ended_at, appeal.ended_by, appeal.next_reminder_at = reason.strip(), at, by, None
    appeal.save(update_fields=["status", "reason", "ended_at", "ended_by", "next_reminder_at"])
    event = record(
        stream=appeal.stream, verb="appeal-dismissed", by=by, at=at, data={"number": appeal.number, "reason": appeal.reason}
    )
    messages.appeal_dismissed(event, appeal)
    return appeal
