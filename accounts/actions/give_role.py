from django.db import transaction

from accounts import access
from accounts.models import COMPANY_ROLES, Grant, Organisation, Role, User
from audit.record import record
from cluster_portal.shared.errors import require


def grant(user: User, role: str, *, organisation: Organisation | None = None, region: str = "") -> Grant:
    """The role as it runs now; made when the person does not hold it. No questions asked: for actions that asked."""
    made, _new = Grant.objects.get_or_create(user=user, role=role, organisation=organisation, region=region, ended_at=None)
    if role == Role.ADMIN and not user.is_staff:
        User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    user.forget_grants()
    return made


@transaction.atomic
def give_role(user: User, role: str, *, by: User, organisation: Organisation | None = None, region: str = "") -> Grant:
    """Let `user` act as `role` from now on."""
    require(access.may_grant(by, role, organisation if role in COMPANY_ROLES else None))
    made = grant(user, role, organisation=organisation, region=region)
    record(
        stream=user.key,
        verb="role-given",
        by=by,
        data={"role": role, "organisation": organisation.pk if organisation else None, "region": region},
    )
    return made
