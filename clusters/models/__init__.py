"""Where the programme happens: regions, complexes, industries, plants, and what is measured of them."""

from clusters.models.complex import Complex, ComplexQuerySet
from clusters.models.indicator import Indicator
from clusters.models.industry import Industry, SpecialisedIndustry
from clusters.models.mini_cluster_mention import MiniClusterMention
from clusters.models.plant import Plant, PlantQuerySet
from clusters.models.region import Region

__all__ = [
    "Complex",
    "ComplexQuerySet",
    "Indicator",
    "Industry",
    "MiniClusterMention",
    "Plant",
    "PlantQuerySet",
    "Region",
    "SpecialisedIndustry",
]
