"""Columns of many rows on their way into a statement: one literal each, which the database reads faster than a list of values."""

from collections.abc import Iterable


def numbers(values: Iterable[int | None]) -> str:
    """For `unnest(%s::bigint[])`."""
    return "{" + ",".join(["NULL" if value is None else str(value) for value in values]) + "}"


def texts(values: Iterable[str]) -> str:
    """For `unnest(%s::text[])`."""
    return "{" + ",".join(['"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values]) + "}"
