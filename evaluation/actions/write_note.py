import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cluster_portal.shared.errors import DomainError, InvalidInput, StaleVersion, require
from evaluation import access
from evaluation.models import Note, Round, Sheet
from evaluation.states import RoundStatus

LONGEST = 5000  # characters


@transaction.atomic
def write_note(sheet: Sheet, *, by: User, text: str, version: int, at: dt.datetime | None = None) -> Note:
    """Keep an evaluator's own note on a proposal, in every phase until the release. No history is kept of it, and nobody else
    ever reads it.

    Raises:
        NotAllowed: to anybody but the sheet's evaluator.
        StaleVersion: when another device of theirs saved in between.
        InvalidInput: for a text that is too long.
        DomainError: code "round-released": notes end with the round.
    """
    at = at or timezone.now()
    round = Round.objects.locked(sheet.round)  # a release deletes notes: none may come in behind it
    sheet = Sheet.objects.locked(sheet)
    require(access.may_score(by, sheet))
    if round.status == RoundStatus.RELEASED:
        raise DomainError(_("This round is released. Own notes ended with it."), code="round-released")
    if len(text) > LONGEST:
        raise InvalidInput({"note": _("At most %(n)d characters.") % {"n": LONGEST}})
    note = Note.objects.filter(sheet=sheet).first() or Note(sheet=sheet)
    if note.version != version:
        raise StaleVersion(
            current=note.text, version=note.version, message=_("This note was saved on another device in the meantime.")
        )
    note.text, note.version, note.saved_at = text, version + 1, at
    note.save()
    return note


def drop_notes(round_id: int) -> int:
    """The round is released: what was jotted down goes. Returns how many."""
    return Note.objects.filter(sheet__round=round_id).delete()[0]
