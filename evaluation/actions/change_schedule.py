import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from evaluation import access
from evaluation.actions.scheduling import answer_errors, order_errors, times_of
from evaluation.messages import answers
from evaluation.messages import scoring as messages
from evaluation.models import Round
from evaluation.phases import Phase, Schedule
from evaluation.reminders import next_reminder
from evaluation.states import MemberStatus, RoundStatus

FIELDS = ("scoring_opens_at", "scoring_closes_at", "answers_end_at", "discussion_ends_at", "adjusting_ends_at")
IN_ORDER = (Phase.READ, Phase.SCORE, Phase.ANSWER, Phase.DISCUSS, Phase.ADJUST)  # each ends at the field beside it


@transaction.atomic
def change_schedule(round: Round, schedule: Schedule, *, by: User, reason: str, at: dt.datetime | None = None) -> Round:
    """Set the times of the phases that have not ended, with a reason. Everybody on the panel and the headquarters are told.

    What has passed stays. Scoring that is open can only be given more time; a phase that has begun keeps an end. Setting
    what is set already changes nothing, and tells nobody.

    Raises:
        InvalidInput: without a reason, or for times that do not fit, by field.
        DomainError: code "round-over" once the last of the times has passed.
    """
    at = at or timezone.now()
    round = Round.objects.locked(round)
    require(access.may_run_round(by, round))
    phase = round.phase(at)
    if phase not in IN_ORDER:
        raise DomainError(_("The times cannot change any more: the round has closed."), code="round-over")
    was = round.schedule
    if schedule == was:
        return round
    errors = order_errors(schedule) | _time_errors(was, schedule, phase, at)
    if schedule.scoring_ends_at <= schedule.opens_at:
        errors.setdefault("scoring_closes_at", _("Scoring must close after it opens."))
    if (schedule.answers_end_at, schedule.scoring_ends_at) != (was.answers_end_at, was.scoring_ends_at):
        errors = answer_errors(schedule, round.rules, is_blind=round.is_blind) | errors
    if not reason.strip():
        errors["reason"] = _("Please give the reason.")
    if errors:
        raise InvalidInput(errors)
    for name, moment in zip(FIELDS, _moments(schedule), strict=True):
        setattr(round, name, moment)
    if round.status == RoundStatus.SCORING:
        round.next_reminder_at = next_reminder(schedule, after=max(at, schedule.opens_at))
    round.save(update_fields=[*FIELDS, "next_reminder_at"])
    event = record(
        stream=round.stream, verb="schedule-changed", by=by, at=at,
        data={"from": times_of(was), "to": times_of(schedule), "reason": reason.strip()},
    )  # fmt: skip
    concerned = round.members.filter(status__in=[MemberStatus.INVITED, MemberStatus.ACCEPTED])
    messages.schedule_changed(event, round, list(concerned.joined()), reason.strip())
    if round.answers_opened_at and schedule.answers_end_at != was.answers_end_at:
        answers.time_changed(event, round)
    return round


def _moments(schedule: Schedule) -> tuple[dt.datetime | None, ...]:
    return (
        schedule.opens_at, schedule.scoring_ends_at, schedule.answers_end_at, schedule.discussion_ends_at, schedule.adjusting_ends_at,
    )  # fmt: skip


def _time_errors(was: Schedule, wanted: Schedule, phase: Phase, at: dt.datetime) -> dict[str, Any]:
    errors: dict[str, Any] = {}
    for ended, name, before, after in zip(IN_ORDER, FIELDS, _moments(was), _moments(wanted), strict=True):
        if before == after:
            continue
        if IN_ORDER.index(ended) < IN_ORDER.index(phase):
            errors[name] = _("This has passed and stays as it was.")
        elif after is None and ended == phase:
            errors[name] = _("This phase has begun and needs an end.")
        elif after is not None and after <= at:
            errors[name] = _("Please set a time that lies ahead.")
        elif ended == phase == Phase.SCORE and before is not None and after is not None and after < before:
            errors[name] = _("Scoring is open. It can only be given more time.")
        elif ended == phase == Phase.ANSWER and before is not None and after is not None and after < before:
            errors[name] = _("The applicants were told this time. They can only be given more.")
    return errors
