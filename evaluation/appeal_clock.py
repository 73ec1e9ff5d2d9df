"""The two clocks of an appeal: until when it may be filed, and until when it is to be answered. No database.

Both count from a day by the programme's calendar (programme/clocks.py) and end exclusively.
"""

import datetime as dt

from programme.clocks import HolidayCalendar, deadline, shown_last_moment
from programme.rulebook import RulebookDocument

# Days before the answer is due on which the headquarters is reminded; on the last day in the morning, too.
REMINDERS = (dt.timedelta(days=7), dt.timedelta(days=3), dt.timedelta(hours=15))


def filed_until(noticed_at: dt.datetime, rules: RulebookDocument, calendar: HolidayCalendar) -> dt.datetime:
    """The first moment at which an appeal against a result of which notice was given then is too late."""
    return deadline(noticed_at, rules.clocks.appeal.value, calendar)


def answered_until(filed_at: dt.datetime, rules: RulebookDocument, calendar: HolidayCalendar) -> dt.datetime:
    """The first moment at which the answer is overdue."""
    return deadline(filed_at, rules.clocks.appeal_reply.value, calendar)


def next_reminder(due_at: dt.datetime, *, after: dt.datetime) -> dt.datetime | None:
    """The next reminder that lies after a moment; None when there is none left."""
    return min((due_at - before for before in REMINDERS if due_at - before > after), default=None)


def last_moment(due_at: dt.datetime) -> str:
    """The end of a clock as people write it: 2026-12-03 24:00, in Korean time."""
    day, hour = shown_last_moment(due_at)
    return f"{day:%Y-%m-%d} {hour}"
