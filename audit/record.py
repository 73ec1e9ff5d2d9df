"""Writing to the logs. Checking them is in verify.py."""

import json
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest
from django.utils import timezone

from audit.models import Event, PersonalDataAccess
from cluster_portal.shared.canonical import canonical_json


def record(*, stream: str, verb: str, by: Any, data: dict[str, Any] | None = None, at: Any = None) -> Event:
    """Append one deed to a stream, inside the caller's transaction. One statement.

    `by` is a user (any object with `key`), or None for the public.
    """
    return record_many([{"stream": stream, "data": data}], verb=verb, by=by, at=at)[0]


def record_many(rows: Sequence[Mapping[str, Any]], *, verb: str, by: Any, at: Any = None) -> list[Event]:
    """Append one deed to many streams: rows of {"stream", "data"}. One statement, whatever their number; one more where a stream
    comes twice. The database takes the streams in their order, so that two bulk writers never wait for each other in a ring.
    """
    rows = sorted(rows, key=itemgetter("stream"))
    at = at or timezone.now()
    turns: list[dict[str, str]] = []  # a stream's second event follows from its first
    placed = []
    for row in rows:
        turn = next((number for number, turn in enumerate(turns) if row["stream"] not in turn), len(turns))
        if turn == len(turns):
            turns.append({})
        turns[turn][row["stream"]] = _spelled(row.get("data") or {})
        placed.append(turn)
    written = [_append(turn.items(), verb, by, at) for turn in turns]
    told = {"at": at, "actor": _key(by), "verb": verb}
    return [
        Event(pk=written[turn][row["stream"]], stream=row["stream"], data=json.loads(turns[turn][row["stream"]]), **told)
        for row, turn in zip(rows, placed, strict=True)
    ]


def append_many(rows: Iterable[tuple[str, str]], *, verb: str, by: Any, at: Any = None) -> dict[str, int]:
    """For thousands: (stream, data in canonical JSON) each, no stream twice and no object for any: {stream: the key of its event}."""
    return _append(rows, verb, by, at or timezone.now())


def _append(rows: Iterable[tuple[str, str]], verb: str, by: Any, at: Any) -> dict[str, int]:
    """{stream: the key of its event}. The database numbers, hashes and chains them."""
    _require_transaction()
    given = ",".join([f"[{json.dumps(stream, ensure_ascii=False)},{data}]" for stream, data in rows])
    begins = f'{{"actor":{canonical_json(_key(by))},"at":{canonical_json(at)},"data":'
    ends = f',"verb":{canonical_json(verb)}}}'
    with connection.cursor() as cursor:
        cursor.execute(APPEND, [at, _key(by), verb, begins, ends, f"[{given}]"])
        return dict(cursor.fetchall())


APPEND = "SELECT of_stream, event FROM audit_append(%s, %s, %s, %s, %s, %s)"


def _spelled(data: Mapping[str, Any]) -> str:
    """As the check will spell what the database gives back: keys are text there."""
    return canonical_json(json.loads(canonical_json(data)))


def _key(by: Any) -> str:
    return getattr(by, "key", "") if by is not None else ""


def _require_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an event belongs to the transaction of the deed it records")


def record_access(*, by: Any, subject: Any, what: str, why: str = "", request: HttpRequest | None = None) -> PersonalDataAccess:
    """Note that `by` saw `subject`'s personal data (a user, or a label such as an export's name)."""
    return PersonalDataAccess.objects.create(
        actor=getattr(by, "key", ""),
        subject=getattr(subject, "key", None) or str(subject),
        what=what,
        why=why,
        address=(request.META.get("REMOTE_ADDR") or "") if request else "",
    )
