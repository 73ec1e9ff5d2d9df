from django.db import transaction
from django.utils import timezone

from accounts import access, messages
from accounts.actions.give_role import grant
from accounts.models import JoinRequest, Role, User
from audit.record import record
from cluster_portal.shared.errors import require


@transaction.atomic
def answer_join_request(request: JoinRequest, *, by: User, accept: bool, role: str = Role.COMPANY_WRITER) -> JoinRequest:
    """Let the person in as `role`, or not. The first answer stands."""
    request = JoinRequest.objects.select_for_update(of=("self",)).select_related("organisation", "user").get(pk=request.pk)
    require(access.may_grant(by, role, request.organisation))
    if request.answered_at:
        return request
    request.answered_at, request.answered_by, request.accepted = timezone.now(), by, accept
    request.save(update_fields=["answered_at", "answered_by", "accepted"])
    if accept:
        grant(request.user, role, organisation=request.organisation)
    event = record(
        stream=request.organisation.key,
        verb="join-answered",
        by=by,
        data={"person": request.user.key, "accepted": accept, "role": role},
    )
    messages.join_answered(request, event)
    return request
