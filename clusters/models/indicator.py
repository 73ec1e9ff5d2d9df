from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.models.complex import Complex


class Scope(models.TextChoices):
    PROGRAMME = "programme", _("The programme")
    NATIONAL = "national", _("All complexes of the country")
    COMPLEX = "complex", _("One complex")
    FIGURE = "figure", _("Figure reported in print")


class Indicator(models.Model):
    """One published number: of what, when, in which unit, and where it was found. Units differ by row, as published."""

    key = models.CharField(_("key"), max_length=200, unique=True)
    scope = models.CharField(_("scope"), max_length=10, choices=Scope)
    code = models.CharField(_("code of the unit"), max_length=60, blank=True)
    complex = models.ForeignKey(
        Complex, models.PROTECT, null=True, blank=True, related_name="indicators", verbose_name=_("complex")
    )
    label_ko = models.CharField(_("unit measured"), max_length=80)
    period = models.CharField(_("period"), max_length=12)
    period_type = models.CharField(_("kind of period"), max_length=12, blank=True)
    metric = models.CharField(_("measure"), max_length=60)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4)
    unit = models.CharField(_("unit"), max_length=24)
    source = models.CharField(_("source"), max_length=160)
    note = models.CharField(_("note"), max_length=160, blank=True)
    order = models.PositiveSmallIntegerField(_("order"))

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering: ClassVar[list[str]] = ["order"]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["scope", "metric", "period"], name="indicator_by_scope_and_metric")]

    def __str__(self) -> str:
        return f"{self.label_ko} {self.period} {self.metric}: {self.value} {self.unit}"
