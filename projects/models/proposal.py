import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from cluster_portal.shared.columns import numbers
from cluster_portal.shared.errors import DomainError
from cluster_portal.shared.states import Stateful
from clusters.models import Complex, Plant, Region
from projects.models.call import Call
from projects.states import DECIDED, PROPOSAL_MOVES, PROPOSAL_TONES, ProposalStatus


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, user: Any) -> "ProposalQuerySet":
        from projects import access

        return self.filter(access.proposals_visible_to(user))

    def matching(self, words: str) -> "ProposalQuerySet":
        """Every word is found in the reference, the title or the lead's name (a trigram index serves it)."""
        found = self
        for word in words.split():
            found = found.filter(search_text__contains=word.lower())  # kept in small letters by the database
        return found

    def lock(self, pk: int) -> "Proposal":
        """The row, held until the transaction ends: every change to a proposal or to anything of it begins here."""
        return self.select_for_update(no_key=True, of=("self",)).select_related("call").get(pk=pk)

    def move(self, ids: Sequence[int], status: ProposalStatus, grants: Sequence[int | None]) -> None:
        """Save status and grants of locked proposals. One statement for any number; no index has the status, so that none is
        written."""
        sql = (
            "UPDATE projects_proposal AS proposal SET status = %s, granted_krw = given.granted_krw"
            " FROM unnest(%s::bigint[], %s::bigint[]) AS given (id, granted_krw) WHERE proposal.id = given.id"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [status.value, numbers(ids), numbers(grants)])


def stream_of(pk: int) -> str:
    return f"proposal/{pk}"


class Proposal(Stateful):
    """A joint R&D proposal (공동과제 제안): a lead and its partners, answering one call.

    Sums and counts are kept here by the database itself (trigger `proposal_sums_follow_budget_lines`), so that lists
    and the cap never depend on somebody remembering to add up.
    """

    MOVES = PROPOSAL_MOVES

    ref = models.CharField(_("reference"), max_length=60, unique=True)
    call = models.ForeignKey(Call, models.PROTECT, related_name="proposals", verbose_name=_("call"))
    track = models.CharField(_("track"), max_length=40)
    title = models.CharField(_("title"), max_length=160, blank=True)
    lead = models.ForeignKey(Organisation, models.PROTECT, related_name="led_proposals", verbose_name=_("lead"))
    plant = models.ForeignKey(Plant, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("plant of the lead"))
    complex = models.ForeignKey(
        Complex, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name=_("complex")
    )
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name=_("region"))
    status = models.CharField(_("status"), max_length=20, choices=ProposalStatus.choices, default=ProposalStatus.DRAFT)
    version = models.PositiveIntegerField(_("version"), default=1)  # of title, plant and budget; answers have their own

    cap_krw = models.BigIntegerField(_("grant cap (₩)"))  # from the call's rulebook and track
    requested_krw = models.BigIntegerField(_("public share asked for (₩)"), default=0)
    total_krw = models.BigIntegerField(_("total cost (₩)"), default=0)
    granted_krw = models.BigIntegerField(_("granted (₩)"), null=True, blank=True)
    partner_count = models.PositiveSmallIntegerField(_("organisations"), default=1)
    region_count = models.PositiveSmallIntegerField(_("regions"), default=0)

    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    correction_scope = models.JSONField(_("may be corrected"), default=list)  # section codes, while returned
    correction_due_at = models.DateTimeField(_("correction due"), null=True, blank=True)
    search_text = models.TextField(editable=False, default="")
    is_demo = models.BooleanField(default=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="a_proposal_never_asks_for_more_than_its_cap",
                condition=models.Q(requested_krw__lte=models.F("cap_krw")),
                violation_error_message=_("The amount asked for is above the cap."),
            ),
            models.CheckConstraint(name="amounts_are_never_negative", condition=models.Q(requested_krw__gte=0, total_krw__gte=0)),
            models.CheckConstraint(
                name="a_grant_is_never_more_than_was_asked",
                condition=models.Q(granted_krw__isnull=True)
                | models.Q(granted_krw__gte=0, granted_krw__lte=models.F("requested_krw")),
            ),
            models.CheckConstraint(
                name="a_handed_in_proposal_has_its_time_and_place",
                condition=models.Q(status="draft")
                | models.Q(submitted_at__isnull=False, plant__isnull=False, region__isnull=False, complex__isnull=False),
            ),
            models.CheckConstraint(
                name="only_selected_proposals_have_a_grant",
                condition=models.Q(granted_krw__isnull=True) | models.Q(status="selected"),
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["call", "region"], name="proposal_by_round"),
            models.Index(fields=["-submitted_at", "-id"], name="proposal_by_submission"),
            models.Index(fields=["region", "-id"], name="proposal_by_region"),
            models.Index(fields=["lead", "-id"], name="proposal_by_lead"),
            GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="proposal_search"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}".strip()

    @property
    def stream(self) -> str:
        return stream_of(self.pk)

    @property
    def is_joint(self) -> bool:
        return self.partner_count > 1

    @property
    def is_cross_region(self) -> bool:
        return self.region_count > 1

    @property
    def status_tone(self) -> str:
        return PROPOSAL_TONES[ProposalStatus(self.status)]

    @property
    def due_at(self) -> dt.datetime:
        """The deadline that counts for the writers: the correction's while returned, else the call's."""
        return (
            self.correction_due_at if self.status == ProposalStatus.RETURNED and self.correction_due_at else self.call.closes_at
        )

    def moved(self) -> "Proposal":
        """As it stands after a bulk act went over it."""
        return Proposal.objects.get(pk=self.pk)

    @property
    def is_decided(self) -> bool:
        """Its round has been released."""
        return self.status in DECIDED

    @property
    def is_returned(self) -> bool:
        return self.status == ProposalStatus.RETURNED

    def is_withdrawable(self, at: dt.datetime) -> bool:
        """Handed in, nobody has screened it, and the call still takes proposals."""
        return self.status == ProposalStatus.SUBMITTED and self.call.is_open(at)

    def is_writable(self, step: str | None, at: dt.datetime) -> bool:
        """A draft is; a returned proposal in the steps its HQ opened, until the deadline. `step` None: any step at all."""
        if self.status == ProposalStatus.RETURNED and self.correction_due_at is not None:
            return at <= self.correction_due_at and (step is None or step in self.correction_scope)
        return self.status == ProposalStatus.DRAFT

    def require_writable(self, step: str | None, at: dt.datetime) -> None:
        """
        Raises:
            DomainError: code "not-writable".
        """
        if not self.is_writable(step, at):
            if self.status == ProposalStatus.RETURNED:
                raise DomainError(_("This part was not opened for correction, or the time for it is over."), code="not-writable")
            raise DomainError(_("The proposal has been handed in; it can no longer be changed."), code="not-writable")
