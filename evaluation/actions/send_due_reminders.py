import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from evaluation.actions.reminding import remind
from evaluation.models import Round
from evaluation.queries.rounds import late
from evaluation.reminders import next_reminder
from evaluation.states import RoundStatus


def send_due_reminders(*, at: dt.datetime | None = None) -> list[int]:
    """Remind evaluators who have unsealed sheets, where a reminder is due. Each reminder goes out once, however many
    workers sweep. Returns the rounds reminded by this call."""
    at = at or timezone.now()
    due = list(Round.objects.filter(status=RoundStatus.SCORING, next_reminder_at__lte=at).values_list("pk", flat=True))
    return [pk for pk in due if _remind(pk, at)]


@transaction.atomic
def _remind(pk: int, at: dt.datetime) -> bool:
    still_due = Round.objects.filter(pk=pk, status=RoundStatus.SCORING, next_reminder_at__lte=at)
    round = still_due.select_for_update(no_key=True, skip_locked=True, of=("self",)).joined().first()
    if round is None:
        return False
    round.next_reminder_at = next_reminder(round.schedule, after=at)
    round.save(update_fields=["next_reminder_at"])
    if at >= round.schedule.sealing_ends_at(at):
        return False
    remind(round, late(round, at), by=User.objects.system(), at=at)
    return True
