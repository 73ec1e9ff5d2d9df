"""How a proposal came to be: who did what and when, and any two versions of a text side by side."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from projects.comparison import compare
from projects.history_words import sentence, tone
from projects.queries.proposals import HistoryLine, history, revisions
from projects.views.desk import open_desk
from projects.views.handing_in import READERS
from projects.views.typed import whole_number

SAVED_IN_PIECES = frozenset({"budget-set", "edited"})
ONE_GO = dt.timedelta(minutes=10)  # between one piece and the next


@for_audience(*READERS)
def proposal_history(request: SignedInRequest, ref: str) -> HttpResponse:
    desk = open_desk(request, ref)
    texts = [
        {"field": field, "answer": desk.dossier.answer(field.code)}
        for field in desk.dossier.fields
        if desk.dossier.answer(field.code).version
    ]
    context = {
        "desk": desk,
        "proposal": desk.proposal,
        "events": [_event(lines) for lines in _together(history(desk.proposal))],
        "texts": texts,
    }
    return render(request, "projects/proposals/history.html", context)


def _together(lines: list[HistoryLine]) -> list[list[HistoryLine]]:
    """Deeds of one kind by one person in one go are one entry: amounts save themselves cell by cell."""
    groups: list[list[HistoryLine]] = []
    for line in lines:
        if groups and _goes_on(groups[-1][-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _goes_on(newer: HistoryLine, older: HistoryLine) -> bool:
    same = (newer.verb, newer.by_name, newer.data.get("partner")) == (older.verb, older.by_name, older.data.get("partner"))
    return newer.verb in SAVED_IN_PIECES and same and newer.at - older.at < ONE_GO


def _event(lines: list[HistoryLine]) -> dict[str, Any]:
    """For components/timeline.html; the newest of the lines stands for all."""
    newest = lines[0]
    note = (
        _("%(n)s changes since %(time)s") % {"n": len(lines), "time": f"{localtime(lines[-1].at):%H:%M}"}
        if len(lines) > 1
        else ""
    )
    return {"at": newest.at, "what": sentence(newest), "who": newest.by_name, "tone": tone(newest), "note": note}


@for_audience(*READERS)
def proposal_compare(request: SignedInRequest, ref: str, field: str) -> HttpResponse:
    """Two versions of one answer, word by word: by default the last against the one before. `old=0`: before anything was."""
    desk = open_desk(request, ref)
    question = next((one for one in desk.dossier.fields if one.code == field), None)
    versions = list(revisions(desk.proposal, field))
    if question is None or not versions:
        raise Http404
    by_number: dict[int | None, Any] = {revision.version: revision for revision in versions}
    new = _asked(request, "new", by_number) or versions[0]
    old = _asked(request, "old", by_number) if "old" in request.GET else by_number.get(new.version - 1)
    context = {
        "desk": desk,
        "proposal": desk.proposal,
        "question": question,
        "versions": versions,
        "old": old,
        "new": new,
        "pieces": compare(old.text if old else "", new.text),
    }
    return render(request, "projects/proposals/compare.html", context)


def _asked(request: SignedInRequest, name: str, by_number: dict[int | None, Any]) -> Any:
    return by_number.get(whole_number(request.GET.get(name, "")))
