"""Walking the chains: is history as it was written?"""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef

from audit.models import DailyHeads, Event, PublishedHead, StreamHead
from cluster_portal.shared.canonical import canonical_json, sha256_hex

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Broken:
    """The first thing wrong: where, and what."""

    stream: str
    seq: int
    reason: str

    def __str__(self) -> str:
        return f"{self.stream}#{self.seq}: {self.reason}"


def link_hash(prev_hash: str, stream: str, seq: int, payload: str) -> str:
    """The hash of one link; the database computes the same in migration 0002."""
    return sha256_hex(f"{prev_hash}\n{stream}\n{seq}\n{payload}")


def first_broken() -> Broken | None:
    """The first broken link of the first broken stream, or None. Reads every event once; only the heads are held in memory."""
    with one_moment():
        return _first_broken()


@contextmanager
def one_moment() -> Iterator[None]:
    """Heads and events as of the same moment: what is done during the check is no break."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _first_broken() -> Broken | None:
    heads = {head.stream: head for head in StreamHead.objects.all()}
    stream, seq, prev = None, 0, GENESIS
    for event in _events():
        if event.stream != stream:
            if stream is not None and (broken := _end(stream, seq, prev, heads)):
                return broken
            stream, seq, prev = event.stream, 0, GENESIS
        seq += 1
        if event.seq != seq:
            return Broken(event.stream, seq, "this event is missing")
        if event.prev_hash != prev:
            return Broken(event.stream, seq, "it does not follow from the one before")
        expected_payload = canonical_json(
            {"stream": event.stream, "at": event.at, "actor": event.actor, "verb": event.verb, "data": event.data}
        )
        if event.payload != expected_payload:
            return Broken(event.stream, seq, "its columns differ from what was hashed")
        if event.hash != link_hash(prev, event.stream, seq, event.payload):
            return Broken(event.stream, seq, "its hash does not fit its content")
        prev = event.hash
    if stream is not None and (broken := _end(stream, seq, prev, heads)):
        return broken
    if heads:
        name = min(heads)
        return Broken(name, heads[name].seq, "the whole stream is missing")
    return None


def _end(stream: str, seq: int, last_hash: str, heads: dict[str, StreamHead]) -> Broken | None:
    head = heads.pop(stream, None)
    if head is None:
        return Broken(stream, seq, "the stream has no head")
    if head.seq != seq:
        return Broken(stream, seq + 1, "the stream was cut short")
    if head.hash != last_hash:
        return Broken(stream, seq, "the head names another last event")
    return None


def _events() -> Iterator[Event]:
    return Event.objects.order_by(F("stream").asc(), "seq").iterator(chunk_size=5000)


def first_head_that_differs() -> Broken | None:
    """The first published head that the log does not lead to any more, or whose day has another digest; None if all hold."""
    previous = GENESIS
    for publication in DailyHeads.objects.order_by("day"):
        heads = list(publication.heads.values_list("stream", "seq", "hash"))
        if publication.previous != previous or publication.sha256 != heads_digest(publication.day, previous, heads):
            return Broken("audit/heads", 0, f"what was published on {publication.day} was changed")
        previous = publication.sha256
    kept = Event.objects.filter(stream=OuterRef("stream"), seq=OuterRef("seq"), hash=OuterRef("hash"))
    bent = PublishedHead.objects.exclude(Exists(kept)).order_by("publication", "stream").select_related("publication").first()
    if bent is None:
        return None
    return Broken(bent.stream, bent.seq, f"it is not what was published on {bent.publication.day}")


def heads_digest(day: dt.date, previous: str, heads: Iterable[tuple[str, int, str]]) -> str:
    """SHA-256 over the day, the digest before it and the heads in the order of their streams."""
    return sha256_hex(canonical_json({"day": day, "previous": previous, "heads": sorted(list(head) for head in heads)}))


def count() -> tuple[int, int]:
    """(events, streams)"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM audit_event), (SELECT count(*) FROM audit_streamhead)")
        return cursor.fetchone()
