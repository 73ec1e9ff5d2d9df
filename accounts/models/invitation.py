import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import Organisation
from accounts.roles import Role
from cluster_portal.shared.regions import region_name


def new_token() -> str:
    return secrets.token_urlsafe(24)


class Invitation(models.Model):
    """An open door for one e-mail address: sign in or up with it and receive the role."""

    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="invitations")
    region = models.CharField(max_length=20, blank=True)
    token = models.CharField(max_length=40, unique=True, default=new_token)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                name="one_open_invitation_per_email_role_and_scope",
                fields=["email", "role", "organisation", "region"],
                condition=models.Q(accepted_at__isnull=True, revoked_at__isnull=True),
                nulls_distinct=False,
                violation_error_message=_("This person has already been invited."),
            ),
        ]

    @property
    def region_name(self) -> str:
        return region_name(self.region)

    def __str__(self) -> str:
        return f"{self.email} as {self.role}"
