from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, require
from consultants import access
from consultants.models import Expert


@transaction.atomic
def add_expert(user: User, *, by: User, **facts: Any) -> Expert:
    """Take a person into the pool. `facts` are fields of Expert (region and sector at least).

    Raises:
        DomainError: code "already-in-the-pool".
    """
    require(access.may_manage_experts(by))
    expert, new = Expert.objects.get_or_create(user=user, defaults=facts)
    if not new:
        raise DomainError(_("This person is in the pool already."), code="already-in-the-pool")
    record(
        stream=expert.stream, verb="added", by=by, data={"user": user.key, "region": expert.region_id, "sector": expert.sector}
    )
    return expert
