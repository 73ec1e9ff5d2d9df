"""What was done to a rulebook, a year or the calendar, in words, newest first."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.models import Event
from clusters.models import Region

SHOWN = 50
VERBS = {
    "written": _("First written"),
    "frozen": _("Frozen"),
    "succeeded": _("Succeeded by %(by)s"),
    "planned": _("Planned, under rulebook %(rulebook)s"),
    "rulebook chosen": _("Rulebook changed from %(from)s to %(to)s"),
    "opened": _("Begun"),
    "closed": _("Ended"),
    "budget set": _("%(region)s: budget from ₩%(from_krw)s to ₩%(to_krw)s"),
    "budget committed": _("%(region)s: ₩%(amount_krw)s committed"),
    "budget given back": _("%(region)s: ₩%(amount_krw)s given back"),
    "day changed": _("%(date)s: %(name)s"),
    "day restored": _("%(date)s follows the published calendar again"),
}


def history(stream: str) -> list[dict[str, Any]]:
    """Rows for components/timeline.html: the last fifty deeds of a stream. Three queries at most."""
    events = list(Event.objects.filter(stream=stream).order_by("-seq")[:SHOWN])
    actors = {event.actor.removeprefix("user/") for event in events if event.actor}
    people = {user.key: str(user) for user in User.objects.filter(pk__in=actors)} if actors else {}
    regions = _region_names(events)
    return [
        {
            "at": event.at,
            "what": _words(event, regions),
            "who": people.get(event.actor, ""),
            "note": event.data.get("why", ""),
        }
        for event in events
    ]


def _words(event: Event, regions: dict[str, str]) -> str:
    said = {key: f"{value:,}" if key.endswith("_krw") else value for key, value in event.data.items()}
    if "region" in said:
        said["region"] = regions.get(said["region"], said["region"])
    return str(VERBS.get(event.verb, event.verb)) % said


def _region_names(events: list[Event]) -> dict[str, str]:
    if not any("region" in event.data for event in events):
        return {}
    return {region.pk: region.name for region in Region.objects.all()}
