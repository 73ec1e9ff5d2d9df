"""What was done to a rulebook, a year or the calendar, in words, newest first."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.models import Event
from clusters.models import Region
from programme.models import Rulebook

SHOWN = 50
VERBS = {
    "written": _("First written"),
    "frozen": _("Frozen"),
    "succeeded": _("Succeeded by “%(by)s”"),
    "planned": _("Planned, under “%(rulebook)s”"),
    "rulebook chosen": _("Rulebook changed from “%(from)s” to “%(to)s”"),
    "opened": _("Begun"),
    "closed": _("Ended"),
    "budget set": _("%(region)s: budget from ₩%(from_krw)s to ₩%(to_krw)s"),
    "budget committed": _("%(region)s: ₩%(amount_krw)s committed"),
    "budget given back": _("%(region)s: ₩%(amount_krw)s given back"),
    "day changed": _("%(date)s: %(name)s"),
    "day restored": _("%(date)s follows the published calendar again"),
}
NOTES = {"budget committed": _("Result of evaluation round %(why)s")}  # others say why in their own words
NAMING_A_RULEBOOK = {"planned": ("rulebook",), "rulebook chosen": ("from", "to"), "succeeded": ("by",)}


def history(stream: str) -> list[dict[str, Any]]:
    """Rows for components/timeline.html: the last fifty deeds of a stream. Four queries at most."""
    events = list(Event.objects.filter(stream=stream).order_by("-seq")[:SHOWN])
    actors = {event.actor.removeprefix("user/") for event in events if event.actor}
    people = {user.key: str(user) for user in User.objects.filter(pk__in=actors)} if actors else {}
    regions, rulebooks = _region_names(events), _rulebook_titles(events)
    return [
        {
            "at": event.at,
            "what": _words(event, regions, rulebooks),
            "who": people.get(event.actor, ""),
            "note": _note(event),
        }
        for event in events
    ]


def _words(event: Event, regions: dict[str, str], rulebooks: dict[str, str]) -> str:
    said = {key: f"{value:,}" if key.endswith("_krw") else value for key, value in event.data.items()}
    if "region" in said:
        said["region"] = regions.get(said["region"], said["region"])
    for key in NAMING_A_RULEBOOK.get(event.verb, ()):
        said[key] = rulebooks.get(said[key], said[key])
    return str(VERBS.get(event.verb, event.verb)) % said


def _note(event: Event) -> str:
    why = event.data.get("why", "")
    return str(NOTES[event.verb]) % {"why": why} if why and event.verb in NOTES else why


def _region_names(events: list[Event]) -> dict[str, str]:
    if not any("region" in event.data for event in events):
        return {}
    return {region.pk: region.name for region in Region.objects.all()}


def _rulebook_titles(events: list[Event]) -> dict[str, str]:
    if not any(event.verb in NAMING_A_RULEBOOK for event in events):
        return {}
    return {rulebook.ref: rulebook.title for rulebook in Rulebook.objects.defer("document")}
