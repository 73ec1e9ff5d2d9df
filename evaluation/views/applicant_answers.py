"""The applicant reads the comments and answers them before the panel decides; the offices read the answers afterwards."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.errors import DomainError, InvalidInput, StaleVersion, require
from evaluation import access
from evaluation.actions.answering_comments import LONGEST
from evaluation.actions.hand_in_applicant_answer import hand_in_applicant_answer
from evaluation.actions.save_applicant_answer import save_applicant_answer
from evaluation.forms.applicant_answers import ApplicantAnswerForm
from evaluation.models import ApplicantAnswer, RoundProposal
from evaluation.phases import Phase
from evaluation.queries import applicant_answers as queries
from evaluation.views.rounds import RUNNERS, round_context, watched_round
from projects.models import Proposal

# --- The applicant ------------------------------------------------------------------------


def _own(request: SignedInRequest, ref: str) -> Proposal:
    proposal = get_object_or_404(Proposal.objects.visible_to(request.user).select_related("call", "lead"), ref=ref)
    require(access.may_answer_comments(request.user, proposal))
    return proposal


def _window(request: SignedInRequest, ref: str) -> RoundProposal:
    """Where the answer is written now. Raises DomainError "not-answering" outside the window."""
    _own(request, ref)
    entry = queries.window(request.user, ref, request.arrived_at)
    if entry is None:
        raise DomainError(_("The comments can be answered only in the time planned for it."), code="not-answering")
    return entry


@for_audience("company")
def own_answer(request: SignedInRequest, ref: str) -> HttpResponse:
    """While the window is open: the comments and the answer. Afterwards: what was answered to which comments."""
    proposal = _own(request, ref)
    if request.method == "POST":
        return _hand_in(request, proposal)
    return _page(request, proposal)


def _page(request: SignedInRequest, proposal: Proposal, form: ApplicantAnswerForm | None = None) -> HttpResponse:
    entry = queries.window(request.user, proposal.ref, request.arrived_at)
    standing = ApplicantAnswer.objects.filter(entry=entry).select_related("handed_in_by").first() if entry else None
    is_open = entry is not None and not (standing and standing.handed_in_at)
    context: dict[str, Any] = {
        "proposal": proposal,
        "entry": entry,
        "until": entry.round.answers_end_at if entry else None,
        "comments": queries.comments_on(entry) if entry and is_open else [],
        "standing": standing,
        "is_open": is_open,
        "form": (form or ApplicantAnswerForm(initial={"text": standing.text if standing else ""})) if is_open else None,
        "version": standing.version if standing else 0,
        "given": queries.own_answers(request.user, proposal.ref),
        "limit": LONGEST,
        "now": request.arrived_at,
    }
    return render(request, "evaluation/answers/own.html", context, status=422 if form is not None and form.errors else 200)


def _hand_in(request: SignedInRequest, proposal: Proposal) -> HttpResponse:
    entry, form = _window(request, proposal.ref), ApplicantAnswerForm(request.POST)
    if form.is_valid():
        try:
            hand_in_applicant_answer(
                entry, text=form.cleaned_data["text"], base_version=_version(request), by=request.user, at=request.arrived_at
            )
        except InvalidInput as refused:
            form.add_error("text", next(iter(refused.errors.values())))
        except StaleVersion:
            form.add_error("text", _("A colleague saved another text in the meantime. Yours is still here; open the page in a new tab to compare."))  # fmt: skip
        else:
            messages.success(request, _("The answer has been handed in. The panel reads it when the time for answers is over."))
            return redirect("evaluation:own-answer", proposal.ref)
    return _page(request, proposal, form)


@for_audience("company")
@require_POST
def own_answer_autosave(request: SignedInRequest, ref: str) -> JsonResponse:
    """`field`, `value`, `version` (docs/ui.md §6)."""
    entry = _window(request, ref)
    if request.POST.get("field") != "text":
        raise InvalidInput({"text": _("An answer has no such field.")})
    try:
        saved = save_applicant_answer(
            entry, text=request.POST.get("value", ""), base_version=_version(request), by=request.user, at=request.arrived_at
        )
    except StaleVersion as stale:
        return JsonResponse({"current": stale.current, "version": stale.version, "by": ""}, status=stale.status)
    return JsonResponse({"version": saved.version, "saved_at": request.arrived_at.isoformat()})


def _version(request: SignedInRequest) -> int:
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else 0


# --- The offices ----------------------------------------------------------------------------


@for_audience(*RUNNERS, "auditor")
def round_answers(request: SignedInRequest, ref: str) -> HttpResponse:
    """Who answered what, once the time for answers is over; before that, until when it runs."""
    round = watched_round(request, ref)
    if round.answers_end_at is None:
        raise Http404
    phase = round.phase(request.arrived_at)
    is_over = phase not in (Phase.READ, Phase.SCORE, Phase.ANSWER)
    rows = queries.answers_of_round(round, request.user) if is_over else []
    context = round_context(request, round, "answers") | {
        "is_over": is_over, "rows": rows, "answered": sum(answer is not None for _entry, answer in rows),
    }  # fmt: skip
    return render(request, "evaluation/answers/round.html", context)
