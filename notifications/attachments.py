"""What a mail carries. Apps above say how to make a document from its key; it is made when the mail is sent."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    content: bytes
    mime: str


_makers: dict[str, Callable[[str], Attachment]] = {}


def register(prefix: str, maker: Callable[[str], Attachment]) -> None:
    """`maker("17")` makes the attachment with key "<prefix>:17". Called from an AppConfig.ready."""
    _makers[prefix] = maker


def make(key: str) -> Attachment:
    """
    Raises:
        KeyError: for a prefix nobody registered.
    """
    prefix, _colon, name = key.partition(":")
    return _makers[prefix](name)
