import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cluster_portal.shared.errors import DomainError
from documents.actions.remove_file import remove_file
from documents.actions.store_file import store_file
from documents.models import StoredFile
from evaluation.actions.appeal_draft import require_writable
from evaluation.models import Appeal

MOST_FILES = 10


@transaction.atomic
def attach_to_appeal(appeal: Appeal, *, upload: Any, by: User, at: dt.datetime | None = None) -> StoredFile:
    """Take in a paper that supports the appeal, while it is a draft.

    Raises:
        RefusedFile: with the reason and the repair.
        DomainError: code "too-many-files"; AppealClosed and others as `require_writable` says.
    """
    at = at or timezone.now()
    appeal = Appeal.objects.locked(appeal)
    require_writable(appeal, by, at)
    if StoredFile.objects.about("appeal", appeal.pk).count() >= MOST_FILES:
        raise DomainError(_("An appeal carries at most %(n)d files.") % {"n": MOST_FILES}, code="too-many-files")
    return store_file(upload, name=upload.name, about_type="appeal", about_id=appeal.pk, by=by)


@transaction.atomic
def detach_from_appeal(appeal: Appeal, file: StoredFile, *, by: User, at: dt.datetime | None = None) -> None:
    """Take a paper off the draft again. A second click changes nothing.

    Raises:
        AppealClosed, DomainError: as `require_writable` says.
    """
    at = at or timezone.now()
    appeal = Appeal.objects.locked(appeal)
    require_writable(appeal, by, at)
    remove_file(file, by=by, at=at)
