import datetime as dt
import json
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.canonical import canonical_json, sha256_hex
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from evaluation import access
from evaluation.messages import meetings as messages
from evaluation.models import Meeting, Minutes
from evaluation.queries.minutes import attended, facts_of, newest
from evaluation.states import AFTER_TALLY, PaperKind, RoundStatus

LONGEST = 20_000  # characters


@transaction.atomic
def write_minutes(meeting: Meeting, kind: PaperKind, *, by: User, text: str, at: dt.datetime | None = None) -> Minutes:
    """Put the minutes, or the result sheet, of a meeting before those who were there: what the portal knows, and HQ's words.

    A change is another version, and signed anew; the earlier one stays with its signatures. The same again changes nothing.

    Raises:
        InvalidInput: for minutes without words, or too many.
        DomainError: code "meeting-not-ended", "not-tallied" for a result sheet, or "round-released".
    """
    at = at or timezone.now()
    meeting = Meeting.objects.locked(meeting)
    round = meeting.round
    require(access.may_run_round(by, round))
    if not meeting.is_ended:
        raise DomainError(_("The minutes are written after the meeting has ended."), code="meeting-not-ended")
    if round.status == RoundStatus.RELEASED:
        raise DomainError(_("This round is released."), code="round-released")
    if kind == PaperKind.RESULTS and round.status not in AFTER_TALLY:
        raise DomainError(_("The result sheet is made after the tally."), code="not-tallied")
    text = text.replace("\r\n", "\n").strip()
    if not text and kind == PaperKind.MINUTES:
        raise InvalidInput({"text": _("Please write what was discussed and decided.")})
    if len(text) > LONGEST:
        raise InvalidInput({"text": _("At most %(n)d characters.") % {"n": LONGEST}})
    facts = facts_of(meeting, kind)
    digest = sha256_hex(canonical_json({"facts": facts, "text": text}))
    standing = newest(meeting, kind)
    if standing and standing.digest == digest:
        return standing
    made = Minutes.objects.create(
        meeting=meeting, kind=kind, version=standing.version + 1 if standing else 1, text=text, facts=_as_kept(facts),
        digest=digest, by=by, at=at,
    )  # fmt: skip
    data = {"number": meeting.number, "kind": kind.value, "version": made.version, "sha256": digest}
    event = record(stream=round.stream, verb="minutes-written", by=by, at=at, data=data)
    messages.paper_to_sign(event, meeting, kind, attended(meeting))
    return made


def _as_kept(facts: dict[str, Any]) -> Any:
    """As canonical JSON says it, so that the digest can be made again from the row."""
    return json.loads(canonical_json(facts))
