from django.db import transaction

from accounts.models import User
from audit.record import record


@transaction.atomic
def edit_profile(*, by: User, name: str, language: str) -> User:
    """One's own name, and the language of mails and pages."""
    by.name, by.language = name.strip(), language
    by.save(update_fields=["name", "language"])
    record(stream=by.key, verb="profile-edited", by=by, data={"language": language})
    return by
