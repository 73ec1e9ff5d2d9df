import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from evaluation import access
from evaluation.messages import approvals as messages
from evaluation.models import ApprovalStep, Round
from evaluation.states import ApprovalKind, ApprovalResult, RoundStatus


@transaction.atomic
def ask_approval(round: Round, *, by: User, kinds: Collection[str], at: dt.datetime | None = None) -> list[ApprovalStep]:
    """Say who must approve the confirmed list before it is released: the committee, the ministry, in this order.

    Who is asked already is not asked twice; the ministry is told when its turn comes.

    Raises:
        InvalidInput: nobody chosen. DomainError: code "not-confirmed".
    """
    at = at or timezone.now()
    round = Round.objects.locked(round)
    require(access.may_decide(by, round))
    if round.status != RoundStatus.CONFIRMED:
        raise DomainError(_("Approval is asked for once the ranking is confirmed."), code="not-confirmed")
    wanted = [kind for kind in ApprovalKind.values if kind in kinds]
    if not wanted:
        raise InvalidInput({"kinds": _("Choose who must approve.")})
    standing = round.approvals.filter(result__in=[ApprovalResult.WAITING, ApprovalResult.APPROVED])
    known = set(standing.values_list("kind", flat=True))
    number = round.approvals.aggregate(last=Max("number"))["last"] or 0
    steps = ApprovalStep.objects.bulk_create(
        ApprovalStep(round=round, number=number + place, kind=kind, asked_by=by, asked_at=at)
        for place, kind in enumerate((kind for kind in wanted if kind not in known), start=1)
    )
    if steps:
        event = record(stream=round.stream, verb="approval-asked", by=by, at=at, data={"kinds": [step.kind for step in steps]})
        messages.approval_asked(event, round)
    return steps
