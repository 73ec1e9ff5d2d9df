import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.record import record
from evaluation.appeal_clock import next_reminder
from evaluation.messages import appeals as messages
from evaluation.models import Appeal
from evaluation.states import UNANSWERED


def remind_of_appeals(*, at: dt.datetime | None = None) -> list[int]:
    """Remind headquarters of appeals whose answer is due soon. Each reminder goes out once, however many workers sweep.
    Returns the appeals reminded of by this call."""
    at = at or timezone.now()
    due = list(Appeal.objects.filter(status__in=UNANSWERED, next_reminder_at__lte=at).values_list("pk", flat=True))
    return [pk for pk in due if _remind(pk, at)]


@transaction.atomic
def _remind(pk: int, at: dt.datetime) -> bool:
    still_due = Appeal.objects.filter(pk=pk, status__in=UNANSWERED, next_reminder_at__lte=at)
    appeal = still_due.select_for_update(no_key=True, skip_locked=True, of=("self",)).joined().first()
    if appeal is None or appeal.due_at is None:
        return False  # another worker has it, or it was answered in between
    appeal.next_reminder_at = next_reminder(appeal.due_at, after=at)
    appeal.save(update_fields=["next_reminder_at"])
    event = record(
        stream=appeal.stream, verb="appeal-answer-due", by=User.objects.system(), at=at,
        data={"number": appeal.number, "due_at": appeal.due_at},
    )  # fmt: skip
    messages.answer_due(event, appeal)
    return True
