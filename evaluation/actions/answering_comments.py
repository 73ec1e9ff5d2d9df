"""What writing and handing in an answer to the comments have in common."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from evaluation import access
from evaluation.models import ApplicantAnswer, RoundProposal
from evaluation.phases import Phase

LONGEST = 3000  # characters


def locked_answer(entry: RoundProposal, by: User, at: dt.datetime) -> ApplicantAnswer:
    """The answer to write on, held by this transaction; a new one where nobody has written.

    Raises: NotAllowed; DomainError "not-answering" outside the window, "answered" once it was handed in.
    """
    held = RoundProposal.objects.select_for_update(no_key=True, of=("self",)).select_related("round", "proposal")
    entry = held.get(pk=entry.pk)
    require(access.may_answer_comments(by, entry.proposal))
    if entry.round.phase(at) != Phase.ANSWER:
        raise DomainError(_("The comments can be answered only in the time planned for it."), code="not-answering")
    answer = ApplicantAnswer.objects.filter(entry=entry).first() or ApplicantAnswer(entry=entry)
    if answer.handed_in_at:
        raise DomainError(_("The answer has been handed in; it can no longer be changed."), code="answered")
    return answer


def clean(text: str) -> str:
    """Raises InvalidInput for too long a text."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").rstrip()
    if len(text) > LONGEST:
        values = {"length": f"{len(text):,}", "max": f"{LONGEST:,}"}
        raise InvalidInput({"text": _("This is %(length)s characters long; at most %(max)s are allowed.") % values})
    return text
