"""The common ground of what an applicant does to a draft of an appeal."""

import datetime as dt

from accounts.models import User
from cluster_portal.shared.errors import require
from evaluation import access
from evaluation.appeal_clock import filed_until
from evaluation.errors import AppealClosed
from evaluation.models import Appeal, Round
from evaluation.states import AppealStatus
from programme.queries import holiday_calendar


def require_in_time(round: Round, at: dt.datetime) -> None:
    """
    Raises:
        AppealClosed: from the end of the rulebook's period on, counted from the release.
    """
    assert round.released_at is not None
    until = filed_until(round.released_at, round.rules, holiday_calendar())
    if at >= until:
        raise AppealClosed(at=at, until=until)


def require_writable(appeal: Appeal, by: User, at: dt.datetime) -> None:
    """
    Raises:
        NotAllowed: to anybody but the lead's owners and writers.
        DomainError: code "illegal-move" once it is filed or withdrawn; AppealClosed when it is too late.
    """
    require(access.may_appeal(by, appeal.proposal))
    if appeal.status != AppealStatus.DRAFT:
        appeal.become(AppealStatus.FILED)  # says what it is, and that it cannot be
    require_in_time(appeal.round, at)
