from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clusters.bilingual import in_language
from clusters.eligibility import Basis, Named, Specialisation
from clusters.models.complex import Complex
from clusters.models.region import Region


class Industry(models.Model):
    """A line of the Korean Standard Industrial Classification (한국표준산업분류), revision 10, manufacturing only."""

    code = models.CharField(_("code"), max_length=5, primary_key=True)
    level = models.PositiveSmallIntegerField(_("level"), help_text=_("1 section, 2 division, 3 group, 4 class, 5 subclass"))
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("above it"))
    name_ko = models.CharField(_("name in Korean"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=160, blank=True)
    version = models.CharField(pgettext_lazy("classification", "revision"), max_length=8, default="KSIC10")
    source = models.CharField(_("source"), max_length=120)

    class Meta:
        verbose_name = _("industry")
        verbose_name_plural = _("industries")
        ordering: ClassVar[list[str]] = ["code"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="an_industry_level_is_between_1_and_5", condition=Q(level__range=(1, 5))),
            models.CheckConstraint(
                name="only_a_section_has_nothing_above_it",
                condition=Q(level=1, parent__isnull=True) | Q(level__gt=1, parent__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def name(self) -> str:
        return in_language(self.name_ko, self.name_en)

    def as_named(self) -> Named:
        return Named(self.code, self.name_ko, self.name_en)


class SpecialisedBasis(models.TextChoices):
    PRESS = Basis.PRESS.value, _("Named in print; the industry code is the portal's reading of the words")
    CHOICE = Basis.CHOICE.value, _("Not documented: a rule chosen by the portal")


class SpecialisedIndustry(models.Model):
    """An industry that a complex specialises in; a region's rows hold for its complexes that have none of their own."""

    complex = models.ForeignKey(
        Complex, models.CASCADE, null=True, blank=True, related_name="specialised", verbose_name=_("complex")
    )
    region = models.ForeignKey(
        Region, models.CASCADE, null=True, blank=True, related_name="specialised", verbose_name=_("region")
    )
    industry = models.ForeignKey(Industry, models.PROTECT, related_name="specialised_at", verbose_name=_("industry"))
    basis = models.CharField(_("basis"), max_length=8, choices=SpecialisedBasis)
    words_ko = models.CharField(_("words in print"), max_length=200, blank=True)
    words_en = models.CharField(_("the words in English"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("specialised industry")
        verbose_name_plural = _("specialised industries")
        ordering: ClassVar[list[str]] = ["industry_id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="a_specialised_industry_is_of_a_complex_or_of_a_region",
                condition=Q(complex__isnull=False, region__isnull=True) | Q(complex__isnull=True, region__isnull=False),
            ),
            models.UniqueConstraint(name="one_row_per_complex_and_specialised_industry", fields=["complex", "industry"]),
            models.UniqueConstraint(name="one_row_per_region_and_specialised_industry", fields=["region", "industry"]),
            models.CheckConstraint(
                name="what_is_named_in_print_has_its_words_and_source",
                condition=Q(basis="choice") | (~Q(words_ko="") & ~Q(source="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complex_id or self.region_id}: {self.industry_id}"

    @property
    def words(self) -> str:
        return in_language(self.words_ko, self.words_en)

    def as_specialisation(self) -> Specialisation:
        return Specialisation(self.industry.as_named(), Basis(self.basis))
