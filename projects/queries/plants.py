"""Which plants of a firm a call admits, and why."""

from collections.abc import Iterable

from clusters.eligibility import Eligibility
from clusters.models import Plant
from clusters.queries import specialisations_of
from projects.eligibility import Site, partner_eligibility
from projects.models import Call


def plants_of(organisation_ids: Iterable[int]) -> list[Plant]:
    """The plants in use of these organisations, with what eligibility asks of them. Three queries."""
    return list(Plant.objects.active().filter(organisation__in=list(organisation_ids)).with_facts())


def verdicts_on(plants: Iterable[Plant], call: Call, *, is_lead: bool) -> dict[int, Eligibility]:
    """What the call's rulebook says of each plant, by its id. One query, however many they are."""
    plants = list(plants)
    complexes = {plant.complex_id: plant.complex for plant in plants if plant.complex}
    specialised = specialisations_of(complexes.values()) if complexes else {}
    region = call.region
    return {
        plant.pk: partner_eligibility(
            call.rulebook.rules.eligibility,
            kind=plant.organisation.kind,
            is_lead=is_lead,
            site=Site(
                complex=plant.complex.as_named() if plant.complex else None,
                region=plant.complex.region_id if plant.complex else None,
                is_pilot=bool(plant.complex and plant.complex.is_pilot),
                industries=tuple(industry.as_named() for industry in plant.industries.all()),
                specialised=tuple(specialised.get(plant.complex_id or "", ())),
                is_active=plant.is_active,
            ),
            only_region=region.as_named() if region else None,
        )
        for plant in plants
    }
