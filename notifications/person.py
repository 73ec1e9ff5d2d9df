"""A user as far as notices go. The user itself lies above (docs/decisions/0001)."""

from typing import Any, Protocol


class Person(Protocol):
    pk: int
    email: str
    language: str

    def has_role(self, *roles: str) -> Any: ...
