"""Sheets to take away: download, fill in without a line, upload, look, take over. Nothing is signed here."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from documents.exports import XLSX_MIME, as_download
from evaluation import offline_page, phase_words
from evaluation.actions.take_over_sheets import take_over_sheets
from evaluation.forms.offline import OfflineForm
from evaluation.models import PanelMember
from evaluation.offline_form import write_form
from evaluation.offline_reading import NO_SHEETS, TOO_LARGE, FilledSheet, NoForm, read_form
from evaluation.queries.evaluator import to_take_away
from evaluation.views.evaluator import own_seat


@for_audience("evaluator")
def my_offline(request: SignedInRequest, ref: str) -> HttpResponse:
    """Download and upload; what was uploaded is shown and not saved yet."""
    member = own_seat(request, ref)
    if not member.may_read:
        return redirect("evaluation:my-round", ref)
    form = OfflineForm(request.POST or None, request.FILES or None, action=reverse("evaluation:my-offline", args=[ref]))
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            pages = read_form(file, file.name, round=ref)
        except NoForm as refused:
            form.add_error("file", _no_form(refused))
        else:
            return _preview(request, member, pages, {})
    sheets = to_take_away(member, request.arrived_at)
    context = {
        "member": member,
        "round": member.round,
        "form": form,
        "sheets": len(sheets),
        "now": phase_words.now(member.round, request.arrived_at),
    }
    return render(request, "evaluation/evaluator/offline.html", context, status=422 if form.errors else 200)


def _no_form(refused: NoForm) -> Any:
    if refused.words:
        return refused.words
    if refused.code == NO_SHEETS:
        return _("There is no sheet in this file. Upload the one you downloaded here.")
    if refused.code == TOO_LARGE:
        return _("The file unpacks to more than a workbook of sheets ever does.")
    return _("This file cannot be read as a workbook. Save it as XLSX and upload it again.")


@for_audience("evaluator")
@require_GET
def my_offline_file(request: SignedInRequest, ref: str) -> HttpResponseBase:
    """The workbook: one's own sheets that can be written, now or once scoring opens."""
    member = own_seat(request, ref)
    sheets = to_take_away(member, request.arrived_at) if member.may_read else []
    if not sheets:
        messages.info(request, _("No sheet of yours can be filled in at the moment."))
        return redirect("evaluation:my-round", ref)
    file = FileResponse(write_form(member.round, sheets), content_type=XLSX_MIME)
    return as_download(file, f"{_('score sheets')}-{ref}-{timezone.localtime(request.arrived_at):%Y%m%d-%H%M}.xlsx")


def _preview(
    request: SignedInRequest, member: PanelMember, pages: list[FilledSheet], answers: Mapping[str, str], *, moved: bool = False
) -> HttpResponse:
    found = offline_page.compared(member, pages, by=request.user, at=request.arrived_at)
    unanswered = bool(answers) and offline_page.unanswered(found, answers)
    context = {
        "member": member,
        "round": member.round,
        "cards": offline_page.cards(found, answers, must_answer=unanswered),
        "taken": sum(len(one.taken) for one in found),
        "asked": sum(len(one.asked) for one in found),
        "moved": moved,
        "unanswered": unanswered,
        "content": offline_page.carry(member, pages, found),
    }
    return render(
        request, "evaluation/evaluator/offline_preview.html", context, status=409 if moved else 422 if unanswered else 200
    )


@for_audience("evaluator")
@require_POST
def my_offline_take(request: SignedInRequest, ref: str) -> HttpResponse:
    """What the preview showed becomes drafts, as if it had been typed on the pages of the sheets."""
    member = own_seat(request, ref)
    carried = offline_page.carried(member, request.POST.get("content", ""))
    if carried is None:
        messages.error(request, _("Please upload the file again."))
        return redirect("evaluation:my-offline", ref)
    answers = {"asked": ""} | {name: text for name, text in request.POST.dict().items() if name.startswith("choice-")}
    found = offline_page.compared(member, carried.pages, by=request.user, at=request.arrived_at)
    left = [one for one in found if one.asks]
    if left and (carried.moved(left) or offline_page.unanswered(left, answers)):
        return _preview(request, member, carried.pages, answers, moved=carried.moved(left))
    done = take_over_sheets(member, offline_page.wanted(left, answers), by=request.user, at=request.arrived_at)
    saved = len(done.saved)
    if saved:
        words = ngettext("%(n)d sheet taken over as a draft.", "%(n)d sheets taken over as drafts.", saved) % {"n": saved}
        messages.success(request, f"{words} {_('Look them over and sign them when they are complete.')}")
    else:
        messages.info(request, _("Nothing was changed online."))
    for sheet, refusal in done.refused:
        messages.warning(request, f"{sheet.proposal.title}: {refusal}")
    return redirect("evaluation:my-round", ref)
