import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts import access, messages
from accounts.models import Invitation, Organisation, User
from audit.record import record
from cluster_portal.shared.errors import require

VALID_FOR = dt.timedelta(days=14)


@transaction.atomic
def invite_person(email: str, role: str, *, by: User, organisation: Organisation | None = None, region: str = "") -> Invitation:
    """Open a door for one e-mail address, and write to it. Inviting again renews the time and writes again."""
    require(access.may_grant(by, role, organisation))
    scope = {"email": email.strip().lower(), "role": role, "organisation": organisation, "region": region}
    expires_at = timezone.now() + VALID_FOR
    invitation, is_new = Invitation.objects.select_for_update().get_or_create(
        **scope, accepted_at=None, revoked_at=None, defaults={"invited_by": by, "expires_at": expires_at}
    )
    if not is_new:
        invitation.expires_at = expires_at
        invitation.save(update_fields=["expires_at"])
    event = record(
        stream=f"invitation/{invitation.pk}",
        verb="invited",
        by=by,
        data={"role": role, "organisation": organisation.pk if organisation else None, "region": region},
    )
    messages.invited(invitation, event)
    return invitation
