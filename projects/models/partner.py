import secrets
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from cluster_portal.shared.errors import DomainError
from cluster_portal.shared.states import Stateful
from clusters.models import Plant
from projects.models.proposal import Proposal
from projects.states import PARTNER_MOVES, PARTNER_TONES, PartnerRole, PartnerStatus


def new_token() -> str:
    return secrets.token_urlsafe(24)


class PartnerQuerySet(models.QuerySet["Partner"]):
    def standing(self, pk: int, proposal: Proposal) -> "Partner":
        """One partner of a locked proposal.

        Raises:
            DomainError: code "not-a-partner", when it was removed meanwhile.
        """
        partner = (
            self.filter(pk=pk, proposal=proposal).exclude(status=PartnerStatus.REMOVED).select_related("organisation").first()
        )
        if partner is None:
            raise DomainError(_("This organisation is no longer a partner of the proposal."), code="not-a-partner")
        partner.proposal = proposal
        return partner


class Partner(Stateful):
    """An organisation's place in a proposal, and its consent to that place.

    Consent is to `terms_digest` as it stood: role, task, budget share, cash and in-kind part. When those change,
    the digests differ, the consent is void, and the partner is told.
    """

    MOVES = PARTNER_MOVES

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="partnerships")
    role = models.CharField(_("role"), max_length=12, choices=PartnerRole.choices, default=PartnerRole.PARTICIPANT)
    task = models.TextField(_("its part of the work"), blank=True, max_length=1000)
    plant = models.ForeignKey(Plant, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("plant"))
    status = models.CharField(_("status"), max_length=10, choices=PartnerStatus.choices, default=PartnerStatus.INVITED)
    invited_brn = models.CharField(_("business number"), max_length=10, blank=True)
    invited_email = models.EmailField(_("e-mail"), blank=True)
    token = models.CharField(max_length=40, unique=True, default=new_token)
    invited_at = models.DateTimeField(auto_now_add=True)
    consent_digest = models.CharField(max_length=64, blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)
    consented_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decline_reason = models.CharField(_("reason"), max_length=300, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)  # of its role, task, plant and budget rows

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                name="one_place_per_organisation_in_a_proposal",
                fields=["proposal", "organisation"],
                condition=~models.Q(status="removed"),
                violation_error_message=_("This organisation is already a partner."),
            ),
            models.UniqueConstraint(
                name="only_one_lead_in_a_proposal",
                fields=["proposal"],
                condition=models.Q(role="lead") & ~models.Q(status="removed"),
            ),
            models.CheckConstraint(
                name="a_partner_is_known_by_organisation_or_invitation",
                condition=models.Q(organisation__isnull=False) | ~models.Q(invited_brn="") | ~models.Q(invited_email=""),
            ),
            models.CheckConstraint(
                name="a_consent_names_who_when_and_what",
                condition=~models.Q(status="consented")
                | (
                    models.Q(consented_at__isnull=False, consented_by__isnull=False, organisation__isnull=False)
                    & ~models.Q(consent_digest="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation or self.invited_email or self.invited_brn)

    @property
    def kind(self) -> str | None:
        """Of its organisation; None while nobody has taken the place."""
        return self.organisation.kind if self.organisation else None

    @property
    def is_lead(self) -> bool:
        return self.role == PartnerRole.LEAD

    @property
    def status_tone(self) -> str:
        return PARTNER_TONES[PartnerStatus(self.status)]
