from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clusters.bilingual import in_language
from clusters.eligibility import Named
from clusters.models.region import Region
from clusters.places import place_name


class ComplexType(models.TextChoices):
    """Kinds of complex in the Industrial Sites Act (산업입지법)."""

    NATIONAL = "national", pgettext_lazy("complex", "National")
    GENERAL = "general", pgettext_lazy("complex", "General")
    URBAN_HIGHTECH = "urban-hightech", pgettext_lazy("complex", "Urban high-tech")
    AGRO = "agro", pgettext_lazy("complex", "Agro-industrial")


class ComplexRole(models.TextChoices):
    HUB = "hub", pgettext_lazy("complex", "Hub")
    SPOKE = "spoke", pgettext_lazy("complex", "Linked")
    UNKNOWN = "unknown", pgettext_lazy("complex", "Role not documented")


class RoleBasis(models.TextChoices):
    PRESS = "press", _("named in print")
    RESIDUAL = "residual", _("all hubs of the region are named in print and this is not one of them")
    INFERRED = "inferred", _("inferred")
    UNKNOWN = "unknown", _("not documented")


class Selection(models.TextChoices):
    """Why this complex is among the 193: the official list of March 2010 was not found."""

    NAMED = "named", _("Named in print")
    NAMED_MUNICIPALITY = "named-municipality", _("Municipality named in print")
    RULE = "rule", _("Filled in by rule")


class ComplexQuerySet(models.QuerySet["Complex"]):
    def matching(self, words: str) -> ComplexQuerySet:
        """Every word is found in a name, the place or the documented industries."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(name_ko__icontains=word)
                | Q(name_en__icontains=word)
                | Q(sido__icontains=word)
                | Q(sigungu__icontains=word)
                | Q(main_industries__icontains=word)
            )
        return found


class Complex(models.Model):
    """One of the 193 industrial complexes of the programme of 2010."""

    code = models.SlugField(_("code"), max_length=60, primary_key=True)
    order = models.PositiveSmallIntegerField(_("order"))
    name_ko = models.CharField(_("name in Korean"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=120)
    type = models.CharField(_("type"), max_length=16, choices=ComplexType)
    region = models.ForeignKey(Region, models.PROTECT, related_name="complexes", verbose_name=_("region"))
    sido = models.CharField(_("province"), max_length=10)
    sigungu = models.CharField(_("municipality"), max_length=20)
    lat = models.FloatField(_("latitude (WGS84)"))
    lon = models.FloatField(_("longitude (WGS84)"))
    latlon_method = models.CharField(_("how the position was found"), max_length=20)
    latlon_precision_m = models.PositiveIntegerField(_("precision of the position (m)"))
    map_x = models.FloatField(_("place on the map, from the left (units)"))
    map_y = models.FloatField(_("place on the map, from the top (units)"))
    area_thousand_m2 = models.PositiveIntegerField(_("designated area at the end of 2025 (1,000 m²)"))
    designated_year = models.PositiveSmallIntegerField(_("year of designation"), null=True, blank=True)
    main_industries = models.CharField(_("specialised industries in print"), max_length=200, blank=True)
    pilot_year = models.PositiveSmallIntegerField(_("in the programme since, before 2010"), null=True, blank=True)
    role = models.CharField(_("role"), max_length=8, choices=ComplexRole)
    role_basis = models.CharField(_("how the role is known"), max_length=10, choices=RoleBasis)
    selection = models.CharField(_("why it is on the list"), max_length=20, choices=Selection)
    register_name = models.CharField(_("name in the register"), max_length=80)
    tenant_firms = models.PositiveIntegerField(_("tenant firms at the end of 2025"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    note_ko = models.TextField(_("note in Korean"), blank=True)
    source = models.TextField(_("sources"))

    objects = ComplexQuerySet.as_manager()

    class Meta:
        verbose_name = _("complex")
        verbose_name_plural = _("complexes")
        ordering: ClassVar[list[str]] = ["order"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="complexes_have_one_order", fields=["order"]),
            models.UniqueConstraint(name="one_complex_of_a_name_per_municipality", fields=["sido", "sigungu", "name_ko"]),
            models.CheckConstraint(name="a_complex_is_of_a_known_type", condition=Q(type__in=ComplexType.values)),
            models.CheckConstraint(name="a_complex_is_hub_or_linked_or_unknown", condition=Q(role__in=ComplexRole.values)),
            models.CheckConstraint(
                name="a_role_is_unknown_exactly_when_its_basis_is",
                condition=Q(role="unknown", role_basis="unknown") | (~Q(role="unknown") & ~Q(role_basis="unknown")),
            ),
            models.CheckConstraint(
                name="a_pilot_complex_joined_in_2005_or_2007",
                condition=Q(pilot_year__isnull=True) | Q(pilot_year__in=[2005, 2007]),
            ),
            models.CheckConstraint(name="a_complex_has_an_area", condition=Q(area_thousand_m2__gt=0)),
            models.CheckConstraint(
                name="a_complex_lies_in_korea",
                condition=Q(lat__range=(33.0, 38.7), lon__range=(124.5, 131.9)),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("clusters:complex-detail", args=[self.code])

    @property
    def name(self) -> str:
        return in_language(self.name_ko, self.name_en)

    @property
    def place(self) -> str:
        """Province and municipality."""
        return place_name(self.sido, self.sigungu)

    @property
    def remark(self) -> str:
        return in_language(self.note_ko, self.note)

    @property
    def is_pilot(self) -> bool:
        """One of the 12 complexes of the programme before the reform."""
        return self.pilot_year is not None

    @cached_property
    def value_sources(self) -> dict[str, str]:
        """Where each value comes from: {"designated_year": "hankyung-19920509", …}."""
        return dict(part.split(":", 1) for part in self.source.split(" | "))

    def as_named(self) -> Named:
        return Named(self.code, self.name_ko, self.name_en)
