"""The proposals of a round: bonus and penalty points before the tally, the summary opinion before the release."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from documents.kinds import ACCEPT_ATTRIBUTE
from documents.models import StoredFile
from documents.views.upload import UploadView
from evaluation import access
from evaluation.actions.attach_evidence import attach_evidence, detach_evidence
from evaluation.actions.cut_proposal import cut_proposal
from evaluation.actions.set_adjustments import set_adjustments
from evaluation.actions.write_summary import write_summary
from evaluation.forms.entries import AdjustmentForm, CutForm, OpinionForm
from evaluation.forms.refusals import put_beside_fields
from evaluation.models import Round, RoundProposal, Sheet
from evaluation.queries import rounds as queries
from evaluation.sheet_words import item_names
from evaluation.states import AFTER_CLOSE, RoundStatus, SheetStatus
from evaluation.views.deeds import press
from evaluation.views.rounds import RUNNERS, round_context, run_round, seen_round


def _entry(round: Round, proposal_ref: str) -> RoundProposal:
    try:
        return queries.entry(round, proposal_ref)
    except RoundProposal.DoesNotExist:
        raise Http404 from None


@for_audience(*RUNNERS, "auditor", "evaluator")
def entry_list(request: SignedInRequest, ref: str) -> HttpResponse:
    """Every proposal with its points by evidence, and whether its opinion is written. The chair comes here too."""
    round = seen_round(request, ref)
    may_write = access.may_write_summaries(request.user, round)
    require(may_write or access.may_see_progress(request.user, round))
    names = {one.code: one.name for one in (*round.rules.scoring.bonuses.value, *round.rules.scoring.penalties.value)}
    context = round_context(request, round, "entries") | {
        "page": queries.entry_page(round, request.user, cursor=request.GET.get("cursor")),
        "may_adjust": access.may_run_round(request.user, round)
        and round.status not in (RoundStatus.CONFIRMED, RoundStatus.RELEASED)
        and bool(names),
        "may_cut": access.may_run_round(request.user, round)
        and round.status in (RoundStatus.CLOSED, RoundStatus.TALLIED)
        and round.rules.choosing.panel_may_cut.value,
        "hidden": access.names_are_hidden(request.user, round),
        "may_write": may_write and round.status in AFTER_CLOSE - {RoundStatus.RELEASED},
        "opinions_shown": round.is_closed and round.rules.disclosure.summary_opinion.value,
    }
    return render(request, "evaluation/rounds/entries.html", context)


@for_audience(*RUNNERS)
def adjustment_edit(request: SignedInRequest, ref: str, proposal_ref: str) -> HttpResponse:
    """Points by the rulebook's grounds, each with its evidence."""
    round = run_round(request, ref)
    entry = _entry(round, proposal_ref)
    form = AdjustmentForm(request.POST or None, entry=entry)
    if request.method == "POST" and form.is_valid():
        try:
            set_adjustments(entry, by=request.user, adjustments=form.entered(), at=request.arrived_at)
        except InvalidInput as refused:
            form.refuse(refused.errors)
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("evaluation:entry-list", ref)
    is_open = round.status not in (RoundStatus.CONFIRMED, RoundStatus.RELEASED)
    files = _evidence(entry, removable=is_open)
    context = {"round": round, "entry": entry, "form": form, "files": files, "is_open": is_open, "accept": ACCEPT_ATTRIBUTE}
    return render(request, "evaluation/rounds/adjustments.html", context, status=422 if form.errors else 200)


def _evidence(entry: RoundProposal, *, removable: bool) -> list[dict[str, Any]]:
    where = [entry.round.ref, entry.proposal.ref]
    return [
        {
            "name": file.name,
            "size": file.size,
            "url": file.get_absolute_url(),
            "delete_url": reverse("evaluation:evidence-remove", args=[*where, file.pk]) if removable else None,
        }
        for file in queries.evidence_of(entry)
    ]


class EvidenceUpload(UploadView):
    """A paper that proves bonus or penalty points."""

    audience = RUNNERS

    def receive(self, request: SignedInRequest, upload: UploadedFile, **kwargs: Any) -> StoredFile:  # type: ignore[override]
        entry = _entry(run_round(request, kwargs["ref"]), kwargs["proposal_ref"])
        return attach_evidence(entry, upload=upload, by=request.user)

    def delete_url(self, stored: StoredFile) -> str | None:
        return reverse("evaluation:evidence-remove", args=[self.kwargs["ref"], self.kwargs["proposal_ref"], stored.pk])

    def back_url(self, request: HttpRequest) -> str:
        return reverse("evaluation:adjustment-edit", args=[self.kwargs["ref"], self.kwargs["proposal_ref"]])


@for_audience(*RUNNERS)
@require_POST
def evidence_remove(request: SignedInRequest, ref: str, proposal_ref: str, file: Any) -> HttpResponse:
    entry = _entry(run_round(request, ref), proposal_ref)
    stored = get_object_or_404(queries.evidence_of(entry), pk=file)
    return press(
        request, lambda: detach_evidence(entry, stored, by=request.user, at=request.arrived_at),
        done=lambda _none: _("The file has been removed."), back=reverse("evaluation:adjustment-edit", args=[ref, proposal_ref]),
    )  # fmt: skip


@for_audience(*RUNNERS)
def cut_edit(request: SignedInRequest, ref: str, proposal_ref: str) -> HttpResponse:
    """What the panel recommends instead of what was asked, in money and scope."""
    round = run_round(request, ref)
    entry = _entry(round, proposal_ref)
    form = CutForm(request.POST or None, cut=getattr(entry, "cut", None))
    if request.method == "POST" and form.is_valid():
        try:
            cut_proposal(entry, by=request.user, at=request.arrived_at, **form.cleaned_data)
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("evaluation:entry-list", ref)
    return render(
        request, "evaluation/rounds/cut.html", {"round": round, "entry": entry, "form": form}, status=422 if form.errors else 200
    )


@for_audience(*RUNNERS, "evaluator")
def opinion_edit(request: SignedInRequest, ref: str, proposal_ref: str) -> HttpResponse:
    """The panel's words to the applicant, written from the sheets' comments beside it."""
    round = seen_round(request, ref)
    try:
        entry = queries.entry_called(request.user, round, proposal_ref)
    except RoundProposal.DoesNotExist:
        raise Http404 from None
    require(access.may_write_summary(request.user, entry))
    opinion = round.opinions.filter(proposal=entry.proposal_id).first()
    form = OpinionForm(request.POST or None, opinion=opinion)
    if request.method == "POST" and form.is_valid():
        try:
            write_summary(entry, by=request.user, at=request.arrived_at, **form.cleaned_data)
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            messages.success(request, _("The opinion on %(proposal)s has been saved.") % {"proposal": entry.proposal.title})
            return redirect("evaluation:entry-list", ref)
    sheets = Sheet.objects.visible_to(request.user).filter(round=round, proposal=entry.proposal_id, status=SheetStatus.SEALED)
    track = round.rules.track(entry.proposal.track)
    context = {
        "round": round, "entry": entry, "form": form, "opinion": opinion,
        "sheets": list(sheets.select_related("member").order_by("member__seat")),
        "names": item_names(track, (get_language() or "ko")[:2]),
    }  # fmt: skip
    return render(request, "evaluation/rounds/opinion.html", context, status=422 if form.errors else 200)
