import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import require
from documents import access
from documents.actions.store_file import described
from documents.models import StoredFile


@transaction.atomic
def remove_file(stored: StoredFile, *, by: User, at: dt.datetime | None = None) -> StoredFile:
    """Take a file off its thing. A second click finds it gone and changes nothing.

    The row and the bytes stay: a submitted version may refer to them.

    Raises:
        NotAllowed: when `by` may not change the files there.
    """
    stored = StoredFile.objects.select_for_update(no_key=True, of=("self",)).get(pk=stored.pk)
    require(access.may_write(by, stored.about_type, stored.about_id))
    if stored.removed_at is None:
        stored.removed_at = at or timezone.now()
        stored.save(update_fields=["removed_at"])
        record(stream=stored.stream, verb="file-removed", by=by, data=described(stored), at=stored.removed_at)
    return stored
