import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.record import record
from evaluation.messages import answers as messages
from evaluation.models import Round
from evaluation.phases import Phase
from evaluation.states import RoundStatus


def open_answer_windows(*, at: dt.datetime | None = None) -> int:
    """Tell the applicants of rounds whose scoring has closed that they may answer the comments. Returns how many rounds.

    Telling shows; it does not open: the time does (`Round.phase`). Safe with any number of workers and times.
    """
    at = at or timezone.now()
    due = Round.objects.filter(
        status=RoundStatus.SCORING, answers_end_at__isnull=False, answers_opened_at=None, scoring_closes_at__lte=at
    )
    return sum(_open(pk, at) for pk in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _open(pk: int, at: dt.datetime) -> bool:
    """One round in one transaction; who finds it locked, told or no longer due does nothing."""
    held = Round.objects.select_for_update(no_key=True, of=("self",), skip_locked=True).joined()
    round = held.filter(pk=pk, answers_opened_at=None).first()
    if round is None or round.phase(at) != Phase.ANSWER:
        return False
    round.answers_opened_at = at
    round.save(update_fields=["answers_opened_at"])
    event = record(
        stream=round.stream, verb="answers-opened", by=User.objects.system(), at=at, data={"until": round.answers_end_at}
    )
    messages.window_opened(event, round)
    return True
