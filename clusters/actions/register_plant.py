from __future__ import annotations

from django.db import transaction

from accounts.models import Organisation, User
from audit.record import record
from cluster_portal.shared.errors import require
from clusters import access
from clusters.actions.plant_description import PlantDescription, save_described
from clusters.models import Plant


@transaction.atomic
def register_plant(organisation: Organisation, description: PlantDescription, *, by: User) -> Plant:
    """Enter a site of an organisation. Its eligibility follows from where it stands and what it makes.

    The plant is in use from now on, and its history begins.
    """
    require(access.may_register_plant(by, organisation))
    plant = Plant(organisation=organisation)
    save_described(plant, description)
    record(stream=plant.stream, verb="registered", by=by, data={"organisation": organisation.pk, **description.as_recorded()})
    return plant
