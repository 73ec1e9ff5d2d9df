from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusters.bilingual import in_language
from clusters.eligibility import Named
from clusters.places import province_name


class Region(models.Model):
    """One of the seven regions (광역권) that judge and fund together since the reform of 2010."""

    code = models.CharField(_("code"), max_length=20, primary_key=True)
    order = models.PositiveSmallIntegerField(_("order"))
    name_ko = models.CharField(_("name in Korean"), max_length=20, unique=True)
    name_en = models.CharField(_("name in English"), max_length=60)
    members = models.CharField(_("provinces"), max_length=60, help_text=_("Short Korean names, separated by ;"))
    vision_ko = models.CharField(_("vision in Korean"), max_length=120)
    vision_en = models.CharField(_("vision in English"), max_length=160)
    declared_on = models.DateField(_("vision declared on"), null=True, blank=True)
    declared_place_ko = models.CharField(_("declared at, in Korean"), max_length=120, blank=True)
    declared_place = models.CharField(_("declared at"), max_length=120, blank=True)
    hub_count_2010 = models.PositiveSmallIntegerField(_("hubs in 2010"), null=True, blank=True)
    spoke_count_2010 = models.PositiveSmallIntegerField(_("linked complexes in 2010"), null=True, blank=True)
    mini_clusters_2010 = models.PositiveSmallIntegerField(_("mini-clusters in 2010"), null=True, blank=True)
    budget_2010_100m_krw = models.PositiveIntegerField(_("budget 2010 (₩100 million)"), null=True, blank=True)
    hq_ko = models.CharField(_("headquarters"), max_length=60, blank=True)
    hq_city = models.CharField(_("city of the headquarters"), max_length=60, blank=True)
    hq_city_source = models.CharField(_("source of the city"), max_length=160, blank=True)
    source = models.TextField(_("sources"))

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering: ClassVar[list[str]] = ["order"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="regions_have_one_order", fields=["order"]),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("clusters:region-detail", args=[self.code])

    @property
    def name(self) -> str:
        return in_language(self.name_ko, self.name_en)

    @property
    def short_name(self) -> str:
        """As it is written on the map: 수도권, Capital."""
        return in_language(self.name_ko, self.name_en.split(" ", 1)[0])

    @property
    def vision(self) -> str:
        return in_language(self.vision_ko, self.vision_en)

    @property
    def place(self) -> str:
        """Where the vision was declared."""
        return in_language(self.declared_place_ko, self.declared_place)

    @property
    def provinces(self) -> list[str]:
        return self.members.split(";")

    @property
    def province_names(self) -> list[str]:
        """In the reader's language."""
        return [province_name(province) for province in self.provinces]

    def as_named(self) -> Named:
        return Named(self.code, self.name_ko, self.name_en)
