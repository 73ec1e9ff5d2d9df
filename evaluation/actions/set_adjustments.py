import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from evaluation import access
from evaluation.models import Adjustment, Round, RoundProposal
from evaluation.states import AdjustmentKind, RoundStatus


@dataclass(frozen=True, slots=True)
class Entered:
    """One ground as somebody entered it. `code` is one of the rulebook's bonuses or penalties."""

    kind: str
    code: str
    points: Decimal
    evidence: str


@transaction.atomic
def set_adjustments(
    entry: RoundProposal, *, by: User, adjustments: Iterable[Entered], at: dt.datetime | None = None
) -> list[Adjustment]:
    """Say which bonus and penalty points a proposal has, with evidence; replaces what was entered before.

    How much of it counts is the rulebook's to say. After a tally the round goes back, to be tallied again.

    Raises:
        InvalidInput: for a ground the rulebook does not know, twice the same, no points or no evidence.
        DomainError: code "confirmed" once the ranking is confirmed.
    """
    at = at or timezone.now()
    round = Round.objects.locked(entry.round)
    require(access.may_run_round(by, round))
    if round.status in {RoundStatus.CONFIRMED, RoundStatus.RELEASED}:
        raise DomainError(_("The ranking is confirmed; bonus and penalty points stay as they are."), code="confirmed")
    wanted = _checked(round, list(adjustments))
    entry.adjustments.all().delete()
    made = Adjustment.objects.bulk_create(
        Adjustment(entry=entry, kind=one.kind, code=one.code, points=one.points, evidence=one.evidence.strip(), by=by, at=at)
        for one in wanted
    )
    if round.status == RoundStatus.TALLIED:
        round.become(RoundStatus.CLOSED)
        round.tallied_at = None
        round.save(update_fields=["status", "tallied_at"])
        round.standings.all().delete()
    record(
        stream=round.stream, verb="adjusted", by=by, at=at,
        data={
            "proposal": entry.proposal.ref,
            "adjustments": [{"kind": one.kind, "code": one.code, "points": one.points, "evidence": one.evidence} for one in made],
        },
    )  # fmt: skip
    return made


def _checked(round: Round, wanted: list[Entered]) -> list[Entered]:
    scoring = round.rules.scoring
    known: dict[str, set[str]] = {
        AdjustmentKind.BONUS: {one.code for one in scoring.bonuses.value},
        AdjustmentKind.PENALTY: {one.code for one in scoring.penalties.value},
    }
    errors: dict[str, Any] = {}
    seen = set()
    for one in wanted:
        if one.code not in known.get(one.kind, set()):
            errors[one.code] = _("The rulebook has no such ground.")
        elif (one.kind, one.code) in seen:
            errors[one.code] = _("This ground has been entered already.")
        elif one.points <= 0:
            errors[one.code] = _("Points must be above zero.")
        elif not one.evidence.strip():
            errors[one.code] = _("Please write what proves it.")
        seen.add((one.kind, one.code))
    if errors:
        raise InvalidInput(errors)
    return wanted
