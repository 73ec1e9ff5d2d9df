"""Make a rulebook binding."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import require
from programme import access
from programme.models import Rulebook


@transaction.atomic
def freeze_rulebook(rulebook: Rulebook, *, by: User, at: dt.datetime | None = None) -> Rulebook:
    """From now on the database refuses any change to it. Freezing again does nothing.

    Publishing a call calls this; the programme office may do it earlier.
    """
    require(access.may_freeze(by))
    rulebook = Rulebook.objects.select_for_update(no_key=True).get(pk=rulebook.pk)
    if rulebook.is_frozen:
        return rulebook
    rulebook.frozen_at = at or timezone.now()
    rulebook.save(update_fields=["frozen_at"])
    record(stream=rulebook.stream, verb="frozen", by=by, data={"sha256": rulebook.sha256}, at=rulebook.frozen_at)
    return rulebook
