"""The questions: every text on its own, so that two people may write at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest
from cluster_portal.shared.errors import InvalidInput, StaleVersion
from projects.actions.edit_proposal import edit_proposal
from projects.actions.save_answer import save_answer
from projects.comparison import compare
from projects.forms.proposals import TextStepForm
from projects.queries.earlier import has_earlier
from projects.views.desk import Desk, open_desk
from projects.views.steps.answering import page, saved
from projects.views.typed import whole_number


@dataclass(frozen=True, slots=True)
class Question:
    """One field with what a merge view needs: the version it was read at, who wrote it, and the other's text in a conflict."""

    field: Any
    version: int
    by_name: str
    at: Any
    theirs: str | None = None
    difference: list[tuple[str, str]] | None = None


def show(
    request: SignedInRequest, desk: Desk, form: TextStepForm | None = None, conflicts: dict[str, StaleVersion] | None = None
) -> HttpResponse:
    conflicts = conflicts or {}
    if form is None:
        texts = {question.code: desk.dossier.text(question.code) for question in desk.dossier.fields}
        form = TextStepForm(questions=desk.dossier.fields, initial={"title": desk.proposal.title, **texts})
    if "project" not in desk.open_steps:
        for field in form.fields.values():
            field.disabled = True
    reuses = desk.may_edit and "project" in desk.open_steps and has_earlier(desk.user, desk.proposal)
    questions = [_question(desk, form, code, conflicts.get(code)) for code in form.fields]
    return page(request, desk, "project", 422 if conflicts or form.errors else 200, form=form, questions=questions, reuses=reuses)


def _question(desk: Desk, form: TextStepForm, code: str, conflict: StaleVersion | None) -> Question:
    answer = desk.dossier.answer(code)
    version = desk.proposal.version if code == "title" else answer.version
    if conflict is None:
        return Question(form[code], version, answer.by_name, answer.at)
    theirs = _current_text(conflict, code)
    mine = str(form[code].value() or "")
    return Question(form[code], conflict.version, conflict.by or answer.by_name, answer.at, theirs, compare(theirs, mine))


def _current_text(conflict: StaleVersion, field: str) -> str:
    """What stands now in the field somebody else saved; of the proposal's own fields the error brings several."""
    return str(conflict.current[field] or "") if isinstance(conflict.current, dict) else str(conflict.current)


def take(request: SignedInRequest, desk: Desk) -> HttpResponse:
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
            form.add_error(
                code,
                _(
                    "Somebody else changed this meanwhile. Both texts are below; what stands in the field counts when you save again."
                ),
            )
        except InvalidInput as refused:
            form.add_error(code, next(iter(refused.errors.values())))
    if form.errors:
        return show(request, open_desk(request, desk.proposal.ref), form, conflicts)  # with the versions of what was saved
    return saved(request, desk, "project")


def _save_text(desk: Desk, code: str, text: str, version: int) -> None:
    if code == "title":
        if text != desk.proposal.title:
            edit_proposal(desk.proposal, title=text, base_version=version, by=desk.user, at=desk.at)
    elif text != desk.dossier.text(code):
        save_answer(desk.proposal, field=code, text=text, base_version=version, by=desk.user, at=desk.at)


def _version(request: SignedInRequest, code: str) -> int:
    return whole_number(request.POST.get(f"version-{code}", "")) or 0
