import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, require
from evaluation import access
from evaluation.messages import follow_up as messages
from evaluation.models import CoachingNote, Standing
from evaluation.states import Decision, RoundStatus
from programme.clocks import deadline
from programme.queries import holiday_calendar


@transaction.atomic
def ask_advice(standing: Standing, *, by: User, at: dt.datetime | None = None) -> CoachingNote:
    """Ask the panel what to improve: once, by an applicant who was not selected, within the time of an appeal. The headquarters
    chooses who answers. A second press changes nothing.

    Raises:
        DomainError: code "not-rejected", "too-late".
    """
    at = at or timezone.now()
    round = standing.round
    require(access.may_appeal(by, standing.proposal))
    if before := CoachingNote.objects.filter(round=round, proposal=standing.proposal_id).first():
        return before
    if round.status != RoundStatus.RELEASED or standing.decision != Decision.REJECTED:
        raise DomainError(_("Advice is for proposals that were not selected."), code="not-rejected")
    calendar = holiday_calendar()
    if round.released_at is None or at >= deadline(round.released_at, round.rules.clocks.appeal.value, calendar):
        raise DomainError(_("The time to ask for advice is over."), code="too-late")
    due = deadline(at, round.rules.clocks.revision.value, calendar)
    note, new = CoachingNote.objects.get_or_create(
        round=round, proposal=standing.proposal, defaults={"asked_by": by, "asked_at": at, "due_at": due}
    )
    if new:
        event = record(
            stream=standing.proposal.stream, verb="advice-asked", by=by, at=at, data={"round": round.ref, "due_at": due}
        )
        messages.advice_asked(event, note)
    return note
