from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import Organisation
from accounts.roles import COMPANY_ROLES, HQ_ROLES, Role
from cluster_portal.shared.regions import region_name


class Grant(models.Model):
    """One role of one person, with its scope. Ended, never deleted: who could do what, and when, stays known."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="grants", verbose_name=_("user"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="grants", verbose_name=_("organisation")
    )
    region = models.CharField(_("region code"), max_length=20, blank=True)  # a key of clusters.Region, which lies above
    granted_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                name="one_running_grant_per_person_role_and_scope",
                fields=["user", "role", "organisation", "region"],
                condition=models.Q(ended_at__isnull=True),
                nulls_distinct=False,
                violation_error_message=_("This person already has this role."),
            ),
            models.CheckConstraint(
                name="company_roles_belong_to_an_organisation",
                condition=~models.Q(role__in=sorted(COMPANY_ROLES)) | models.Q(organisation__isnull=False),
                violation_error_message=_("A company role needs an organisation."),
            ),
            models.CheckConstraint(
                name="hq_roles_belong_to_a_region",
                condition=~models.Q(role__in=sorted(HQ_ROLES)) | ~models.Q(region=""),
                violation_error_message=_("A regional HQ role needs a region."),
            ),
        ]

    @property
    def region_name(self) -> str:
        return region_name(self.region)

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.organisation_id or self.region}"
