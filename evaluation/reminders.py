"""When evaluators with unsealed sheets are reminded: three days and one day before scoring closes, and a day before adjusting
ends. No database, no clock."""

import datetime as dt

from evaluation.phases import Schedule

BEFORE_CLOSE = (dt.timedelta(days=3), dt.timedelta(days=1))
BEFORE_END_OF_ADJUSTING = dt.timedelta(days=1)


def next_reminder(schedule: Schedule, *, after: dt.datetime) -> dt.datetime | None:
    """The next reminder that lies after a moment; None when there is none left."""
    moments = [schedule.scoring_ends_at - before for before in BEFORE_CLOSE]
    if schedule.adjusting_ends_at is not None:
        # Not before adjusting began: until then there is nothing to seal again.
        moments.append(max(schedule.adjusting_ends_at - BEFORE_END_OF_ADJUSTING, schedule.adjusting_opens_at))
    return min((moment for moment in moments if moment > after), default=None)
