"""Who may read or change a file: whoever may do so with the thing it is about.

This app does not know proposals or calls. The apps above register, in their AppConfig.ready, who answers
for their kind of thing; for a kind that nobody answers for, the answer is no.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser

from accounts.models import Role, User
from documents.models import StoredFile

Visitor = User | AnonymousUser
ReadRule = Callable[[Visitor, StoredFile], bool]
WriteRule = Callable[[User, str], bool]  # user, id of the thing
PersonalRule = Callable[[Visitor, StoredFile], User | str | None]
WhyNot = Callable[[User], Any]  # words for people, or None


@dataclass(frozen=True, slots=True)
class Rules:
    may_read: ReadRule
    may_write: WriteRule
    may_read_removed: ReadRule | None
    personal: PersonalRule | None
    why_not: WhyNot | None


_rules: dict[str, Rules] = {}


def register(
    about_type: str,
    *,
    may_read: ReadRule,
    may_write: WriteRule,
    may_read_removed: ReadRule | None = None,
    personal: PersonalRule | None = None,
    why_not: WhyNot | None = None,
) -> None:
    """Answer for the files about one kind of thing ("proposal", "call").

    `may_read` gets anybody, also a visitor who is not signed in. `may_read_removed` lets, say, a submitted
    version keep its files readable. `personal` names whose personal data this reader is about to see (then the
    reading is counted), or None. `why_not` says why files of this kind are closed to somebody; without words a file that
    one may not read does not exist.
    """
    _rules[about_type] = Rules(may_read, may_write, may_read_removed, personal, why_not)


def may_read(user: Visitor, file: StoredFile) -> bool:
    rules = _rules.get(file.about_type)
    if rules is None:
        return False
    if file.removed_at is None:
        return rules.may_read(user, file)
    return rules.may_read_removed is not None and rules.may_read_removed(user, file)


def may_write(user: User, about_type: str, about_id: object) -> bool:
    """Add or remove a file. The portal itself may: it attaches what it made."""
    if user.has_role(Role.SYSTEM):
        return True
    rules = _rules.get(about_type)
    return rules is not None and rules.may_write(user, str(about_id))


def whose_personal_data(user: Visitor, file: StoredFile) -> User | str | None:
    rules = _rules.get(file.about_type)
    return rules.personal(user, file) if rules and rules.personal else None


def why_not(user: User, file: StoredFile) -> Any:
    rules = _rules.get(file.about_type)
    return rules.why_not(user) if rules and rules.why_not else None
