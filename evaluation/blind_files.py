"""Who may read and add blackened copies of files, and what is said to who asks for an original; `documents` asks here."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from documents.access import Visitor
from documents.models import StoredFile
from evaluation import access
from evaluation.models import RoundProposal

BLIND = "blind-copy"  # what the files are about: a proposal's place in a blind round


def may_read(user: Visitor, file: StoredFile) -> bool:
    entry = _entry(file.about_id)
    return user.is_authenticated and entry is not None and access.may_read_blind_file(user, entry)


def may_write(user: User, entry_id: str) -> bool:
    entry = _entry(entry_id)
    return entry is not None and access.may_run_round(user, entry.round)


def why_not(user: User) -> Any:
    """Said of any applicant's file, whether the person judges its proposal or not: so it tells nothing."""
    if access.judges_blind(user):
        return _(
            "You judge in a blind round. Applicants' files are not open to you; the blackened copies stand beside each score sheet."
        )
    return None


def _entry(entry_id: str) -> RoundProposal | None:
    return RoundProposal.objects.select_related("round").filter(pk=entry_id).first()
