from typing import IO

from django.db import transaction

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import require
from documents import access, store
from documents.inspection import inspect
from documents.models import StoredFile
from documents.names import clean_name


def store_file(file: IO[bytes], *, name: str, about_type: str, about_id: object, by: User) -> StoredFile:
    """Take in one file about one thing ("proposal", 17).

    Access is asked, the content inspected and kept under its hash, then one row and one line in the thing's history
    ("proposal/17"). Bytes whose transaction fails stay behind under their hash, owned by nobody and read by nobody.

    Raises:
        NotAllowed: when `by` may not add files there.
        RefusedFile: with the reason and the repair.
    """
    require(access.may_write(by, about_type, about_id))
    inspected = inspect(file, name)
    store.keep(file, inspected.sha256)
    with transaction.atomic():
        stored = StoredFile.objects.create(
            about_type=about_type, about_id=str(about_id), name=clean_name(name), kind=inspected.kind.key,
            mime=inspected.mime, size=inspected.size, sha256=inspected.sha256, pages=inspected.pages, uploaded_by=by,
        )  # fmt: skip
        record(stream=stored.stream, verb="file-stored", by=by, data=described(stored))
    return stored


def described(stored: StoredFile) -> dict[str, object]:
    """A file as the history tells of it; `size` in bytes."""
    return {"file": stored.pk, "name": stored.name, "kind": stored.kind, "size": stored.size, "sha256": stored.sha256}
