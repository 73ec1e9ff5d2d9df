import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cluster_portal.shared.errors import DomainError, require
from documents.actions.remove_file import remove_file
from documents.actions.store_file import store_file
from documents.models import StoredFile
from evaluation import access
from evaluation.evidence_files import EVIDENCE
from evaluation.models import Round, RoundProposal
from evaluation.states import RoundStatus

MOST_FILES = 10


@transaction.atomic
def attach_evidence(entry: RoundProposal, *, upload: Any, by: User) -> StoredFile:
    """Keep a paper that proves bonus or penalty points of a proposal. Its hash stands in the history.

    Raises:
        RefusedFile: with the reason and the repair.
        DomainError: code "too-many-files", or "confirmed" once the ranking is confirmed.
    """
    _require_open(entry, by)
    if StoredFile.objects.about(EVIDENCE, entry.pk).count() >= MOST_FILES:
        raise DomainError(_("A proposal carries at most %(n)d files of evidence.") % {"n": MOST_FILES}, code="too-many-files")
    return store_file(upload, name=upload.name, about_type=EVIDENCE, about_id=entry.pk, by=by)


@transaction.atomic
def detach_evidence(entry: RoundProposal, file: StoredFile, *, by: User, at: dt.datetime | None = None) -> None:
    """Take a paper off again; the history keeps that it was there. A second click changes nothing.

    Raises:
        DomainError: code "confirmed" once the ranking is confirmed.
    """
    _require_open(entry, by)
    remove_file(file, by=by, at=at)


def _require_open(entry: RoundProposal, by: User) -> None:
    round = Round.objects.locked(entry.round)
    require(access.may_run_round(by, round))
    if round.status in {RoundStatus.CONFIRMED, RoundStatus.RELEASED}:
        raise DomainError(_("The ranking is confirmed; bonus and penalty points stay as they are."), code="confirmed")
