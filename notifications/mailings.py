"""Letters by the thousand. The deed queues one row, a mailing; a worker writes its letters right after, all or none.

Apps above say how the letters of an event are written, from what the deed left behind for good.
"""

import logging
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from audit.models import Event
from notifications.models import Mailing

log = logging.getLogger(__name__)
_writers: dict[str, Callable[[Event], None]] = {}


def register(kind: str, writer: Callable[[Event], None]) -> None:
    """`writer(event)` queues the letters of a mailing of this kind. Called from an AppConfig.ready."""
    _writers[kind] = writer


def queue_mailing(kind: str, *, about: Event) -> None:
    """In the transaction of the deed. Once for a kind and an event."""
    mailing = Mailing.objects.create(kind=kind, event=about, queued_at=timezone.now())
    transaction.on_commit(lambda: _announce(mailing.pk), robust=True)


def _announce(pk: int) -> None:
    """A hint to the workers; the sweeper finds what a broker that is down did not pass on."""
    from notifications.tasks import write_mailing

    try:
        write_mailing.delay(pk)
    except Exception:  # whatever the broker's client raises; the row stays
        log.warning("the broker did not answer; the sweeper will write mailing %s", pk)


def write_letters(mailing: Mailing) -> None:
    """
    Raises:
        KeyError: for a kind nobody registered.
    """
    _writers[mailing.kind](mailing.event)
