from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import Organisation


class JoinRequest(models.Model):
    """Somebody works there and says so; an owner of the organisation answers."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="join_requests")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="join_requests")
    note = models.CharField(_("who you are there"), max_length=200, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    accepted = models.BooleanField(null=True)

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                name="one_open_join_request_per_person_and_organisation",
                fields=["user", "organisation"],
                condition=models.Q(answered_at__isnull=True),
                violation_error_message=_("You have already asked; an owner will answer."),
            ),
            models.CheckConstraint(
                name="an_answer_has_its_time",
                condition=models.Q(answered_at__isnull=True, accepted__isnull=True)
                | models.Q(answered_at__isnull=False, accepted__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.organisation_id}"
