"""The minutes or result sheet of a meeting as people read it: on the page and as a PDF, in the reader's language."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from documents.rendering import Language, MinutesData, render_pdf
from evaluation.models import Meeting
from evaluation.queries.minutes import Paper
from evaluation.states import PaperKind, Recording
from programme.clocks import SEOUL
from programme.rulebook_words import QUORUM

Names = dict[int, str]  # by seat, as far as the reader may know them


@dataclass(frozen=True, slots=True)
class Shown:
    """One version, ready to be read. Tables are heads and rows of text."""

    head: list[tuple[str, str]]
    attendance: list[tuple[str, str]]
    columns: list[str]
    rows: list[list[str]]
    hidden: int  # rows the reader may not see


def shown(meeting: Meeting, kind: str, facts: dict[str, Any], names: Names, hidden: frozenset[str] = frozenset()) -> Shown:
    """`hidden`: refs of proposals that are closed to the reader."""
    quorum = facts["quorum"]
    needed = ngettext("%(n)d member", "%(n)d members", quorum["needed"]) % {"n": quorum["needed"]}
    head = [
        (_("Round"), meeting.round.title),
        (_("Meeting"), meeting.title),
        (_("Held"), f"{_time(facts['began_at'])} – {_time(facts['ended_at'], short=True)}"),
        (pgettext("meeting", "Place"), facts["place"] or pgettext("meeting", "By video")),
        (_("Recording"), " · ".join(filter(None, [str(Recording(facts["recording"]).label), facts["recording_note"]]))),
        (_("Quorum"), f"{needed} ({QUORUM[quorum['rule']]})"),
    ]  # fmt: skip
    attendance = [(_person(one["seat"], names, chair=one["chair"]), _stays(one["stays"])) for one in facts["attendance"]]
    if kind == PaperKind.RESULTS:
        columns, rows = _results(facts, names, hidden)
        return Shown(head, attendance, columns, rows, sum(one["proposal"] in hidden for one in facts["results"]))
    columns = [_("No."), _("Proposal"), _("Heard"), _("Present"), _("Left the room"), _("Note")]
    rows = [
        [
            str(one["number"]), f"{one['title']} ({one['lead']}, {one['proposal']})",
            f"{_time(one['started_at'], short=True)}–{_time(one['ended_at'], short=True)}" if one["heard"] else _("Not heard"),
            _present(one) if one["heard"] else "–", ", ".join(_person(seat, names) for seat in one["left"]) or "–", one["note"] or "–",
        ]
        for one in facts["agenda"]
    ]  # fmt: skip
    return Shown(head, attendance, columns, rows, 0)


def _present(row: dict[str, Any]) -> str:
    number = str(len(row["here"]))
    return number if row["quorum"] else _("%(n)s, no quorum") % {"n": number}


def _results(facts: dict[str, Any], names: Names, hidden: frozenset[str]) -> tuple[list[str], list[list[str]]]:
    seats = [one["seat"] for one in facts["attendance"]]
    columns = [_("Proposal"), *(_("Seat %(n)s") % {"n": seat} for seat in seats), _("Total")]
    rows = [
        [
            f"{one['title']} ({one['lead']}, {one['proposal']})", *(one["totals"].get(str(seat), "–") for seat in seats),
            one["total"] or "–",
        ]
        for one in facts["results"]
        if one["proposal"] not in hidden
    ]  # fmt: skip
    return columns, rows


def _person(seat: int, names: Names, *, chair: bool = False) -> str:
    place = _("Seat %(n)s") % {"n": seat}
    words = f"{names[seat]} ({place})" if seat in names else place
    return f"{words} · {_('chair')}" if chair else words


def _stays(stays: list[list[str | None]]) -> str:
    return ", ".join(f"{_time(came, short=True)}–{_time(left, short=True)}" for came, left in stays) or _("Not there")


def _time(at: str | None, *, short: bool = False) -> str:
    if at is None:
        return ""
    moment = dt.datetime.fromisoformat(at).astimezone(SEOUL)
    return f"{moment:%H:%M}" if short else f"{moment:%Y-%m-%d %H:%M}"


def paper_pdf(meeting: Meeting, paper: Paper, names: Names) -> bytes:
    """With every signature: who, when, and the seal over the digest."""
    minutes, round = paper.minutes, meeting.round
    found = shown(meeting, minutes.kind, minutes.facts, names)
    language = "en" if (get_language() or "ko").startswith("en") else "ko"
    data: MinutesData = {
        "language": cast(Language, language),
        "site_name": _("Industrial Complex Cluster Portal"),
        "issuer": round.region.hq_ko
        if round.region.hq_ko and language == "ko"
        else _("KICOX, headquarters of %(region)s") % {"region": round.region.name},
        "demo": round.is_demo,
        "sha256": minutes.digest,
        "verify_url": settings.SITE_URL + reverse("evaluation:minutes-record", args=[round.ref, meeting.number, minutes.kind]),
        "title": str(minutes.get_kind_display()),
        "running": round.title,
        "version": minutes.version,
        "head": found.head,
        "attendance": found.attendance,
        "columns": found.columns,
        "rows": found.rows,
        "is_results": minutes.kind == PaperKind.RESULTS,
        "text": minutes.text,
        "signatures": [
            (_person(one.member.seat, names, chair=one.member.is_chair), one.signature.signed_at, one.signature.seal)
            if one.signature
            else (_person(one.member.seat, names, chair=one.member.is_chair), _("Not signed"), "")
            for one in paper.signers
        ],
    }
    return render_pdf("minutes", data)
