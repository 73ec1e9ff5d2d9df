import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cluster_portal.shared.states import Stateful
from clusters.models import Region
from evaluation.phases import Phase, Schedule, phase_at
from evaluation.seal_chain import GENESIS
from evaluation.states import AFTER_CLOSE, ROUND_MOVES, ROUND_TONES, STAFFING, Formation, RoundStatus
from programme.models import Rulebook
from programme.rulebook import RulebookDocument
from projects.models import Call


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, user: Any) -> "RoundQuerySet":
        from evaluation import access

        return self.filter(access.rounds_visible_to(user))

    def joined(self) -> "RoundQuerySet":
        return self.select_related("call", "region", "rulebook").defer("rulebook__document")

    def locked(self, round: "Round") -> "Round":
        """The round, held by this transaction. Always taken before its members, and those before their sheets."""
        return self.select_for_update(no_key=True, of=("self",)).joined().get(pk=round.pk)


class Round(Stateful):
    """One region's evaluation of the proposals that answered one call (광역권 선정평가), under the call's rulebook.

    The phases are times and a status that switch rights; who may see or do what in which phase is in access.py.
    """

    MOVES = ROUND_MOVES

    ref = models.SlugField(_("reference"), max_length=80, unique=True)
    call = models.ForeignKey(Call, models.PROTECT, related_name="rounds", verbose_name=_("call"))
    region = models.ForeignKey(Region, models.PROTECT, related_name="rounds", verbose_name=_("region"))
    rulebook = models.ForeignKey(Rulebook, models.PROTECT, related_name="rounds", verbose_name=_("rulebook"))
    # The released round whose result is looked into once more, for one proposal, because its applicant appealed.
    appeal_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="reviews", verbose_name=_("appeal against")
    )
    status = models.CharField(_("status"), max_length=10, choices=RoundStatus.choices, default=RoundStatus.PLANNED)
    formation = models.CharField(_("evaluators"), max_length=10, choices=Formation.choices, default=Formation.SECTIONS)
    # Where each proposal has its own evaluators: how many, and how many proposals each of them judges.
    seats_each = models.PositiveSmallIntegerField(_("evaluators per proposal"), null=True, blank=True)
    load_min = models.PositiveSmallIntegerField(_("proposals per evaluator at least"), null=True, blank=True)
    load_max = models.PositiveSmallIntegerField(_("proposals per evaluator at most"), null=True, blank=True)
    # Evaluators judge blackened copies under code names. Set when planned; changed only before the panel is invited.
    is_blind = models.BooleanField(_("blind review"), default=False)
    scoring_opens_at = models.DateTimeField(_("scoring opens"))
    scoring_closes_at = models.DateTimeField(_("scoring closes"))
    # Where applicants answer the comments before the panel decides.
    answers_end_at = models.DateTimeField(_("answers of applicants end"), null=True, blank=True)
    answers_opened_at = models.DateTimeField(null=True, blank=True, editable=False)  # told to the applicants; swept by beat
    # Where the panel discusses its sealed sheets, and may adjust them, before the round closes.
    discussion_ends_at = models.DateTimeField(_("discussion ends"), null=True, blank=True)
    adjusting_ends_at = models.DateTimeField(_("adjusting ends"), null=True, blank=True)
    closes_at = models.GeneratedField(
        expression=Coalesce("adjusting_ends_at", "discussion_ends_at", "scoring_closes_at"),
        output_field=models.DateTimeField(), db_persist=True, verbose_name=_("the round closes"),
    )  # fmt: skip
    next_reminder_at = models.DateTimeField(null=True, blank=True)  # swept by beat
    budget_krw = models.BigIntegerField(_("budget when confirmed (₩)"), null=True, blank=True)
    close_reason = models.CharField(_("reason for closing early"), max_length=300, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)  # the latest close; stays while the panel is reconvened
    tallied_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(_("demonstration data"), default=False)
    # Kept by the actions that change them, so that lists count nothing.
    proposal_count = models.PositiveIntegerField(_("proposals"), default=0)
    member_count = models.PositiveIntegerField(_("evaluators who accepted"), default=0)
    sheet_count = models.PositiveIntegerField(_("sheets due"), default=0)  # abstentions left out
    sealed_count = models.PositiveIntegerField(_("sheets sealed"), default=0)
    # The chain of seals up to now, and the Merkle root over the seals that count, made at the close.
    chain_length = models.PositiveIntegerField(default=0, editable=False)
    chain_head = models.CharField(max_length=64, default=GENESIS, editable=False)
    merkle_root = models.CharField(_("Merkle root"), max_length=64, blank=True, default="", editable=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                name="one_open_round_per_call_and_region",
                fields=["call", "region"],
                condition=~models.Q(status="released") & models.Q(appeal_of__isnull=True),
                violation_error_message=_("This call already has an open round in this region."),
            ),
            models.CheckConstraint(
                name="scoring_closes_after_it_opens",
                condition=models.Q(scoring_closes_at__gt=models.F("scoring_opens_at")),
                violation_error_message=_("Scoring must close after it opens."),
            ),
            models.CheckConstraint(
                name="answers_end_after_scoring_and_before_a_discussion_or_adjusting",
                condition=models.Q(answers_end_at__isnull=True)
                | models.Q(answers_end_at__gt=models.F("scoring_closes_at"))
                & (models.Q(discussion_ends_at__isnull=False) | models.Q(adjusting_ends_at__isnull=False)),
                violation_error_message=_("Answers are planned after scoring, and before a discussion or adjusting."),
            ),
            models.CheckConstraint(
                name="a_blind_round_takes_no_answers",
                condition=models.Q(is_blind=False) | models.Q(answers_end_at__isnull=True),
                violation_error_message=_("A blind round takes no answers: the words would tell who applied."),
            ),
            models.CheckConstraint(
                name="the_discussion_ends_after_scoring",
                condition=models.Q(discussion_ends_at__isnull=True)
                | models.Q(discussion_ends_at__gt=Coalesce("answers_end_at", "scoring_closes_at")),
                violation_error_message=_("The discussion must end after scoring closes."),
            ),
            models.CheckConstraint(
                name="adjusting_ends_after_the_discussion",
                condition=models.Q(adjusting_ends_at__isnull=True)
                | models.Q(adjusting_ends_at__gt=Coalesce("discussion_ends_at", "answers_end_at", "scoring_closes_at")),
                violation_error_message=_("Adjusting must end after the phase before it."),
            ),
            models.CheckConstraint(
                name="evaluators_per_proposal_have_number_and_loads",
                condition=models.Q(formation="sections", seats_each__isnull=True, load_min__isnull=True, load_max__isnull=True)
                | models.Q(formation="individual", seats_each__gte=1, load_min__lte=models.F("load_max"), load_max__gte=1),
                violation_error_message=_("Say how many evaluators a proposal has, and how many proposals an evaluator judges."),
            ),
            models.CheckConstraint(name="a_round_has_a_known_status", condition=models.Q(status__in=RoundStatus.values)),
            models.CheckConstraint(
                name="a_confirmed_round_has_its_budget",
                condition=~models.Q(status__in=["confirmed", "released"])
                | models.Q(budget_krw__gte=0, confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_closed_round_has_its_time",
                condition=models.Q(status__in=["planned", "inviting", "scoring"]) | models.Q(closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_released_round_has_its_time",
                condition=models.Q(status="released", released_at__isnull=False)
                | (~models.Q(status="released") & models.Q(released_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="no_more_sheets_are_sealed_than_are_due", condition=models.Q(sealed_count__lte=models.F("sheet_count"))
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["closes_at"], name="round_closes_next", condition=models.Q(status="scoring")),
            models.Index(fields=["next_reminder_at"], name="round_to_remind", condition=models.Q(status="scoring")),
            models.Index(
                fields=["scoring_closes_at"],
                name="round_to_ask_applicants",
                condition=models.Q(status="scoring", answers_end_at__isnull=False, answers_opened_at__isnull=True),
            ),
            models.Index(fields=["-released_at", "-id"], name="round_by_release", condition=models.Q(status="released")),
            models.Index(fields=["region", "-id"], name="round_by_region"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("evaluation:round-detail", args=[self.ref])

    @property
    def stream(self) -> str:
        return f"round/{self.pk}"

    @property
    def title(self) -> str:
        words = (
            gettext("%(region)s evaluation on appeal · %(call)s")
            if self.is_review
            else gettext("%(region)s evaluation · %(call)s")
        )
        return words % {"region": self.region.name, "call": self.call.title}

    @property
    def status_tone(self) -> str:
        return ROUND_TONES[RoundStatus(self.status)]

    @property
    def rules(self) -> RulebookDocument:
        return self.rulebook.rules

    @property
    def is_review(self) -> bool:
        """One proposal, evaluated again on appeal. It is decided and released with the appeal."""
        return self.appeal_of_id is not None

    @property
    def is_individual(self) -> bool:
        """Each proposal has its own evaluators."""
        return self.formation == Formation.INDIVIDUAL

    @property
    def is_staffing(self) -> bool:
        """The panel can still change."""
        return self.status in STAFFING

    @property
    def is_closed(self) -> bool:
        """No score can change any more."""
        return self.status in AFTER_CLOSE

    @property
    def is_reconvened(self) -> bool:
        """Scoring once more after a close, for what lacks sheets. What was sealed before, people have seen: it stays."""
        return self.status == RoundStatus.SCORING and self.closed_at is not None

    @property
    def schedule(self) -> Schedule:
        return Schedule(
            self.scoring_opens_at, self.scoring_closes_at, self.discussion_ends_at, self.adjusting_ends_at, self.answers_end_at
        )

    def phase(self, at: dt.datetime) -> Phase:
        """Told by the clock, not by the beat. The ending second of a phase belongs to the next one."""
        return phase_at(self.schedule, at, begun=self.status == RoundStatus.SCORING, closed=self.is_closed)

    def is_scoring(self, at: dt.datetime) -> bool:
        """Scores are taken at `at`. The closing second itself is too late."""
        return self.phase(at) == Phase.SCORE

    @property
    def progress(self) -> int:
        """Sealed sheets in percent of those due."""
        return self.sealed_count * 100 // self.sheet_count if self.sheet_count else 0
