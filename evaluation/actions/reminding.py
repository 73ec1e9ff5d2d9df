"""The common ground of reminders, by the clock and by hand: history, letters, and when it was."""

import datetime as dt
from collections.abc import Mapping

from accounts.models import User
from audit.record import record
from evaluation.messages import scoring as messages
from evaluation.models import PanelMember, Round


def remind(round: Round, missing: Mapping[PanelMember, int], *, by: User, at: dt.datetime) -> None:
    """Tell each how many sheets are missing. The round is locked; for nobody nothing happens."""
    if not missing:
        return
    round.members.filter(pk__in=[member.pk for member in missing]).update(reminded_at=at)
    event = record(
        stream=round.stream, verb="reminded", by=by, at=at,
        data={"missing": {member.seat_name: number for member, number in missing.items()}},
    )  # fmt: skip
    messages.closing_soon(event, round, missing, until=round.schedule.sealing_ends_at(at))
