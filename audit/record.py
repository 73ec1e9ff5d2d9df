"""Writing to the logs. Checking them is in verify.py."""

import json
from typing import Any

from django.db import transaction
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
    _require_transaction()
    at = at or timezone.now()
    events = [Event(**_fields(row["stream"], verb, by, row.get("data"), at)) for row in sorted(rows, key=lambda r: r["stream"])]
    return Event.objects.bulk_create(events, batch_size=2000)


def _require_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an event belongs to the transaction of the deed it records")


def _fields(stream: str, verb: str, by: Any, data: dict[str, Any] | None, at: Any) -> dict[str, Any]:
    at = at or timezone.now()
    actor = getattr(by, "key", "") if by is not None else ""
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
