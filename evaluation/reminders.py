"""When evaluators with unsealed sheets are reminded: three days and one day before the close. No database, no clock."""

import datetime as dt

BEFORE_CLOSE = (dt.timedelta(days=3), dt.timedelta(days=1))


def next_reminder(closes_at: dt.datetime, *, after: dt.datetime) -> dt.datetime | None:
    """The next reminder that lies after a moment; None when there is none left."""
    return min((closes_at - before for before in BEFORE_CLOSE if closes_at - before > after), default=None)
