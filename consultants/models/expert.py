import datetime as dt
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


class Gender(models.TextChoices):
    """Said of one's own will, and only added up: no rule looks at a single person's."""

    WOMAN = "woman", _("Woman")
    MAN = "man", _("Man")
    OTHER = "other", _("Neither")


CONFIRMED_FOR = dt.timedelta(days=365)  # how long a confirmed profile counts as up to date


class ExpertQuerySet(models.QuerySet["Expert"]):
    def visible_to(self, user: Any) -> "ExpertQuerySet":
        from consultants import access

        return self.filter(access.experts_visible_to(user))

    def ready(self) -> "ExpertQuerySet":
        """Those who may be asked to serve."""
        return self.filter(is_active=True, is_available=True, user__is_active=True)

    def not_confirmed(self, at: dt.datetime) -> "ExpertQuerySet":
        """Those who have not said for a year that what is written of them still holds."""
        before = at - CONFIRMED_FOR
        return self.filter(models.Q(confirmed_at__lte=before) | models.Q(confirmed_at__isnull=True, created_at__lte=before))


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
    load_cap = models.PositiveSmallIntegerField(
        _("proposals a round at most"), null=True, blank=True, help_text=_("Empty: as many as the round asks.")
    )
    gender = models.CharField(_("gender"), max_length=5, choices=Gender.choices, blank=True)  # for statistics of balance only
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)  # by the person: all of it still holds
    asked_to_confirm_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(_("demonstration data"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ExpertQuerySet.as_manager()

    class Meta:
        verbose_name = _("expert")
        verbose_name_plural = _("experts")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="an_expert_is_of_a_known_sector", condition=models.Q(sector__in=Sector.values)),
            models.CheckConstraint(
                name="a_load_cap_is_at_least_one",
                condition=models.Q(load_cap__isnull=True) | models.Q(load_cap__gte=1),
                violation_error_message=_("At least one proposal."),
            ),
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

    def is_confirmed(self, at: dt.datetime) -> bool:
        """Whether the profile was confirmed (or written) within the last year."""
        return (self.confirmed_at or self.created_at) > at - CONFIRMED_FOR
