from __future__ import annotations

from django.db import transaction

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import require
from clusters import access
from clusters.actions.plant_description import PlantDescription, recorded, save_described
from clusters.models import Plant


@transaction.atomic
def update_plant(plant: Plant, description: PlantDescription, *, by: User) -> Plant:
    """Describe a plant anew. What was submitted earlier keeps the description of its day.

    Its history gains a line with the old and the new value of what changed; nothing changed, nothing is written.
    """
    plant = Plant.objects.select_for_update(no_key=True, of=("self",)).with_facts().get(pk=plant.pk)
    require(access.may_change_plant(by, plant))
    before, after = recorded(plant), description.as_recorded()
    changed = {name: {"from": before[name], "to": after[name]} for name in after if before[name] != after[name]}
    if changed:
        save_described(plant, description)
        record(stream=plant.stream, verb="changed", by=by, data=changed)
    return plant
