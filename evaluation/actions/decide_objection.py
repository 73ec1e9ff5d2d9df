import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import InvalidInput, require
from consultants.models import Expert
from evaluation import access
from evaluation.actions import objecting
from evaluation.messages import objections as messages
from evaluation.models import Objection
from evaluation.states import ObjectionStatus


@transaction.atomic
def decide_objection(
    objection: Objection,
    *,
    by: User,
    follow: bool,
    reason: str,
    expert: Expert | None = None,
    at: dt.datetime | None = None,
) -> Objection:
    """Say whether an applicant's objection is followed, and why. `expert`: whom of the pool it means.

    Followed, the person must not judge that proposal; the applicant learns the decision and its reason. Decided once.

    Raises:
        InvalidInput: without a reason, or followed without the person it means.
        DomainError: code "illegal-move" once it is decided or taken back.
    """
    at = at or timezone.now()
    proposal, round = objecting.locked(objection.proposal)
    require(access.may_decide_objection(by, proposal))
    if not reason.strip():
        raise InvalidInput({"reason": _("Please give the reason.")})
    if follow and expert is None:
        raise InvalidInput({"expert": _("Choose whom of the pool it means.")})
    objection = Objection.objects.select_for_update(no_key=True).get(pk=objection.pk)
    objection.become(ObjectionStatus.FOLLOWED if follow else ObjectionStatus.DECLINED)
    objection.expert, objection.decision_reason = expert, reason.strip()
    objection.decided_by, objection.decided_at = by, at
    objection.save(update_fields=["status", "expert", "decision_reason", "decided_by", "decided_at"])
    data = {"objection": objection.pk, "outcome": objection.status, "reason": objection.decision_reason}
    if expert is not None:
        data["expert"] = f"expert/{expert.pk}"
    event = record(stream=proposal.stream, verb="objection-decided", by=by, at=at, data=data)
    messages.objection_decided(event, objection, round)
    return objection
