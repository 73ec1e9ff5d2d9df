import io
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar, NamedTuple

import numpy as np
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from cluster_portal.shared.columns import numbers
from evaluation.fast_selection import NOT_RECOMMENDED, REASONS, RECOMMENDED, RESERVE, Chosen, Ints
from evaluation.models.kept_json import KeptJSONField
from evaluation.models.round import Round
from evaluation.states import DECISION_TONES, Decision
from projects.models import Proposal


class Row(NamedTuple):
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
        trace, tie = (text.replace("\\", "\\\\") if "\\" in text else text for text in (self.trace, self.tie))
        place, total, mean, plain_mean = (
            "\\N" if one is None else one for one in (self.place, self.total, self.mean, self.plain_mean)
        )
        return (
            f"{self.proposal_id}\t{self.position}\t{place}\t{total}\t{mean}\t{plain_mean}\t{self.bonus}\t{self.penalty}"
            f"\t{self.outcome}\t{trace}\t{tie}\t{self.asked_krw}"
        )


class StandingQuerySet(models.QuerySet["Standing"]):
    def visible_to(self, user: Any) -> "StandingQuerySet":
        from evaluation import access

        return self.filter(access.standings_visible_to(user))

    def write_list(self, round: Round, rows: Iterable["Row"]) -> None:
        """Write what the tally made, in one copy into the database, without a model for each."""
        lines = "".join(f"{round.pk}\t\t\t{line}\n" for line in (row.as_copied() for row in rows))
        columns = ", ".join(("round_id", "decision", "decision_reason", *Row._fields))
        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY evaluation_standing ({columns}) FROM STDIN", io.StringIO(lines))

    def forget_decisions(self) -> int:
        """A list that came back: scores and places stay, what was decided does not. One statement for any number."""
        return self.update(
            decision="", decision_reason="", order=None, reserve_number=None, granted_krw=None, budget_left_krw=None
        )

    def write_choice(self, round: Round, proposals: Ints, chosen: Chosen) -> None:
        """Save what was decided on each of `proposals`, the ids of what was chosen from. One statement for any number."""
        selected = chosen.outcome == RECOMMENDED
        columns = (
            proposals[chosen.candidate], chosen.outcome + 1, chosen.reason + 1, np.arange(1, len(proposals) + 1), chosen.reserve_number,
            np.where(selected, chosen.left_before_krw - chosen.left_after_krw, -1), chosen.left_after_krw,
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(WRITE_CHOICE, [DECISIONS, list(REASONS), *(numbers(column.tolist()) for column in columns), round.pk])


BY_OUTCOME = {RECOMMENDED: Decision.SELECTED, RESERVE: Decision.RESERVE, NOT_RECOMMENDED: Decision.REJECTED}
DECISIONS = [BY_OUTCOME[outcome].value for outcome in sorted(BY_OUTCOME)]
WRITE_CHOICE = """
UPDATE evaluation_standing AS standing
SET decision = (%s::varchar[])[given.decision], decision_reason = (%s::varchar[])[given.reason], "order" = given.number,
    reserve_number = nullif(given.reserve_number, 0), granted_krw = CASE WHEN given.granted_krw >= 0 THEN given.granted_krw END,
    budget_left_krw = given.left_krw
FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::int[], %s::int[], %s::bigint[], %s::bigint[])
    AS given (proposal_id, decision, reason, number, reserve_number, granted_krw, left_krw)
WHERE standing.round_id = %s AND standing.proposal_id = given.proposal_id
"""


class Standing(models.Model):
    """A proposal's place on the list, with how its number was made and what was decided. Frozen by the release."""

    # Both are looked up by constraints below that begin with them. No index has the decision: deciding writes none.
    round = models.ForeignKey(Round, models.PROTECT, db_index=False, related_name="standings")
    proposal = models.ForeignKey(Proposal, models.PROTECT, db_index=False, related_name="standings")
    place = models.PositiveIntegerField(_("place"), null=True, blank=True)  # none without a result; equals share one
    position = models.PositiveIntegerField()  # on the list, for paging: 1, 2, 3 …; those without a result last
    total = models.DecimalField(_("final score"), max_digits=7, decimal_places=3, null=True, blank=True)
    mean = models.DecimalField(_("trimmed mean"), max_digits=9, decimal_places=4, null=True, blank=True)
    plain_mean = models.DecimalField(_("plain mean"), max_digits=9, decimal_places=4, null=True, blank=True)
    bonus = models.DecimalField(_("bonus"), max_digits=5, decimal_places=2, default=0)
    penalty = models.DecimalField(_("penalty"), max_digits=5, decimal_places=2, default=0)
    outcome = models.CharField(_("outcome"), max_length=10)  # passed | failed | no_result, as scoring.Trace says
    trace = KeptJSONField(_("how the score was made"))  # scoring.Trace
    tie = KeptJSONField(_("how a tie was broken"), default=dict)  # ranking.Standing
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
            models.UniqueConstraint(name="one_standing_per_proposal_of_a_round", fields=["proposal", "round"]),
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
