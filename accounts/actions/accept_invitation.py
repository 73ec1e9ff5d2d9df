from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.give_role import grant
from accounts.models import Invitation, User
from audit.record import record
from cluster_portal.shared.errors import DomainError, NotAllowed


@transaction.atomic
def accept_invitation(invitation: Invitation, *, by: User) -> Invitation:
    """Take the role. Only the invited address may, within the time. Accepting twice is accepting once.

    Raises:
        NotAllowed: signed in with another address.
        DomainError: the invitation ran out or was taken back.
    """
    invitation = Invitation.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=invitation.pk)
    if invitation.email != by.email.lower():
        raise NotAllowed(_("This invitation is for %(email)s. Sign in with that address.") % {"email": invitation.email})
    if invitation.accepted_at:
        return invitation
    now = timezone.now()
    if invitation.revoked_at or invitation.expires_at < now:
        raise DomainError(_("This invitation is no longer valid. Ask for a new one."), code="invitation-over")
    invitation.accepted_at, invitation.accepted_by = now, by
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    grant(by, invitation.role, organisation=invitation.organisation, region=invitation.region)
    record(stream=f"invitation/{invitation.pk}", verb="accepted", by=by)
    return invitation
