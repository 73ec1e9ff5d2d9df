import io
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from evaluation.models.round import Round
from evaluation.states import DECISION_TONES, Decision
from projects.models import Proposal

DECIDED = ("decision", "decision_reason", "order", "reserve_number", "granted_krw", "budget_left_krw")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the tallied list as it is written; numbers as text, `trace` and `tie` as JSON."""

    proposal_id: int
    position: int
    place: int | None
    total: str | None
    mean: str | None
    plain_mean: str | None
    bonus: str
    penalty: str
    outcome: str
    trace: str
    tie: str
    asked_krw: int

    def as_copied(self) -> str:
        """In the text form of COPY: a backslash there begins something else, and no JSON has a raw tab or line break."""
        given = (getattr(self, name) for name in self.__slots__)
        return "\t".join("\\N" if one is None else str(one).replace("\\", "\\\\") for one in given)


class StandingQuerySet(models.QuerySet["Standing"]):
    def visible_to(self, user: Any) -> "StandingQuerySet":
        from evaluation import access

        return self.filter(access.standings_visible_to(user))

    def write_list(self, round: Round, rows: Iterable["Row"]) -> None:
        """Write what the tally made, in one copy into the database, without a model for each."""
        lines = "".join(f"{round.pk}\t\t\t{line}\n" for line in (row.as_copied() for row in rows))
        columns = ", ".join(("round_id", "decision", "decision_reason", *Row.__slots__))
        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY evaluation_standing ({columns}) FROM STDIN", io.StringIO(lines))

    def forget_decisions(self) -> int:
        """A list that came back: scores and places stay, what was decided does not. One statement for any number."""
        return self.update(
            decision="", decision_reason="", order=None, reserve_number=None, granted_krw=None, budget_left_krw=None
        )

    def _type(self, name: str) -> str:
        """Of a column in the database, without its precision."""
        field = self.model._meta.get_field(name.removesuffix("_id"))
        return str(field.db_type(connection)).partition("(")[0]

    def write_decisions(self, standings: Collection["Standing"]) -> None:
        """Save what was decided on each. One statement for any number."""
        columns = {name: f'"{name}"' for name in DECIDED}
        changes = ", ".join(f"{column} = given.{column}" for column in columns.values())
        arrays = ", ".join(f"%s::{self._type(name)}[]" for name in DECIDED)
        sql = (
            f"UPDATE evaluation_standing AS standing SET {changes}"
            f" FROM unnest(%s::bigint[], {arrays}) AS given (id, {', '.join(columns.values())}) WHERE standing.id = given.id"
        )
        values = [[getattr(one, name) for one in standings] for name in DECIDED]
        with connection.cursor() as cursor:
            cursor.execute(sql, [[one.pk for one in standings], *values])


class Standing(models.Model):
    """A proposal's place on the list, with how its number was made and what was decided. Frozen by the release."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="standings")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="standings")
    place = models.PositiveIntegerField(_("place"), null=True, blank=True)  # none without a result; equals share one
    position = models.PositiveIntegerField()  # on the list, for paging: 1, 2, 3 …; those without a result last
    total = models.DecimalField(_("final score"), max_digits=7, decimal_places=3, null=True, blank=True)
    mean = models.DecimalField(_("trimmed mean"), max_digits=9, decimal_places=4, null=True, blank=True)
    plain_mean = models.DecimalField(_("plain mean"), max_digits=9, decimal_places=4, null=True, blank=True)
    bonus = models.DecimalField(_("bonus"), max_digits=5, decimal_places=2, default=0)
    penalty = models.DecimalField(_("penalty"), max_digits=5, decimal_places=2, default=0)
    outcome = models.CharField(_("outcome"), max_length=10)  # passed | failed | no_result, as scoring.Trace says
    trace = models.JSONField(_("how the score was made"))  # scoring.Trace
    tie = models.JSONField(_("how a tie was broken"), default=dict)  # ranking.Standing
    asked_krw = models.BigIntegerField(_("asked for (₩)"))
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices, blank=True)
    decision_reason = models.CharField(_("reason"), max_length=20, blank=True)  # a code of selection.Decision
    order = models.PositiveIntegerField(_("order in which the list was walked"), null=True, blank=True)
    reserve_number = models.PositiveIntegerField(_("number on the reserve list"), null=True, blank=True)
    granted_krw = models.BigIntegerField(_("granted (₩)"), null=True, blank=True)
    budget_left_krw = models.BigIntegerField(_("left of the budget after it (₩)"), null=True, blank=True)

    objects = StandingQuerySet.as_manager()

    class Meta:
        verbose_name = _("standing")
        verbose_name_plural = _("standings")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_standing_per_proposal_of_a_round", fields=["round", "proposal"]),
            models.UniqueConstraint(name="one_standing_per_position_of_a_round", fields=["round", "position"]),
            models.CheckConstraint(
                name="only_selected_standings_have_a_grant",
                condition=models.Q(decision="selected", granted_krw__isnull=False) | (~models.Q(decision="selected") & models.Q(granted_krw__isnull=True)),
            ),
            models.CheckConstraint(
                name="a_standing_without_a_result_has_no_place",
                condition=models.Q(outcome="no_result", place__isnull=True, total__isnull=True)
                | models.Q(outcome__in=["passed", "failed"], place__isnull=False, total__isnull=False),
            ),
            models.CheckConstraint(
                name="who_is_below_the_line_is_never_selected", condition=~models.Q(decision="selected") | models.Q(outcome="passed")
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["round", "decision", "position"], name="standing_by_decision"),
        ]

    def __str__(self) -> str:
        return f"{self.place}. {self.proposal_id}"

    @property
    def passed(self) -> bool:
        return self.outcome == "passed"

    def failed_check(self, pass_line: Decimal) -> bool:
        """Reached the pass line and is not passed all the same: a pass-or-fail question went against it."""
        return self.total is not None and self.total >= pass_line and not self.passed

    @property
    def decision_tone(self) -> str:
        return DECISION_TONES[Decision(self.decision)] if self.decision else "neutral"
