import secrets
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from cluster_portal.shared.states import Stateful
from clusters.models import Region
from consultants.models import Expert
from evaluation.models.round import Round
from evaluation.models.section import Section
from evaluation.panels import Seatable
from evaluation.states import MEMBER_MOVES, MEMBER_TONES, SEATED, Appointment, MemberStatus


def new_token() -> str:
    return secrets.token_urlsafe(24)


class PanelMemberQuerySet(models.QuerySet["PanelMember"]):
    def visible_to(self, user: Any) -> "PanelMemberQuerySet":
        from evaluation import access

        return self.filter(access.members_visible_to(user))

    def seated(self) -> "PanelMemberQuerySet":
        return self.filter(status__in=SEATED)

    def joined(self) -> "PanelMemberQuerySet":
        return self.select_related("expert__user", "organisation", "region", "section")


class PanelMember(Stateful):
    """An expert's seat on a panel. Region and organisation are as they were when the seat was given.

    The seat's number stands for the person wherever a name must not be shown.
    """

    MOVES = MEMBER_MOVES

    round = models.ForeignKey(Round, models.PROTECT, related_name="members")
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="memberships", verbose_name=_("expert"))
    section = models.ForeignKey(
        Section, models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("section")
    )  # none where each proposal has its own evaluators
    seat = models.PositiveSmallIntegerField(_("seat"))
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("region"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("affiliation")
    )
    status = models.CharField(_("status"), max_length=10, choices=MemberStatus.choices, default=MemberStatus.PROPOSED)
    how = models.CharField(_("appointed"), max_length=10, choices=Appointment.choices)
    reason = models.CharField(_("reason"), max_length=300, blank=True)  # of an appointment or removal by hand
    alternate_number = models.PositiveSmallIntegerField(_("number among the alternates"), null=True, blank=True)
    is_chair = models.BooleanField(_("chair"), default=False)
    token = models.CharField(max_length=40, unique=True, default=new_token)
    decline_reason = models.CharField(_("reason for declining"), max_length=300, blank=True)
    proposed_at = models.DateTimeField()
    invited_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    pledged_at = models.DateTimeField(null=True, blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)
    declared_again_at = models.DateTimeField(null=True, blank=True)  # after the scoring, before the tally
    not_declared_reason = models.CharField(_("why there is no second declaration"), max_length=300, blank=True)  # HQ's word
    last_sealed_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    # Kept, for lists and the monitor.
    sheet_count = models.PositiveIntegerField(_("sheets due"), default=0)  # abstentions left out
    sealed_count = models.PositiveIntegerField(_("sheets sealed"), default=0)

    objects = PanelMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("panel member")
        verbose_name_plural = _("panel members")
        ordering: ClassVar[list[str]] = ["seat"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                name="an_expert_sits_on_a_panel_once",
                fields=["round", "expert"],
                condition=models.Q(status__in=list(SEATED)),
                violation_error_message=_("This expert is on the panel already."),
            ),
            models.UniqueConstraint(
                name="at_most_one_panel_member_per_organisation",
                fields=["section", "organisation"],
                condition=models.Q(status__in=list(SEATED), organisation__isnull=False),
                violation_error_message=_("Somebody of this organisation is on the panel already."),
            ),
            models.UniqueConstraint(name="a_seat_is_given_once", fields=["round", "seat"]),
            models.UniqueConstraint(
                name="only_one_chair_on_a_panel", fields=["section"], condition=models.Q(is_chair=True, status__in=list(SEATED))
            ),
            models.CheckConstraint(
                name="who_declines_says_why", condition=~models.Q(status="declined") | ~models.Q(decline_reason=""),
                violation_error_message=_("Please give the reason."),
            ),
            models.CheckConstraint(
                name="an_appointment_by_hand_has_its_reason", condition=~models.Q(how="manual") | ~models.Q(reason=""),
                violation_error_message=_("Please give the reason."),
            ),
            models.CheckConstraint(
                name="conflicts_are_declared_after_the_pledge",
                condition=models.Q(declared_at__isnull=True) | models.Q(pledged_at__isnull=False),
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[Any]] = [models.Index(fields=["expert", "-id"], name="member_by_expert")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.expert.name

    @property
    def affiliation(self) -> str:
        return self.organisation.name if self.organisation else str(_("Independent"))

    @property
    def seat_name(self) -> str:
        return f"seat-{self.seat}"

    @property
    def status_tone(self) -> str:
        return MEMBER_TONES[MemberStatus(self.status)]

    @property
    def is_seated(self) -> bool:
        return self.status in SEATED

    @property
    def may_read(self) -> bool:
        """Accepted, pledged and declared: only then any file opens."""
        return self.status == MemberStatus.ACCEPTED and self.pledged_at is not None and self.declared_at is not None

    def as_seatable(self) -> Seatable:
        """The seat as the rules of a panel see it."""
        return Seatable(self.expert_id, self.region_id, self.organisation_id, sector=self.expert.sector)

    @property
    def has_sealed(self) -> bool:
        """Signed a sheet, even if it was reopened since."""
        return self.last_sealed_at is not None

    @property
    def progress(self) -> int:
        """Sealed sheets in percent of those due."""
        return self.sealed_count * 100 // self.sheet_count if self.sheet_count else 0

    @property
    def missing_count(self) -> int:
        """Sheets due and not sealed; after the close, those that do not count."""
        return self.sheet_count - self.sealed_count
