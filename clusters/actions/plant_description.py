"""What a plant is described by, the same for registering and for changing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cluster_portal.shared.errors import InvalidInput
from clusters.models import Complex, Industry, Plant

MOST_INDUSTRIES = 10


@dataclass(frozen=True, kw_only=True)
class PlantDescription:
    """`industries` may leave out the main one; it always belongs to them."""

    name: str
    complex: Complex | None
    address: str
    main_industry: Industry
    industries: Sequence[Industry] = ()
    certificate_number: str = ""

    @property
    def all_industries(self) -> list[Industry]:
        return list({industry.pk: industry for industry in (self.main_industry, *self.industries)}.values())

    def as_recorded(self) -> dict[str, Any]:
        """For the plant's history."""
        return {
            "name": self.name,
            "complex": self.complex.code if self.complex else None,
            "address": self.address,
            "main_industry": self.main_industry.code,
            "industries": sorted(industry.code for industry in self.all_industries),
            "certificate_number": self.certificate_number,
        }


def recorded(plant: Plant) -> dict[str, Any]:
    """The description a plant has now, in the same form."""
    return PlantDescription(
        name=plant.name,
        complex=plant.complex,
        address=plant.address,
        main_industry=plant.main_industry,
        industries=list(plant.industries.all()),
        certificate_number=plant.certificate_number,
    ).as_recorded()


def save_described(plant: Plant, description: PlantDescription) -> None:
    """Write the description to the row, new or old.

    Raises:
        InvalidInput: more than ten industries; a plant of this name is already in use.
    """
    if len(description.all_industries) > MOST_INDUSTRIES:
        raise InvalidInput({"industries": _("A plant can have at most %(most)d industries.") % {"most": MOST_INDUSTRIES}})
    plant.name = description.name
    plant.complex = description.complex
    plant.address = description.address
    plant.main_industry = description.main_industry
    plant.certificate_number = description.certificate_number
    try:
        with transaction.atomic():
            plant.save()
    except IntegrityError as error:
        if "one_plant_in_use_of_a_name_per_organisation" in str(error):
            raise InvalidInput({"name": _("Your organisation already has a plant of this name.")}) from error
        raise
    plant.industries.set(description.all_industries)
