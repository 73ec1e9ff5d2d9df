import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from evaluation import access
from evaluation.actions import objecting
from evaluation.messages import objections as messages
from evaluation.models import Objection
from evaluation.states import ObjectionStatus
from projects.models import Proposal

AT_MOST = 10  # of one proposal: an objection names persons, it does not choose the panel


@transaction.atomic
def object_to_evaluator(
    proposal: Proposal, *, by: User, name: str, organisation_name: str = "", reason: str, at: dt.datetime | None = None
) -> Objection:
    """The lead names somebody who should not judge the proposal, with the reason. HQ is told and decides.

    Saying the same again returns what was said.

    Raises:
        InvalidInput: without a name or a reason.
        DomainError: code "objections-closed", "too-many".
    """
    at = at or timezone.now()
    said = {"name": name.strip(), "organisation_name": organisation_name.strip(), "reason": reason.strip()}
    if missing := [field for field in ("name", "reason") if not said[field]]:
        raise InvalidInput({field: _("Please fill this in.") for field in missing})
    proposal, round = objecting.locked(proposal)
    require(access.may_object(by, proposal))
    objecting.require_open(proposal, round)
    standing = Objection.objects.filter(proposal=proposal).exclude(status=ObjectionStatus.WITHDRAWN)
    if same := standing.filter(name=said["name"], organisation_name=said["organisation_name"]).first():
        return same
    if standing.count() >= AT_MOST:
        raise DomainError(_("A proposal may object to %(n)d people at most.") % {"n": AT_MOST}, code="too-many")
    objection = Objection.objects.create(proposal=proposal, by=by, at=at, **said)
    event = record(stream=proposal.stream, verb="objected", by=by, at=at, data={"objection": objection.pk})
    messages.objection_made(event, objection, round)
    return objection
