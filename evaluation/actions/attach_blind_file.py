import datetime as dt
import io
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cluster_portal.shared.errors import DomainError
from documents.actions.remove_file import remove_file
from documents.actions.store_file import store_file
from documents.inspection import inspect
from documents.stripping import strip_makers
from evaluation.actions.check_blind_copy import held_copy
from evaluation.blind_files import BLIND
from evaluation.models import BlindFile, RoundProposal
from projects.models import ProposalFile


@transaction.atomic
def attach_blind_file(entry: RoundProposal, original: ProposalFile, *, upload: Any, by: User) -> BlindFile:
    """Keep the blackened copy of one file, without what it says about its authors and under a name that tells nothing. It takes the
    place of an earlier one.

    Raises:
        RefusedFile: with the reason and the repair.
        DomainError: code "not-blind", "released"; "same-file" for the original itself.
    """
    entry, _copy = held_copy(entry, by)
    inspected = inspect(upload, upload.name)
    if inspected.sha256 == original.file.sha256:
        raise DomainError(_("This is the original. Please blacken it first."), code="same-file")
    bare = io.BytesIO(strip_makers(upload, inspected.kind))
    _take_off(entry, original, by=by)
    number = ProposalFile.objects.filter(proposal=entry.proposal_id, pk__lte=original.pk).count()
    name = f"{entry.code_name}-{number}{inspected.kind.endings[0]}"
    stored = store_file(bare, name=name, about_type=BLIND, about_id=entry.pk, by=by)
    return BlindFile.objects.create(entry=entry, original=original, file=stored)


@transaction.atomic
def detach_blind_file(entry: RoundProposal, original: ProposalFile, *, by: User, at: dt.datetime | None = None) -> None:
    """Take a blackened copy off again; its evaluators have none until there is another. A second click changes nothing.

    Raises:
        DomainError: code "not-blind", "released".
    """
    entry, _copy = held_copy(entry, by)
    _take_off(entry, original, by=by, at=at)


def _take_off(entry: RoundProposal, original: ProposalFile, *, by: User, at: dt.datetime | None = None) -> None:
    earlier = BlindFile.objects.filter(entry=entry, original=original).select_related("file").first()
    if earlier is not None:
        earlier.delete()
        remove_file(earlier.file, by=by, at=at)
