"""A user as far as notices go. The user itself lies above (docs/decisions/0001)."""

from typing import Any, Protocol


class Person(Protocol):
    pk: int
    email: str
    language: str
    declined_mail: Any  # the manager of its notifications.Preference rows

    @property
    def key(self) -> str: ...

    def has_role(self, *roles: str) -> Any: ...
