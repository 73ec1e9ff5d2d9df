from django.db import transaction
from django.utils.translation import gettext as _

from accounts import messages
from accounts.models import JoinRequest, Organisation, User
from audit.record import record
from cluster_portal.shared.errors import DomainError


@transaction.atomic
def ask_to_join(organisation: Organisation, *, by: User, note: str = "") -> JoinRequest:
    """Tell the organisation's owners that `by` works there. Asking twice is one request."""
    if organisation.pk in by.organisation_ids():
        raise DomainError(_("You already belong to %(name)s.") % {"name": organisation.name}, code="already-member")
    request, is_new = JoinRequest.objects.get_or_create(
        user=by, organisation=organisation, answered_at=None, defaults={"note": note.strip()}
    )
    if not is_new:
        return request
    event = record(stream=organisation.key, verb="asked-to-join", by=by, data={"note": request.note})
    messages.asked_to_join(request, event)
    return request
