import datetime as dt
import secrets
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cluster_portal.shared.states import Stateful
from evaluation.models.member import PanelMember
from evaluation.models.round import Round
from evaluation.models.round_proposal import RoundProposal
from evaluation.states import RUN_MOVES, RUN_TONES, UNDER_WAY, Appointment, PairKind, RunStatus

SILENT_FOR = dt.timedelta(minutes=3)  # so long without a sign, beyond the time limit, and a worker counts as dead
SECOND = dt.timedelta(seconds=1)
ATTEMPTS_MAX = 3


class AssignmentRunQuerySet(models.QuerySet["AssignmentRun"]):
    def claim(self, pk: int, at: dt.datetime) -> str | None:
        """Take a waiting run for one worker, in one statement. The token that proves it, None if there is nothing to take."""
        token = secrets.token_urlsafe(16)
        taken = self.filter(pk=pk, status=RunStatus.QUEUED).update(
            status=RunStatus.RUNNING, claim=token, heartbeat_at=at, attempts=F("attempts") + 1, started_at=at, stage="", share=0
        )
        return token if taken else None

    def keep(self, pk: int, token: str, *, stage: str, share: int, at: dt.datetime) -> bool:
        """A sign of life. False: the run was cancelled or given to somebody else, and this worker is to stop."""
        mine = self.filter(pk=pk, status=RunStatus.RUNNING, claim=token)
        return bool(mine.update(heartbeat_at=at, stage=stage, share=share))

    def give_back_silent(self, at: dt.datetime) -> None:
        """Runs whose worker fell silent wait again; after too many attempts they have failed."""
        silent = self.filter(status=RunStatus.RUNNING, heartbeat_at__lt=at - SILENT_FOR - F("time_limit") * SECOND)
        silent.filter(attempts__gte=ATTEMPTS_MAX).update(status=RunStatus.FAILED, failure="worker-lost", ended_at=at)
        silent.filter(attempts__lt=ATTEMPTS_MAX).update(status=RunStatus.QUEUED, claim="", queued_at=at)


class AssignmentRun(Stateful):
    """One computation of who judges what in a round, and what is proved of it. A proposal until the HQ appoints it."""

    MOVES = RUN_MOVES

    round = models.ForeignKey(Round, models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField(_("number"))
    status = models.CharField(_("status"), max_length=10, choices=RunStatus.choices, default=RunStatus.QUEUED)
    is_fair = models.BooleanField(_("raise the worst panel first"), default=True)
    each_sector = models.BooleanField(_("industry, academia and research on each panel"), default=True)
    time_limit = models.PositiveSmallIntegerField(_("seconds the search may take"), default=60)
    seed = models.CharField(max_length=64, blank=True)  # decides between assignments of the same worth
    file_name = models.CharField(_("read from a file"), max_length=200, blank=True)  # not computed but read
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    claim = models.CharField(max_length=40, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    stage = models.CharField(max_length=20, blank=True)
    share = models.PositiveSmallIntegerField(default=0)  # percent done
    failure = models.CharField(max_length=300, blank=True)

    proposals = models.PositiveIntegerField(default=0)
    evaluators = models.PositiveIntegerField(default=0)
    pairs = models.PositiveIntegerField(default=0)  # that may be
    input_digest = models.CharField(max_length=64, blank=True)
    result_digest = models.CharField(max_length=64, blank=True)
    total = models.BigIntegerField(null=True, blank=True)
    worst = models.IntegerField(null=True, blank=True)
    bound_total = models.BigIntegerField(null=True, blank=True)
    bound_worst = models.IntegerField(null=True, blank=True)
    is_proved = models.BooleanField(default=False)
    unfilled = models.JSONField(default=list)  # an entry for each of its empty seats
    breaches = models.JSONField(default=list)  # {"rule", "entry", "member", "size"}
    obstacles = models.JSONField(default=list)  # what blocks, as `obstacles.Obstacle` has it
    blocking = models.JSONField(default=dict)  # the smallest set of demands that cannot all be met, where that was found
    milliseconds = models.PositiveIntegerField(null=True, blank=True)
    peak_mb = models.PositiveIntegerField(null=True, blank=True)
    versions = models.JSONField(default=dict)
    appointed_at = models.DateTimeField(null=True, blank=True)
    appointed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = AssignmentRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("computed assignment")
        verbose_name_plural = _("computed assignments")
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_run_per_number_of_a_round", fields=["round", "number"]),
            models.UniqueConstraint(
                name="only_one_run_of_a_round_is_under_way", fields=["round"], condition=Q(status__in=list(UNDER_WAY))
            ),
            models.CheckConstraint(
                name="a_computed_run_says_what_came_of_it",
                condition=~Q(status__in=["done", "appointed"])
                | Q(total__isnull=False, worst__isnull=False, bound_total__isnull=False, bound_worst__isnull=False),
            ),
            models.CheckConstraint(
                name="an_appointed_run_has_its_time", condition=~Q(status="appointed") | Q(appointed_at__isnull=False)
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["queued_at"], name="run_under_way", condition=Q(status__in=list(UNDER_WAY))),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.number}"

    @property
    def status_tone(self) -> str:
        return RUN_TONES[RunStatus(self.status)]

    @property
    def is_read(self) -> bool:
        """From somebody's table, not computed."""
        return bool(self.file_name)

    @property
    def is_under_way(self) -> bool:
        return self.status in UNDER_WAY

    @property
    def is_appointed(self) -> bool:
        return self.status == RunStatus.APPOINTED

    @property
    def has_result(self) -> bool:
        return self.status in (RunStatus.DONE, RunStatus.APPOINTED)

    @property
    def total_gap(self) -> float:
        """How far the total may be from the best, in percent of the bound."""
        return _gap(self.total, self.bound_total)

    @property
    def worst_gap(self) -> float:
        """How far the lowest panel may be from the best, in percent of the bound."""
        return _gap(self.worst, self.bound_worst)

    @property
    def seconds(self) -> float:
        return (self.milliseconds or 0) / 1000


def _gap(value: int | None, bound: int | None) -> float:
    return (bound - (value or 0)) * 100 / bound if bound else 0.0


class ProposedSeat(models.Model):
    """One evaluator of one proposal, as a run proposes it and the HQ may have changed it."""

    run = models.ForeignKey(AssignmentRun, models.CASCADE, related_name="seats")
    entry = models.ForeignKey(RoundProposal, models.PROTECT, related_name="proposed_seats")
    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="proposed_seats")
    suitability = models.PositiveSmallIntegerField(_("suitability"))
    how = models.CharField(_("appointed"), max_length=10, choices=Appointment.choices, default=Appointment.AUTOMATIC)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("proposed seat")
        verbose_name_plural = _("proposed seats")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="a_run_seats_an_evaluator_once_on_a_panel", fields=["run", "entry", "member"]),
            models.CheckConstraint(
                name="a_seat_proposed_by_hand_has_its_reason", condition=~Q(how="manual") | ~Q(reason=""),
                violation_error_message=_("Please give the reason."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.run_id}: {self.entry_id} × {self.member_id}"


class PairRule(models.Model):
    """Somebody who is to judge a proposal, or must not, by hand and with a reason. Every computation keeps to it."""

    entry = models.ForeignKey(RoundProposal, models.PROTECT, related_name="pair_rules")
    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="pair_rules")
    kind = models.CharField(_("kind"), max_length=6, choices=PairKind.choices)
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("pin or ban")
        verbose_name_plural = _("pins and bans")
        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                name="a_pair_is_pinned_or_banned_once", fields=["entry", "member"], condition=Q(lifted_at__isnull=True),
                violation_error_message=_("This pair is pinned or banned already."),
            ),
            models.CheckConstraint(
                name="a_pin_or_ban_has_its_reason", condition=~Q(reason=""), violation_error_message=_("Please give the reason.")
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind}: {self.entry_id} × {self.member_id}"
