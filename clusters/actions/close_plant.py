from __future__ import annotations

from django.db import transaction

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import require
from clusters import access
from clusters.models import Plant


@transaction.atomic
def close_plant(plant: Plant, *, by: User) -> Plant:
    """Take a plant out of use. It stays in all that names it, but nothing new can start there."""
    plant = Plant.objects.select_for_update(no_key=True).get(pk=plant.pk)
    require(access.may_change_plant(by, plant))
    plant.is_active = False
    plant.save(update_fields=["is_active", "updated_at"])
    record(stream=plant.stream, verb="closed", by=by)
    return plant
