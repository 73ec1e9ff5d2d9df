"""A user as far as notices go. The user itself lies above (docs/decisions/0001)."""

from typing import Any, Protocol


class Reader(Protocol):
    """Whom a letter reaches; `str()` of it is how it calls them."""

    @property
    def pk(self) -> int: ...

    @property
    def email(self) -> str: ...

    @property
    def language(self) -> str: ...


class Person(Reader, Protocol):
    declined_mail: Any  # the manager of its notifications.Preference rows

    @property
    def key(self) -> str: ...

    def has_role(self, *roles: str) -> Any: ...
