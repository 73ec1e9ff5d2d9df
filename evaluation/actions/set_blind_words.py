import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import InvalidInput
from evaluation.actions.check_blind_copy import held_copy
from evaluation.blinding import SHORTEST, fold
from evaluation.models import BlindCopy, RoundProposal

MOST_WORDS, LONGEST = 100, 100


@transaction.atomic
def set_blind_words(entry: RoundProposal, *, by: User, words: Iterable[str], at: dt.datetime | None = None) -> BlindCopy:
    """The words to blacken for one proposal beside all names that are known. The proposal closes to its evaluators until the new
    text has been checked. The same words again change nothing.

    Raises:
        InvalidInput: for too many words, or one too long or of a single letter.
        DomainError: code "not-blind", "released".
    """
    at = at or timezone.now()
    wanted = list(dict.fromkeys(word.strip() for word in words if word.strip()))
    entry, copy = held_copy(entry, by)
    _require_fit(wanted)
    if wanted == copy.words:
        return copy
    copy.words, copy.checked_by, copy.checked_at = wanted, None, None
    copy.save(update_fields=["words", "checked_by", "checked_at"])
    record(
        stream=entry.round.stream,
        verb="blind-words-set",
        by=by,
        at=at,
        data={"proposal": entry.proposal.ref, "words": len(wanted)},
    )
    return copy


def _require_fit(words: list[str]) -> None:
    if len(words) > MOST_WORDS:
        raise InvalidInput({"words": _("At most %(n)d words.") % {"n": MOST_WORDS}})
    for word in words:
        if len(word) > LONGEST or sum(letter.isalnum() for letter in fold(word)) < SHORTEST:
            raise InvalidInput({"words": _("“%(word)s”: a word has 2 to %(n)d letters.") % {"word": word[:20], "n": LONGEST}})
