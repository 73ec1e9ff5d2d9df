"""Who may read and add what proves a bonus or a penalty; `documents` asks here."""

from accounts.models import User
from documents.access import Visitor
from documents.models import StoredFile
from evaluation import access
from evaluation.models import RoundProposal

EVIDENCE = "round-proposal"  # what the files are about: a proposal's place in a round


def may_read(user: Visitor, file: StoredFile) -> bool:
    """Those who run and oversee the round. Evaluators judge the proposal, not its bonus."""
    entry = _entry(file.about_id)
    return user.is_authenticated and entry is not None and access.may_see_progress(user, entry.round)


def may_write(user: User, entry_id: str) -> bool:
    entry = _entry(entry_id)
    return entry is not None and access.may_run_round(user, entry.round)


def whose(_user: Visitor, file: StoredFile) -> str:
    """Applicants' papers may name people: every reading is counted."""
    return file.stream


def _entry(entry_id: str) -> RoundProposal | None:
    return RoundProposal.objects.select_related("round").filter(pk=entry_id).first()
