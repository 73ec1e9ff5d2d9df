import datetime as dt

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.canonical import canonical_json, sha256_hex
from cluster_portal.shared.errors import NotReady, require
from documents.models import StoredFile
from evaluation import access
from evaluation.actions.appeal_draft import require_in_time
from evaluation.appeal_clock import answered_until, next_reminder
from evaluation.errors import AppealClosed
from evaluation.messages import appeals as messages
from evaluation.models import Appeal
from evaluation.states import AppealStatus
from programme.queries import holiday_calendar

FORM = "cluster-appeal/1"
# A request may have waited for the portal; one that claims to have waited longer counts as arriving when it is processed.
WAITED_AT_MOST = dt.timedelta(minutes=15)


def file_appeal(appeal: Appeal, *, by: User, at: dt.datetime | None = None, processed_at: dt.datetime | None = None) -> Appeal:
    """Hand the appeal in: one locked moment, judged by when the request arrived.

    In order: the row is held; one that is filed already answers as it stands (a double click); the rulebook's time must
    not be over at `at`, to the second; ground and text must be there; what is filed is kept with its SHA-256 under the
    next receipt number; the clock of the answer starts; the applicant (with the receipt) and the headquarters are told.
    An attempt that comes too late is itself kept in the history, as proof.

    Raises:
        AppealClosed: one second late is too late; the message says until when it was possible.
        NotReady: `problems` lists what is missing.
        DomainError: code "illegal-move" for one that was withdrawn.
    """
    processed_at = processed_at or timezone.now()
    at = at or processed_at
    if processed_at - at > WAITED_AT_MOST:
        at = processed_at
    try:
        return _hand_in(appeal, by, at)
    except AppealClosed as refusal:
        with transaction.atomic():
            record(
                stream=appeal.stream, verb="appeal-refused", by=by, at=processed_at,
                data={"arrived_at": at, "until": refusal.until},
            )  # fmt: skip
        raise


@transaction.atomic
def _hand_in(appeal: Appeal, by: User, at: dt.datetime) -> Appeal:
    appeal = Appeal.objects.locked(appeal)
    require(access.may_appeal(by, appeal.proposal))
    if appeal.number and appeal.status != AppealStatus.WITHDRAWN:
        return appeal
    appeal.become(AppealStatus.FILED)
    require_in_time(appeal.round, at)
    _require_complete(appeal)
    appeal.number, appeal.filed_at, appeal.filed_by = _next_number(appeal), at, by
    appeal.content = canonical_json(_content(appeal))
    appeal.sha256 = sha256_hex(appeal.content)
    appeal.due_at = answered_until(at, appeal.round.rules, holiday_calendar())
    appeal.next_reminder_at = next_reminder(appeal.due_at, after=at)
    appeal.save(update_fields=["status", "number", "filed_at", "filed_by", "content", "sha256", "due_at", "next_reminder_at"])
    data = {"number": appeal.number, "ground": appeal.ground, "sha256": appeal.sha256, "due_at": appeal.due_at}
    event = record(stream=appeal.stream, verb="appeal-filed", by=by, at=at, data=data)
    messages.appeal_filed(event, appeal)
    return appeal


def _require_complete(appeal: Appeal) -> None:
    problems = []
    if appeal.asked_ground is None:
        problems.append(_("Choose the ground of the appeal."))
    if not appeal.text.strip():
        problems.append(_("Write what you appeal against, and why."))
    if problems:
        raise NotReady(problems)


def _next_number(appeal: Appeal) -> str:
    """The portal's next receipt of an appeal. Refused attempts leave gaps, which mean nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('evaluation_appeal_number')")
        (number,) = cursor.fetchone()
    return f"A-{appeal.round.call.ref}-{number:05d}"


def _content(appeal: Appeal) -> dict:
    """All that was filed."""
    assert appeal.filed_by is not None
    return {
        "form": FORM,
        "number": appeal.number,
        "round": appeal.round.ref,
        "proposal": appeal.proposal.ref,
        "decision": appeal.standing.decision,
        "ground": appeal.ground,
        "text": appeal.text,
        "files": [
            {"name": file.name, "size": file.size, "sha256": file.sha256}
            for file in StoredFile.objects.about("appeal", appeal.pk).order_by("uploaded_at", "pk")
        ],
        "filed_at": appeal.filed_at,
        "filed_by": appeal.filed_by.key,
    }
