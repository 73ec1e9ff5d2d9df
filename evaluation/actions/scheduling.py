"""The common ground of a round's times: that they follow one another, and how the history keeps them."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from evaluation.phases import Schedule
from programme.clocks import SEOUL
from programme.queries import holiday_calendar
from programme.rulebook import RulebookDocument

LEAST_ANSWER_DAYS = 3  # working days


def times_of(schedule: Schedule) -> dict[str, dt.datetime]:
    """By the names of the round's fields; what is not planned is left out."""
    times = {
        "scoring_opens_at": schedule.opens_at,
        "scoring_closes_at": schedule.scoring_ends_at,
        "answers_end_at": schedule.answers_end_at,
        "discussion_ends_at": schedule.discussion_ends_at,
        "adjusting_ends_at": schedule.adjusting_ends_at,
    }
    return {name: moment for name, moment in times.items() if moment is not None}


def schedule_errors(schedule: Schedule, at: dt.datetime) -> dict[str, Any]:
    """What is wrong with planned times, by field."""
    errors: dict[str, Any] = {}
    if schedule.scoring_ends_at <= schedule.opens_at:
        errors["scoring_closes_at"] = _("Scoring must close after it opens.")
    elif schedule.scoring_ends_at <= at:
        errors["scoring_closes_at"] = _("The closing time has passed. Please set a later one.")
    return errors | order_errors(schedule)


def order_errors(schedule: Schedule) -> dict[str, Any]:
    """Answers are for somebody; discussion and adjusting each end after what comes before."""
    errors: dict[str, Any] = {}
    if schedule.answers_end_at and not (schedule.discussion_ends_at or schedule.adjusting_ends_at):
        errors["answers_end_at"] = _("Nobody would read the answers: plan a discussion or adjusting after them.")
    if schedule.discussion_ends_at and schedule.discussion_ends_at <= schedule.discussion_opens_at:
        errors["discussion_ends_at"] = (
            _("The discussion must end after the answers of the applicants.")
            if schedule.answers_end_at
            else _("The discussion must end after scoring closes.")
        )
    if schedule.adjusting_ends_at and schedule.adjusting_ends_at <= schedule.adjusting_opens_at:
        errors["adjusting_ends_at"] = _("Adjusting must end after the phase before it.")
    return errors


def answer_errors(schedule: Schedule, rules: RulebookDocument, *, is_blind: bool) -> dict[str, Any]:
    """An answer window needs a rulebook that discloses comments, a panel that may know who answers, and working days."""
    if schedule.answers_end_at is None:
        return {}
    if is_blind:
        return {"answers_end_at": _("A blind round takes no answers: the words would tell who applied.")}
    if not rules.disclosure.anonymous_comments.value:
        return {"answers_end_at": _("The rulebook does not disclose comments to applicants.")}
    first, last = (moment.astimezone(SEOUL).date() for moment in (schedule.scoring_ends_at, schedule.answers_end_at))
    calendar, days = holiday_calendar(), max(0, (last - first).days)
    worked = sum(calendar.is_business_day(first + dt.timedelta(days=n)) for n in range(1, days + 1))
    if worked < LEAST_ANSWER_DAYS:
        message = _("Applicants need at least %(n)d working days after scoring closes.")
        return {"answers_end_at": message % {"n": LEAST_ANSWER_DAYS}}
    return {}
