import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import require
from evaluation import access
from evaluation.actions import objecting
from evaluation.models import Objection
from evaluation.states import ObjectionStatus


@transaction.atomic
def withdraw_objection(objection: Objection, *, by: User, at: dt.datetime | None = None) -> Objection:
    """The lead takes it back while nobody has decided. A second press changes nothing.

    Raises:
        DomainError: code "illegal-move" once it is decided.
    """
    at = at or timezone.now()
    proposal, _round = objecting.locked(objection.proposal)
    require(access.may_object(by, proposal))
    objection = Objection.objects.select_for_update(no_key=True).get(pk=objection.pk)
    if objection.status == ObjectionStatus.WITHDRAWN:
        return objection
    objection.become(ObjectionStatus.WITHDRAWN)
    objection.save(update_fields=["status"])
    record(stream=proposal.stream, verb="objection-withdrawn", by=by, at=at, data={"objection": objection.pk})
    return objection
