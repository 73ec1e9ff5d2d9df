"""One text for one value, so that a hash means something."""

import datetime as dt
import hashlib
import json
import uuid
from decimal import Decimal
from typing import Any


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.datetime):
        if value.tzinfo is None:
            raise ValueError("a naive time has no canonical form")
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    if hasattr(value, "_proxy____cast"):  # a lazy translation
        return str(value)
    raise TypeError(f"{type(value).__name__} has no canonical form")


_spell = json.JSONEncoder(default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def canonical_json(value: Any) -> str:
    """JSON with sorted keys, no spaces, UTF-8; decimals as text, times in UTC. No floats: they do not round-trip.

    Raises:
        TypeError, ValueError: for a value without one exact spelling.
    """
    _refuse_floats(value)
    return _spell(value)


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("a float has no canonical form; use Decimal or int")
    if isinstance(value, dict):
        for part in value.values():
            _refuse_floats(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _refuse_floats(part)


def sha256_hex(content: str | bytes) -> str:
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()
