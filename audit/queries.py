"""Reads of the log of looks at personal data, month by month."""

import datetime as dt
from collections.abc import Iterator

from audit.access_review import SEOUL, Look, month_of, months, span
from audit.models import AccessReview, PersonalDataAccess

ROWS_AT_ONCE = 2000


def looks_of(month: dt.date) -> Iterator[Look]:
    """Every look of one month in Korea, in the order of time. One statement."""
    begins, ends = span(month)
    rows = PersonalDataAccess.objects.filter(at__gte=begins, at__lt=ends).order_by("at", "pk")
    fields = ("pk", "at", "actor", "subject", "what", "why", "address")
    return (Look(*row) for row in rows.values_list(*fields).iterator(ROWS_AT_ONCE))


def logged_months(now: dt.datetime) -> list[dt.date]:
    """From the first look ever to the running month, the newest first. One statement."""
    first = PersonalDataAccess.objects.order_by("pk").values_list("at", flat=True).first()
    return months(first.astimezone(SEOUL).date(), now.astimezone(SEOUL).date()) if first else []


def is_over(month: dt.date, now: dt.datetime) -> bool:
    return span(month)[1] <= now


def months_to_review(now: dt.datetime) -> list[dt.date]:
    """Over and not signed off, the oldest first. Two statements."""
    signed = set(AccessReview.objects.values_list("month", flat=True))
    return [month for month in reversed(logged_months(now)) if month not in signed and is_over(month, now)]


def review_of(month: dt.date) -> AccessReview | None:
    return AccessReview.objects.filter(month=month_of(month)).first()
