import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import F, OuterRef, Q, Subquery

from audit.models import DailyHeads, PublishedHead, StreamHead
from audit.verify import GENESIS, heads_digest

AT_ONCE = 5000  # rows per statement


def publish_heads(day: dt.date, *, at: dt.datetime) -> DailyHeads | None:
    """Keep where every chain stands that has moved since it was last published, under one digest for the day.

    Once a day, however often it is asked for and by however many: who comes second gets None.
    """
    if DailyHeads.objects.filter(day__gte=day).exists():
        return None
    try:
        with transaction.atomic():
            return _publish(day, at)
    except IntegrityError:  # another worker was first
        return None


def _publish(day: dt.date, at: dt.datetime) -> DailyHeads:
    last = PublishedHead.objects.filter(stream=OuterRef("stream")).order_by("-seq").values("seq")[:1]
    moved = StreamHead.objects.annotate(published=Subquery(last)).filter(Q(published=None) | ~Q(published=F("seq")))
    heads = list(moved.values_list("stream", "seq", "hash"))
    before = DailyHeads.objects.order_by("-day").first()
    previous = before.sha256 if before else GENESIS
    published = DailyHeads.objects.create(
        day=day, at=at, streams=StreamHead.objects.count(), moved=len(heads), previous=previous,
        sha256=heads_digest(day, previous, heads),
    )  # fmt: skip
    PublishedHead.objects.bulk_create(
        (PublishedHead(publication=published, stream=stream, seq=seq, hash=hash) for stream, seq, hash in heads),
        batch_size=AT_ONCE,
    )
    return published
