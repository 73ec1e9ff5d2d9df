"""The phases of a round as data: when each begins and ends, and what it lets its evaluators do.

Pure: no database, no clock. Read first; score; then, where the round plans for it, wait for the applicants' answers to the
comments, discuss the sealed sheets and adjust one's own; then it is closed. `OVER` is the moment between the last of these times and the close itself, which nobody may use.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Phase(StrEnum):
    READ = "read"
    SCORE = "score"
    ANSWER = "answer"
    DISCUSS = "discuss"
    ADJUST = "adjust"
    OVER = "over"
    CLOSED = "closed"


class Right(StrEnum):
    """What an evaluator may do, seen from the phase alone; whose sheet it is, and in which state, is asked beside it."""

    READ_FILES = "read_files"
    WRITE = "write"  # a sheet not sealed yet
    REWRITE = "rewrite"  # a sheet that was sealed and is open again
    SEAL = "seal"
    SEE_COLLEAGUES = "see_colleagues"  # their sealed sheets, where the own one is sealed
    REMARK = "remark"
    REOPEN_OWN = "reopen_own"


RIGHTS: Mapping[Phase, frozenset[Right]] = {
    Phase.READ: frozenset({Right.READ_FILES}),
    Phase.SCORE: frozenset({Right.READ_FILES, Right.WRITE, Right.REWRITE, Right.SEAL}),
    Phase.ANSWER: frozenset({Right.READ_FILES}),  # the applicants' turn
    Phase.DISCUSS: frozenset({Right.READ_FILES, Right.SEE_COLLEAGUES, Right.REMARK}),
    Phase.ADJUST: frozenset({Right.READ_FILES, Right.REWRITE, Right.SEAL, Right.SEE_COLLEAGUES, Right.REMARK, Right.REOPEN_OWN}),
    Phase.OVER: frozenset({Right.READ_FILES}),
    Phase.CLOSED: frozenset({Right.READ_FILES, Right.SEE_COLLEAGUES, Right.REMARK}),
}


@dataclass(frozen=True, slots=True)
class Schedule:
    """The times of a round. Without an end there is no answering, no discussion, or no adjusting."""

    opens_at: dt.datetime
    scoring_ends_at: dt.datetime
    discussion_ends_at: dt.datetime | None = None
    adjusting_ends_at: dt.datetime | None = None
    answers_end_at: dt.datetime | None = None  # comes before the discussion

    @property
    def closes_at(self) -> dt.datetime:
        """The last of the times: the round closes by itself."""
        return self.adjusting_ends_at or self.discussion_ends_at or self.scoring_ends_at

    @property
    def discussion_opens_at(self) -> dt.datetime:
        """Where applicants answer first, the panel waits for them."""
        return self.answers_end_at or self.scoring_ends_at

    @property
    def adjusting_opens_at(self) -> dt.datetime:
        """Where there is no discussion, adjusting follows what comes before at once."""
        return self.discussion_ends_at or self.discussion_opens_at

    def sealing_ends_at(self, at: dt.datetime) -> dt.datetime:
        """Until when a sheet can be sealed, seen from a moment: while scores are taken, or while they are adjusted."""
        if self.adjusting_ends_at is None or at < self.scoring_ends_at:
            return self.scoring_ends_at
        return self.adjusting_ends_at

    def ends(self) -> list[tuple[Phase, dt.datetime]]:
        """Each planned phase with the moment that ends it, in order. The ending moment itself belongs to the next phase."""
        planned = [
            (Phase.READ, self.opens_at),
            (Phase.SCORE, self.scoring_ends_at),
            (Phase.ANSWER, self.answers_end_at),
            (Phase.DISCUSS, self.discussion_ends_at),
            (Phase.ADJUST, self.adjusting_ends_at),
        ]
        return [(phase, end) for phase, end in planned if end is not None]

    def end_of(self, phase: Phase) -> dt.datetime | None:
        return dict(self.ends()).get(phase)


def phase_at(schedule: Schedule, at: dt.datetime, *, begun: bool, closed: bool) -> Phase:
    """The phase at a moment. `begun`: scoring was opened by the headquarters, without which no time opens it. `closed`: the
    round was closed, whatever the time."""
    if closed:
        return Phase.CLOSED
    if not begun:
        return Phase.READ
    return next((phase for phase, end in schedule.ends() if at < end), Phase.OVER)


def allows(phase: Phase, right: Right) -> bool:
    return right in RIGHTS[phase]
