"""The common ground of a round's times: that they follow one another, and how the history keeps them."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from evaluation.phases import Schedule


def times_of(schedule: Schedule) -> dict[str, dt.datetime]:
    """By the names of the round's fields; what is not planned is left out."""
    times = {
        "scoring_opens_at": schedule.opens_at,
        "scoring_closes_at": schedule.scoring_ends_at,
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
    """Discussion and adjusting each end after what comes before."""
    errors: dict[str, Any] = {}
    if schedule.discussion_ends_at and schedule.discussion_ends_at <= schedule.scoring_ends_at:
        errors["discussion_ends_at"] = _("The discussion must end after scoring closes.")
    if schedule.adjusting_ends_at and schedule.adjusting_ends_at <= schedule.adjusting_opens_at:
        errors["adjusting_ends_at"] = _("Adjusting must end after the phase before it.")
    return errors
