"""The steps of the editor, by plain posts. With scripts the same fields save themselves (autosave.py)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.errors import InvalidInput, StaleVersion, require
from documents.kinds import ACCEPT_ATTRIBUTE
from projects.actions.edit_proposal import edit_proposal
from projects.actions.save_answer import save_answer
from projects.actions.set_budget import set_budget
from projects.comparison import compare
from projects.forms.budget import Typed, cards, live_rules, rows_of_post, standing_rows
from projects.forms.proposals import TextStepForm, tracks_of
from projects.models import Partner
from projects.proposal_pages import slot_id
from projects.queries.plants import plants_of, verdicts_on
from projects.sections import step_after
from projects.views.desk import Desk, open_desk, way_back


@for_audience("company")
def proposal_step(request: HttpRequest, ref: str, step: str) -> HttpResponse:
    """One step of the editor. Saving leads to the next step, back to the check page (`next`), or home ('save and leave')."""
    if step not in PAGES:
        raise Http404
    desk = open_desk(request, ref)
    if request.method == "POST":
        require(step in desk.open_steps, _("This part cannot be changed now."))
        return SAVERS[step](request, desk)
    return PAGES[step](request, desk)


def _saved(request: HttpRequest, desk: Desk, step: str) -> HttpResponse:
    """Where to go after saving."""
    messages.success(request, _("Saved."))
    if "leave" in request.POST:
        return HttpResponseRedirect(reverse("projects:proposal-detail", args=[desk.proposal.ref]))
    return HttpResponseRedirect(way_back(request, desk.url_of(step_after(step))))


def _page(request: HttpRequest, desk: Desk, step: str, status: int = 200, **context: Any) -> HttpResponse:
    frame = desk.frame(step) | {"next": way_back(request, "")} | context
    return render(request, f"projects/proposals/step_{step}.html", frame, status=status)


# --- Firm and plant ---------------------------------------------------------------------


def _firm_page(request: HttpRequest, desk: Desk, errors: dict[str, Any] | None = None) -> HttpResponse:
    proposal = desk.proposal
    plants = plants_of([proposal.lead_id])
    verdicts = verdicts_on(plants, proposal.call, is_lead=True)
    pairs = sorted(((plant, verdicts[plant.pk]) for plant in plants), key=lambda pair: not pair[1].eligible)
    context = {
        "plants": pairs,
        "chosen_plant": request.POST.get("plant", str(proposal.plant_id or "")),
        "tracks": tracks_of(proposal.call),
        "chosen_track": request.POST.get("track", proposal.track),
        "errors": errors or {},
    }
    return _page(request, desk, "firm", 422 if errors else 200, **context)


def _save_firm(request: HttpRequest, desk: Desk) -> HttpResponse:
    plant = next((plant for plant in plants_of([desk.proposal.lead_id]) if str(plant.pk) == request.POST.get("plant")), None)
    if request.POST.get("plant") and plant is None:
        return _firm_page(request, desk, {"plant": _("Choose one of your plants.")})
    track = request.POST.get("track") or None
    try:
        edit_proposal(desk.proposal, plant=plant, track=_if_new(track, desk.proposal.track), by=request.user, at=desk.at)
    except InvalidInput as refused:
        return _firm_page(request, desk, refused.errors)
    return _saved(request, desk, "firm")


def _if_new(value: str | None, standing: str) -> str | None:
    """None for what did not change: it is not edited, so it need not be open for correction."""
    return None if value == standing else value


# --- Project ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Question:
    """One field with what a merge view needs: the version it was read at, who wrote it, and the other's text in a conflict."""

    field: Any
    version: int
    by_name: str
    at: Any
    theirs: str | None = None
    difference: list[tuple[str, str]] | None = None


def _project_page(request: HttpRequest, desk: Desk, form: TextStepForm | None = None, conflicts: dict[str, StaleVersion] | None = None) -> HttpResponse:
    conflicts = conflicts or {}
    if form is None:
        texts = {question.code: desk.dossier.text(question.code) for question in desk.dossier.fields}
        form = TextStepForm(questions=desk.dossier.fields, initial={"title": desk.proposal.title, **texts})
    if "project" not in desk.open_steps:
        for field in form.fields.values():
            field.disabled = True
    questions = [_question(desk, form, code, conflicts.get(code)) for code in form.fields]
    return _page(request, desk, "project", 422 if conflicts or form.errors else 200, form=form, questions=questions)


def _question(desk: Desk, form: TextStepForm, code: str, conflict: StaleVersion | None) -> Question:
    answer = desk.dossier.answer(code)
    version = desk.proposal.version if code == "title" else answer.version
    if conflict is None:
        return Question(form[code], version, answer.by_name, answer.at)
    theirs = current_text(conflict, code)
    mine = str(form[code].value() or "")
    return Question(form[code], conflict.version, conflict.by or answer.by_name, answer.at, theirs, compare(theirs, mine))


def current_text(conflict: StaleVersion, field: str) -> str:
    """What stands now in the field somebody else saved; of the proposal's own fields the error brings several."""
    return str(conflict.current[field] or "") if isinstance(conflict.current, dict) else str(conflict.current)


def _save_project(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every field that differs from what stands. What cannot be taken stays in the form, beside the reason."""
    form = TextStepForm(request.POST, questions=desk.dossier.fields)
    form.is_valid()
    conflicts: dict[str, StaleVersion] = {}
    for code in form.fields:
        if code in form.errors:
            continue
        try:
            _save_text(desk, code, form.cleaned_data[code], _version(request, code))
        except StaleVersion as stale:
            conflicts[code] = stale
            form.add_error(code, _("Somebody else changed this meanwhile. Both texts are below; what stands in the field counts when you save again."))
        except InvalidInput as refused:
            form.add_error(code, next(iter(refused.errors.values())))
    if form.errors:
        return _project_page(request, desk, form, conflicts)
    return _saved(request, desk, "project")


def _save_text(desk: Desk, code: str, text: str, version: int) -> None:
    if code == "title":
        if text != desk.proposal.title:
            edit_proposal(desk.proposal, title=text, base_version=version, by=desk.user, at=desk.at)
    elif text.replace("\r\n", "\n") != desk.dossier.text(code):
        save_answer(desk.proposal, field=code, text=text, base_version=version, by=desk.user, at=desk.at)


def _version(request: HttpRequest, code: str) -> int:
    text = request.POST.get(f"version-{code}", "")
    return int(text) if text.isdecimal() else 0


# --- Partners: the list; each partner's own pages are in partners.py -----------------------------


def _partners_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    mine = {partner.pk for partner in desk.open_parts("partners")}
    places = [
        {"partner": partner, "cells": cells, "is_mine": partner.pk in mine, "waits_for_me": partner in desk.waits_for_me}
        for partner, cells in desk.board_rows
    ]
    return _page(request, desk, "partners", places=places, may_invite=desk.may_edit and "partners" in desk.open_steps)


def _save_partners(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Nothing to save here by itself: the button only leads on."""
    return _saved(request, desk, "partners")


# --- Budget ------------------------------------------------------------------------------------------


def _budget_page(request: HttpRequest, desk: Desk, typed: Typed | None = None) -> HttpResponse:
    open_to = {partner.pk for partner in desk.open_parts("budget")}
    wrong = bool(typed and (typed.errors or typed.refusals))
    context = {
        "cards": cards(desk.dossier, open_to, typed),
        "rules": live_rules(desk.dossier),
        "whole": desk.dossier.budget.whole,
        "budget": desk.dossier.budget,
        "left_krw": desk.dossier.budget.grant_cap_krw - desk.dossier.budget.whole.public,
        "errors": _budget_errors(desk, typed) if typed else [],
    }
    return _page(request, desk, "budget", 422 if wrong else 200, **context)


def _budget_errors(desk: Desk, typed: Typed) -> list[dict[str, str]]:
    cells = [{"text": message, "href": "#amount-" + name.replace(".", "-")} for name, message in typed.errors.items()]
    parts = [{"text": f"{desk.dossier.partner(key)}: {message}", "href": f"#partner-{key}"} for key, message in typed.refusals.items()]
    return cells + parts


def _save_budget(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Card by card; first those that ask for less than before, so that money can move between partners under the cap."""
    typed = Typed()
    wanted = []
    for partner in desk.open_parts("budget"):
        rows = rows_of_post(desk.dossier, partner, request.POST, typed)
        if rows is not None and _by_key(rows) != _by_key(standing_rows(desk.dossier, partner.pk)):
            wanted.append((_grant(rows) - desk.dossier.budget.of_partner(partner.pk).public, partner, rows))
    for _more, partner, rows in sorted(wanted, key=lambda one: one[0]):
        _set_card(request, partner, rows, typed)
    if typed.errors or typed.refusals:
        return _budget_page(request, open_desk(request, desk.proposal.ref), typed)
    return _saved(request, desk, "budget")


def _set_card(request: HttpRequest, partner: Partner, rows: list[dict[str, Any]], typed: Typed) -> None:
    version = request.POST.get(f"version-{partner.pk}", "")
    try:
        set_budget(partner, rows=rows, base_version=int(version) if version.isdecimal() else None, by=request.user, at=request.arrived_at)
    except StaleVersion:
        typed.refusals[partner.pk] = _("Somebody else changed these amounts meanwhile. Compare, and save again if yours shall count.")
    except InvalidInput as refused:
        typed.refusals[partner.pk] = str(next(iter(refused.errors.values())))


def _grant(rows: list[dict[str, Any]]) -> int:
    return sum(row["amount_krw"] for row in rows if row["source"] == "public")


def _by_key(rows: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    return sorted((row["item"], row["source"], row["amount_krw"]) for row in rows)


# --- Files -----------------------------------------------------------------------------------------------


def _files_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One place for each document asked for: of the whole proposal first, then partner by partner."""
    mine = {partner.pk for partner in desk.open_parts("files")}
    groups: dict[int | None, list[dict[str, Any]]] = {}
    for asked in desk.dossier.asked_documents:
        file = desk.dossier.file_for(asked)
        is_open = desk.may_edit if asked.partner_id is None else asked.partner_id in mine
        slot = {
            "asked": asked,
            "file": file,
            "id": slot_id(asked.code, asked.partner_id),
            "is_open": is_open and "files" in desk.open_steps,
            "upload_url": reverse("projects:proposal-upload", args=[desk.proposal.ref, asked.code, asked.partner_id or 0]),
            "files": [_shown(desk, file)] if file else [],
        }
        groups.setdefault(asked.partner_id, []).append(slot)
    named = [(desk.dossier.partner(key) if key else None, slots) for key, slots in sorted(groups.items(), key=lambda pair: pair[0] or 0)]
    return _page(request, desk, "files", groups=named, accept=ACCEPT_ATTRIBUTE)


def _shown(desk: Desk, file: Any) -> dict[str, Any]:
    """For components/upload.html."""
    shown = {"name": file.name, "size": file.size, "url": reverse("documents:file", args=[file.file_id])}
    mine = desk.may_edit or any(partner.pk == file.partner_id for partner in desk.my_parts)
    if mine and "files" in desk.open_steps:
        shown["delete_url"] = reverse("projects:proposal-file-remove", args=[desk.proposal.ref, file.id])
    return shown


def _save_files(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Files go up one by one (files.py); the button only leads on."""
    return _saved(request, desk, "files")


Handler = Callable[[HttpRequest, Desk], HttpResponse]
PAGES: dict[str, Handler] = {
    "firm": _firm_page,
    "project": _project_page,
    "partners": _partners_page,
    "budget": _budget_page,
    "files": _files_page,
}
SAVERS: dict[str, Handler] = {
    "firm": _save_firm,
    "project": _save_project,
    "partners": _save_partners,
    "budget": _save_budget,
    "files": _save_files,
}
