from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from clusters.access import plants_visible_to
from clusters.models.complex import Complex
from clusters.models.industry import Industry

if TYPE_CHECKING:
    from accounts.models import User


class PlantQuerySet(models.QuerySet["Plant"]):
    def visible_to(self, user: User) -> PlantQuerySet:
        return self.filter(plants_visible_to(user))

    def active(self) -> PlantQuerySet:
        return self.filter(is_active=True)

    def with_facts(self) -> PlantQuerySet:
        """With all that eligibility asks, in three queries for any number of plants."""
        return self.select_related("organisation", "complex__region", "main_industry").prefetch_related("industries")


class Plant(models.Model):
    """A site of an organisation: where it works, and in which industries. Closed, never deleted."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="plants", verbose_name=_("organisation"))
    name = models.CharField(_("name of the plant"), max_length=80)
    complex = models.ForeignKey(
        Complex, models.PROTECT, null=True, blank=True, related_name="plants", verbose_name=_("industrial complex"),
        help_text=_("Leave empty if the plant is in none of the 193 complexes."),
    )  # fmt: skip
    address = models.CharField(_("address"), max_length=200)
    main_industry = models.ForeignKey(Industry, models.PROTECT, related_name="+", verbose_name=_("main industry"))
    industries = models.ManyToManyField(Industry, related_name="plants", verbose_name=_("all industries"))  # with the main one
    certificate_number = models.CharField(_("factory registration number"), max_length=40, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)
    created_at = models.DateTimeField(_("registered at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = PlantQuerySet.as_manager()

    class Meta:
        verbose_name = _("plant")
        verbose_name_plural = _("plants")
        ordering: ClassVar[list[str]] = ["organisation_id", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                name="one_plant_in_use_of_a_name_per_organisation",
                fields=["organisation", "name"],
                condition=Q(is_active=True),
                violation_error_message=_("Your organisation already has a plant of this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("clusters:plant-detail", args=[self.pk])

    @property
    def stream(self) -> str:
        """Where its history is kept."""
        return f"plant/{self.pk}"
