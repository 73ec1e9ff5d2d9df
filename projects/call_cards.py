"""A call as the public list shows it. Reads what was loaded, asks the database nothing."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cluster_portal.templatetags.portal import deadline, eokwon, kst
from projects.models import Call
from projects.queries.calls import TrackLine


@dataclass(frozen=True, slots=True)
class Card:
    """Ready to be printed: what a template would do for each of twenty is done here once."""

    id: int
    eyebrow: str
    ref: str
    title: str
    summary: str
    tracks: list[tuple[str, str]]  # name, and how much at most
    moment: str  # what the time is of
    time: Any  # marked up


def cards(calls: Iterable[Call], lines: Mapping[int, list[TrackLine]], tab: str, now: dt.datetime) -> list[Card]:
    everywhere, demonstration, up_to = _("All seven regions"), _("Demonstration"), _("up to %(cap)s")
    opens, closes = _("Opens"), _("Closes")
    found = []
    for call in calls:
        eyebrow = f"{call.region.name if call.region else everywhere} · {call.year_id}"
        if call.amendment_number:
            eyebrow = f"{eyebrow} · {_('Amendment no. %(number)s') % {'number': call.amendment_number}}"
        if tab == "upcoming":
            moment, time = opens, kst(call.opens_at)
        else:
            moment, time = closes, kst(call.closes_at) if tab == "drafts" else deadline(call.closes_at, now)
        found.append(
            Card(
                id=call.pk,
                eyebrow=f"{eyebrow} · {demonstration}" if call.is_demo else eyebrow,
                ref=call.ref,
                title=call.title,
                summary=call.summary,
                tracks=[(line.name, up_to % {"cap": eokwon(line.grant_cap_krw)}) for line in lines[call.pk]],
                moment=moment,
                time=time,
            )
        )
    return found
