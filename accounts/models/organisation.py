from typing import Any, ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import business_number
from accounts.roles import FOR_PROFIT_KINDS, OrganisationKind


class Organisation(models.Model):
    """A legal entity, known by its business number: a firm, a university, an institute."""

    brn = models.CharField(_("business number"), max_length=10, unique=True, validators=[business_number.validate])
    name_ko = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=160, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=OrganisationKind.choices)
    family = models.CharField(
        _("corporate family"), max_length=80, blank=True, help_text=_("The group of companies it belongs to, if any.")
    )
    representative = models.CharField(_("representative"), max_length=80, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    in_crisis_area = models.BooleanField(_("in an industrial-crisis area"), default=False)
    is_demo = models.BooleanField(_("demonstration data"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="a_business_number_has_ten_digits", condition=models.Q(brn__regex=r"^[0-9]{10}$"),
                violation_error_message=_("A business number has 10 digits."),
            ),
            models.CheckConstraint(
                name="an_organisation_is_of_a_known_kind", condition=models.Q(kind__in=OrganisationKind.values),
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[Any]] = [models.Index(fields=["family"], name="organisation_by_family")]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        return f"organisation/{self.pk}"

    @property
    def name(self) -> str:
        """In the reader's language where there is one."""
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name_ko

    @property
    def is_for_profit(self) -> bool:
        return self.kind in FOR_PROFIT_KINDS
