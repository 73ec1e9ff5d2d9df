from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from projects.models.proposal import Proposal


class RecusalGround(models.TextChoices):
    EMPLOYMENT = "employment", _("Works or worked there")
    KIN = "kin", _("A relative works there")
    INTEREST = "interest", _("Shares, contracts or another interest")
    OTHER = "other", _("Another tie")


class RecusalQuerySet(models.QuerySet["Recusal"]):
    def standing(self) -> "RecusalQuerySet":
        return self.filter(ended_at__isnull=True)

    def visible_to(self, user: Any) -> "RecusalQuerySet":
        from projects import access

        return self.filter(access.recusals_visible_to(user))


class Recusal(models.Model):
    """Somebody of an office has a tie to an applicant and keeps away (이해충돌방지법): a colleague takes over.

    To an organisation, with all it hands in, or to a single proposal. While it stands, everything about the proposal is
    hidden from the person (projects/access.py, evaluation/access.py).
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="recusals", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="recusals", verbose_name=_("organisation")
    )
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, null=True, blank=True, related_name="recusals", verbose_name=_("proposal")
    )
    ground = models.CharField(_("ground"), max_length=10, choices=RecusalGround.choices)
    text = models.CharField(_("what the tie is"), max_length=300)
    found = models.BooleanField(_("found by the portal"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    end_reason = models.CharField(_("why it ended"), max_length=300, blank=True)

    objects = RecusalQuerySet.as_manager()

    class Meta:
        verbose_name = _("recusal")
        verbose_name_plural = _("recusals")
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="a_recusal_is_from_an_organisation_or_a_proposal",
                condition=models.Q(organisation__isnull=False, proposal__isnull=True)
                | models.Q(organisation__isnull=True, proposal__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_standing_recusal_per_person_and_organisation", fields=["user", "organisation"],
                condition=models.Q(ended_at__isnull=True, organisation__isnull=False),
                violation_error_message=_("This tie is known already."),
            ),
            models.UniqueConstraint(
                name="one_standing_recusal_per_person_and_proposal", fields=["user", "proposal"],
                condition=models.Q(ended_at__isnull=True, proposal__isnull=False),
                violation_error_message=_("This tie is known already."),
            ),
            models.CheckConstraint(
                name="an_ended_recusal_says_why",
                condition=models.Q(ended_at__isnull=True)
                | models.Q(ended_by__isnull=False) & ~models.Q(end_reason=""),
                violation_error_message=_("Please give the reason."),
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["user"], name="recusal_standing", condition=models.Q(ended_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return str(self.organisation or self.proposal)

    @property
    def stream(self) -> str:
        return f"recusal/{self.pk}"
