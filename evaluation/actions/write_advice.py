import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.canonical import sha256_hex
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from evaluation import access
from evaluation.messages import follow_up as messages
from evaluation.models import CoachingNote

SHORTEST, LONGEST = 50, 4000  # characters


@transaction.atomic
def write_advice(note: CoachingNote, *, by: User, text: str, at: dt.datetime | None = None) -> CoachingNote:
    """The chosen member's advice. The applicant reads it at once, without the writer's name; it is written once.

    Raises:
        InvalidInput: too short or too long. DomainError: code "written".
    """
    at = at or timezone.now()
    note = CoachingNote.objects.select_for_update(no_key=True, of=("self",)).select_related("member__expert").get(pk=note.pk)
    require(access.may_write_advice(by, note))
    text = text.strip()
    if note.written_at:
        if note.text == text:
            return note
        raise DomainError(_("The advice is written already."), code="written")
    if not SHORTEST <= len(text) <= LONGEST:
        raise InvalidInput({"text": _("Between %(least)d and %(most)d characters.") % {"least": SHORTEST, "most": LONGEST}})
    note.text, note.written_at = text, at
    note.save(update_fields=["text", "written_at"])
    seat = note.member.seat_name if note.member else ""
    data = {"proposal": note.proposal.ref, "seat": seat, "sha256": sha256_hex(text)}
    event = record(stream=note.round.stream, verb="advice-written", by=by, at=at, data=data)
    messages.advice_written(event, note)
    return note
