from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access
from accounts.models import Grant, Organisation, Role, User
from audit.record import record
from cluster_portal.shared.errors import DomainError, require


@transaction.atomic
def end_role(grant: Grant, *, by: User) -> Grant:
    """The person may no longer act so. An organisation keeps at least one owner, the portal one administrator.

    Raises:
        DomainError: code "last-owner" or "last-administrator".
    """
    if grant.organisation_id:  # first, so that two owners who leave at once leave one after the other
        Organisation.objects.select_for_update(no_key=True).get(pk=grant.organisation_id)
    administrators = _administrators() if grant.role == Role.ADMIN else []
    grant = Grant.objects.select_for_update(of=("self",)).select_related("organisation", "user").get(pk=grant.pk)
    require(access.may_end(by, grant))
    if grant.ended_at:
        return grant
    if grant.role == Role.COMPANY_OWNER:
        owners = Grant.objects.filter(role=Role.COMPANY_OWNER, organisation=grant.organisation, ended_at__isnull=True)
        if owners.count() == 1:
            raise DomainError(_("An organisation needs an owner. Make somebody else an owner first."), code="last-owner")
    if grant.role == Role.ADMIN and not any(other.user_id != grant.user_id for other in administrators):
        raise DomainError(_("The portal needs an administrator. Make somebody else one first."), code="last-administrator")
    grant.ended_at = timezone.now()
    grant.save(update_fields=["ended_at"])
    if grant.role == Role.ADMIN:
        User.objects.filter(pk=grant.user_id).update(is_staff=False, is_superuser=False)
    record(
        stream=grant.user.key,
        verb="role-ended",
        by=by,
        data={"role": grant.role, "organisation": grant.organisation_id, "region": grant.region},
    )
    return grant


def _administrators() -> list[Grant]:
    """Locked in one order, so that two who leave at once leave one after the other."""
    now = Grant.objects.filter(role=Role.ADMIN, ended_at__isnull=True, user__is_active=True)
    return list(now.select_for_update(of=("self",)).order_by("pk"))
