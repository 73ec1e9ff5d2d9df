"""Writing to the logs. Checking them is in verify.py."""

import json
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest
from django.utils import timezone

from audit.models import Event, PersonalDataAccess
from cluster_portal.shared.canonical import canonical_json


def record(*, stream: str, verb: str, by: Any, data: dict[str, Any] | None = None, at: Any = None) -> Event:
    """Append one deed to a stream, inside the caller's transaction. One statement.

    `by` is a user (any object with `key`), or None for the public. The payload is what the database hashes.
    """
    _require_transaction()
    return Event.objects.create(**_fields(stream, verb, by, data, at))


def record_many(rows: list[dict[str, Any]], *, verb: str, by: Any, at: Any = None) -> list[Event]:
    """Append one deed to many streams: rows of {"stream", "data"}. A few statements, whatever their number.

    Rows are written in the order of their streams, so that two bulk writers never wait for each other in a ring.
    """
    rows = sorted(rows, key=_stream)
    at = at or timezone.now()
    ids = _append(rows, verb, by, at)
    told = {"at": at, "actor": _key(by), "verb": verb}
    return [Event(pk=pk, stream=row["stream"], data=row.get("data") or {}, **told) for pk, row in zip(ids, rows, strict=True)]


def append_many(rows: list[dict[str, Any]], *, verb: str, by: Any, at: Any = None) -> dict[str, int]:
    """As `record_many`, without an object for each event: {stream: the key of its event}."""
    rows = sorted(rows, key=_stream)
    ids = _append(rows, verb, by, at or timezone.now())
    return {row["stream"]: pk for row, pk in zip(rows, ids, strict=True)}


def _append(rows: list[dict[str, Any]], verb: str, by: Any, at: Any) -> list[int]:
    _require_transaction()
    spelled = cache(canonical_json)
    actor, time, deed = (spelled(value) for value in (_key(by), at, verb))
    texts = [canonical_json(row.get("data") or {}) for row in rows]
    payloads = [
        f'{{"actor":{actor},"at":{time},"data":{data},"stream":{spelled(row["stream"])},"verb":{deed}}}'
        for row, data in zip(rows, texts, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(APPEND, [at, _key(by), verb, [row["stream"] for row in rows], payloads, texts])
        return [pk for (pk,) in cursor.fetchall()]


# The rows come back in the order in which they went in: the database numbers them one by one.
APPEND = """
INSERT INTO audit_event (stream, seq, at, actor, verb, payload, prev_hash, hash, data)
SELECT given.stream, 0, %s, %s, %s, given.payload, '', '', given.data::jsonb
FROM unnest(%s::varchar[], %s::text[], %s::text[]) WITH ORDINALITY AS given (stream, payload, data, number)
ORDER BY given.number RETURNING id
"""


def _stream(row: dict[str, Any]) -> str:
    return row["stream"]


def _key(by: Any) -> str:
    return getattr(by, "key", "") if by is not None else ""


def _require_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an event belongs to the transaction of the deed it records")


def _fields(stream: str, verb: str, by: Any, data: dict[str, Any] | None, at: Any) -> dict[str, Any]:
    at = at or timezone.now()
    actor = _key(by)
    stored = json.loads(canonical_json(data or {}))  # as the database gives it back, so that the check finds the same text
    payload = canonical_json({"stream": stream, "at": at, "actor": actor, "verb": verb, "data": stored})
    return {"stream": stream, "at": at, "actor": actor, "verb": verb, "payload": payload, "data": stored}


def record_access(*, by: Any, subject: Any, what: str, why: str = "", request: HttpRequest | None = None) -> PersonalDataAccess:
    """Note that `by` saw `subject`'s personal data (a user, or a label such as an export's name)."""
    return PersonalDataAccess.objects.create(
        actor=getattr(by, "key", ""),
        subject=getattr(subject, "key", None) or str(subject),
        what=what,
        why=why,
        address=(request.META.get("REMOTE_ADDR") or "") if request else "",
    )
