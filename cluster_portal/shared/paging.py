"""Lists page by key, never by offset: page 400 costs what page 1 costs."""

import base64
import datetime as dt
import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q, QuerySet

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # NUL, halves of a character


@dataclass(frozen=True, slots=True)
class Page:
    """`items` in order, and the cursors of the pages beside it (None at an end)."""

    items: list[Any]
    next_cursor: str | None
    previous_cursor: str | None

    def __iter__(self):
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __bool__(self) -> bool:
        return bool(self.items)


def keyset_page(queryset: QuerySet, *, order: Sequence[str], cursor: str | None = None, size: int = 50) -> Page:
    """One page of `queryset` sorted by `order` (field names, "-" for descending; the last one unique, none null).

    A cursor that cannot be read shows the first page: an old bookmark is no error.
    """
    backwards, values = _read(cursor, len(order))
    sorting = [flipped(name) for name in order] if backwards else list(order)
    rows = queryset.order_by(*sorting)
    if values is not None:
        try:
            rows = rows.filter(after(sorting, values))
        except (ValueError, TypeError, OverflowError, ValidationError):  # values of another list, or made up
            return keyset_page(queryset, order=order, size=size)
    items = list(rows[: size + 1])
    more = len(items) > size
    items = items[:size]
    if backwards:
        items.reverse()
        has_previous, has_next = more, True
    else:
        has_previous, has_next = values is not None, more
    return Page(
        items=items,
        next_cursor=_write(False, items[-1], order) if items and has_next else None,
        previous_cursor=_write(True, items[0], order) if items and has_previous else None,
    )


def list_page(items: Sequence[Any], *, key: Callable[[Any], Any], cursor: str | None = None, size: int = 50) -> Page:
    """One page of a list that is worked out as a whole. A cursor is the key of the first item of a page; one that is not in the
    list any more shows the first page."""
    keys = [str(key(item)) for item in items]
    start = keys.index(cursor) if cursor in keys else 0
    return Page(
        items=list(items[start : start + size]),
        next_cursor=keys[start + size] if start + size < len(keys) else None,
        previous_cursor=keys[max(0, start - size)] if start else None,
    )


def flipped(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def after(order: Sequence[str], values: Sequence[Any]) -> Q:
    """(a, b) after (x, y): a after x, or a equal and b after y.

    Said once more of the first alone: that is where an index can begin instead of walking there.
    """
    condition, equal = Q(), Q()
    for name, value in zip(order, values, strict=True):
        field, beyond = (name[1:], "lt") if name.startswith("-") else (name, "gt")
        condition |= equal & Q(**{f"{field}__{beyond}": value})
        equal &= Q(**{field: value})
    field, from_there = (order[0][1:], "lte") if order[0].startswith("-") else (order[0], "gte")
    return Q(**{f"{field}__{from_there}": values[0]}) & condition


def _value(item: Any, name: str) -> Any:
    field = name.lstrip("-")
    if isinstance(item, dict):
        return item[field]
    for part in field.split("__"):
        item = getattr(item, part)
    return item


class _ToTheMicrosecond(DjangoJSONEncoder):
    """Django's own stops at milliseconds: rows of the same one would be left out or come twice."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, dt.datetime) else super().default(o)


def _write(backwards: bool, item: Any, order: Sequence[str]) -> str:
    raw = json.dumps([int(backwards), *(_value(item, name) for name in order)], cls=_ToTheMicrosecond, separators=(",", ":"))
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def _read(cursor: str | None, count: int) -> tuple[bool, list[Any] | None]:
    if not cursor:
        return False, None
    try:
        decoded = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        return False, None
    if not isinstance(decoded, list) or len(decoded) != count + 1 or not all(map(_is_storable, decoded)):
        return False, None
    return bool(decoded[0]), decoded[1:]


def _is_storable(value: Any) -> bool:
    """Could a column hold this? Then comparing with it is no error of the database's."""
    if isinstance(value, str):
        return not UNSTORABLE.search(value)
    return value is None or isinstance(value, bool | int) or (isinstance(value, float) and math.isfinite(value))
