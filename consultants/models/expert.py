from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation
from clusters.models import Region


class Sector(models.TextChoices):
    INDUSTRY = "industry", pgettext_lazy("sector", "Industry")
    ACADEMIA = "academia", _("Academia")
    RESEARCH = "research", _("Research")
    OTHER = "other", _("Other")


class ExpertQuerySet(models.QuerySet["Expert"]):
    def visible_to(self, user: Any) -> "ExpertQuerySet":
        from consultants import access

        return self.filter(access.experts_visible_to(user))

    def ready(self) -> "ExpertQuerySet":
        """Those who may be asked to serve."""
        return self.filter(is_active=True, is_available=True, user__is_active=True)


class Expert(models.Model):
    """A person of the experts' pool: an evaluator, a company doctor, often a retired engineer (퇴직 전문가)."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="expert", verbose_name=_("user"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="experts", verbose_name=_("affiliation"),
        help_text=_("Empty for people who have retired or work on their own."),
    )  # fmt: skip
    department = models.CharField(_("department"), max_length=120, blank=True)  # the lowest level: 최하위 부서
    position = models.CharField(_("position"), max_length=80, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="experts", verbose_name=_("region"))
    sector = models.CharField(_("sector"), max_length=10, choices=Sector.choices)
    industries = ArrayField(models.CharField(max_length=5), verbose_name=_("industries (KSIC)"), default=list, blank=True)
    keywords = ArrayField(models.CharField(max_length=40), verbose_name=_("keywords"), default=list, blank=True)
    is_available = models.BooleanField(_("available"), default=True)  # the person's own word
    is_active = models.BooleanField(_("in the pool"), default=True)  # the programme's word
    yearly_cap = models.PositiveSmallIntegerField(_("rounds a year at most"), default=6)
    is_demo = models.BooleanField(_("demonstration data"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ExpertQuerySet.as_manager()

    class Meta:
        verbose_name = _("expert")
        verbose_name_plural = _("experts")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="an_expert_is_of_a_known_sector", condition=models.Q(sector__in=Sector.values)),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["region"], name="expert_by_region", condition=models.Q(is_active=True, is_available=True)),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def stream(self) -> str:
        return f"expert/{self.pk}"

    @property
    def name(self) -> str:
        return str(self.user)

    @property
    def affiliation(self) -> str:
        """Where the person works, in the reader's language."""
        return self.organisation.name if self.organisation else str(_("Independent"))
