"""Letters to experts about their own profile."""

from collections.abc import Iterable

from django.urls import reverse

from audit.models import Event
from consultants.models import Expert
from notifications.outbox import queue_many_events


def profiles_due(asked: Iterable[tuple[Expert, Event]]) -> None:
    """Once a year: please look through what is written of you."""
    link = reverse("consultants:expert-me")
    queue_many_events(
        "consultants/confirm-profile",
        [(expert.user, event, {"confirmed_at": expert.confirmed_at, "link": link}) for expert, event in asked],
    )
