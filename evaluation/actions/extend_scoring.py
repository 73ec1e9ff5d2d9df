import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import InvalidInput, require
from evaluation import access
from evaluation.actions.seating import require_staffing
from evaluation.messages import scoring as messages
from evaluation.models import Round
from evaluation.reminders import next_reminder
from evaluation.states import MemberStatus, RoundStatus


@transaction.atomic
def extend_scoring(round: Round, *, by: User, closes_at: dt.datetime, reason: str, at: dt.datetime | None = None) -> Round:
    """Give the panel more time, with a reason, before the time is over. Those who accepted are told. What follows scoring
    moves along: discussion and adjusting keep their length.

    Raises:
        InvalidInput: without a reason, or for a time that is not later.
        DomainError: code "panel-closed" once the time is over.
    """
    at = at or timezone.now()
    round = Round.objects.locked(round)
    require(access.may_run_round(by, round))
    require_staffing(round, at)
    errors = {}
    if closes_at <= max(round.scoring_closes_at, at):
        errors["closes_at"] = _("The new closing time must be later.")
    if not reason.strip():
        errors["reason"] = _("Please give the reason.")
    if errors:
        raise InvalidInput(errors)
    was, round.scoring_closes_at = round.scoring_closes_at, closes_at
    longer = closes_at - was
    if round.answers_end_at:
        round.answers_end_at += longer
    if round.discussion_ends_at:
        round.discussion_ends_at += longer
    if round.adjusting_ends_at:
        round.adjusting_ends_at += longer
    if round.status == RoundStatus.SCORING:
        round.next_reminder_at = next_reminder(round.schedule, after=at)
    round.save(
        update_fields=["scoring_closes_at", "answers_end_at", "discussion_ends_at", "adjusting_ends_at", "next_reminder_at"]
    )
    event = record(
        stream=round.stream, verb="scoring-extended", by=by, at=at,
        data={"from": was, "to": closes_at, "reason": reason.strip()},
    )  # fmt: skip
    messages.scoring_extended(event, round, list(round.members.filter(status=MemberStatus.ACCEPTED).joined()), reason.strip())
    return round
