from django.db import transaction
from django.utils import timezone

from accounts import access
from accounts.models import Invitation, User
from audit.record import record
from cluster_portal.shared.errors import require


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: User) -> None:
    """Shut the door. An accepted invitation stays accepted; end the role instead."""
    invitation = Invitation.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=invitation.pk)
    require(access.may_grant(by, invitation.role, invitation.organisation))
    if invitation.accepted_at is None and invitation.revoked_at is None:
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at"])
        record(stream=f"invitation/{invitation.pk}", verb="revoked", by=by)
