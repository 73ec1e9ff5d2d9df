"""How a public draw is laid out: its time line, its people, and what was committed to. Reads what was loaded."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext_lazy

from cluster_portal.shared.regions import region_name
from evaluation.models import Draw, DrawTurn
from evaluation.panel_shortage import sector_words
from evaluation.public_values import quicknet_round, quicknet_url
from evaluation.queries.draws import Seen
from evaluation.states import DrawStatus, PublicSource

REASONS = {
    "conflict": _lazy("conflict of interest"),
    "yearly_cap": _lazy("served often enough this year"),
    "first_panel": _lazy("sat on the first panel"),
    "repeat_service": _lazy("judged the same applicant too lately"),
    "declined": pgettext_lazy("draw", "declined before"),
    "replaced": pgettext_lazy("draw", "taken off before"),
    "away": _lazy("absent in the round's time"),
    "untrained": _lazy("without valid integrity training"),
    "unconfirmed": _lazy("profile not confirmed in time"),
    "not_available": _lazy("not available any more"),
    "organisation": _lazy("somebody of the same organisation sits already"),
    "other_regions": _lazy("seats left are for other regions"),
    "sectors": _lazy("seats left are for other sectors"),
    "rules": _lazy("seats left are for other regions and sectors"),
}
ROLES = {"member": _lazy("Member"), "alternate": pgettext_lazy("draw", "Alternate")}


def reason_words(code: str) -> str:
    return str(REASONS.get(code, code))


def track(draw: Draw, now: dt.datetime) -> list[dict[str, Any]]:
    """The picture of a draw: what was published when. `state` is done, current or todo."""
    value_out, entered = now >= draw.value_at, draw.value_entered_at
    steps = [
        (_("Notice"), draw.announced_at, _("Pool, rules, code and secret are committed to"), "done"),
        (_("Public value"), draw.value_at, draw.source_text, "done" if value_out else "current"),
        (_("Value entered"), entered, draw.public_value, "done" if entered else "current" if value_out else "todo"),
    ]
    if draw.status == DrawStatus.VOID:
        steps.append((_("Void"), draw.voided_at, draw.void_reason, "error"))
    else:
        state = "done" if draw.drawn_at else "current" if entered else "todo"
        note = _("Secret revealed, order walked") if draw.drawn_at else _("Void unless drawn by then")
        steps.append((_("Draw"), draw.drawn_at or draw.draw_by, note, state))
    return [{"label": label, "at": at, "note": note, "state": state} for label, at, note, state in steps]


def commitments(draw: Draw) -> list[dict[str, str]]:
    """Each digest with what it binds."""
    return [
        {"label": _("Pool"), "value": draw.pool_sha256},
        {"label": _("Who cannot be drawn"), "value": draw.barred_sha256},
        {"label": _("Rules"), "value": draw.rules_sha256},
        {"label": _("Code"), "value": draw.code_id},
        {"label": _("Secret"), "value": draw.secret_sha256},
        {"label": _("The whole notice"), "value": draw.notice_sha256},
    ]


def proof_address(draw: Draw) -> str:
    """Where the value will be, for sources that number theirs."""
    return quicknet_url(quicknet_round(draw.value_at)) if draw.source == PublicSource.DRAND else ""


def rows(people: Sequence[Seen], titles: Mapping[str, str]) -> list[dict[str, Any]]:
    """The table of everybody."""
    several = len(titles) > 1
    found = []
    for one in people:
        if one.role:
            what = f"{ROLES[one.role]} {one.number}"
            what = f"{titles[one.section]} · {what}" if several else what
        else:
            what = ""
        reasons = [
            f"{titles[section]}: {reason_words(code)}" if several and section else reason_words(code)
            for section, code in one.reasons
        ]
        found.append(
            {
                "seen": one, "region": region_name(one.region), "sector": sector_words(one.stratum) if one.stratum else "",
                "what": what, "tone": {"member": "ok", "alternate": "info"}.get(one.role, ""), "reasons": reasons,
            }
        )  # fmt: skip
    return found


def turns(found: Sequence[DrawTurn], titles: Mapping[str, str]) -> list[dict[str, Any]]:
    """What happened after the draw, seat by seat."""
    several = len(titles) > 1
    return [
        {
            "turn": one, "section": titles.get(one.section, "") if several else "",
            "passed": [(id, reason_words(code)) for id, code in one.passed],
        }
        for one in found
    ]  # fmt: skip
