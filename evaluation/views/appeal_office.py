"""A headquarters' appeals: the list with its clocks, hearing those concerned, dismissing."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import STAFF, for_audience
from cluster_portal.shared.errors import DomainError, require
from evaluation import access, appeal_pages
from evaluation.actions.decide_appeal import decide_appeal
from evaluation.actions.dismiss_appeal import dismiss_appeal
from evaluation.actions.open_review import open_review
from evaluation.actions.record_hearing import record_hearing
from evaluation.forms.appeals import AnswerForm, AppealFilterForm, DecideForm, HearingForm, ReviewForm
from evaluation.forms.refusals import put_beside_fields
from evaluation.models import Appeal
from evaluation.queries import appeals as queries
from evaluation.queries.addenda import outlook
from evaluation.views.appeals import seen_appeal
from programme.clocks import seoul_day


@for_audience(*STAFF)
def appeal_list(request: SignedInRequest) -> HttpResponse:
    """Those that wait for an answer, the one due next on top; or all."""
    form = AppealFilterForm(request.GET)
    status, region = form.chosen()
    page = queries.appeal_page(request.user, status=status, region=region, cursor=request.GET.get("cursor"))
    context = {"page": page, "form": form, "now": request.arrived_at, "waiting": queries.waiting(request.user)}
    return render(request, "evaluation/appeals/list.html", context)


def _page(request: SignedInRequest, appeal: Appeal, form: Any, template: str = "form", **words: Any) -> HttpResponse:
    context = {
        "appeal": appeal,
        "round": appeal.round,
        "proposal": appeal.proposal,
        "form": form,
        "now": request.arrived_at,
    } | words
    return render(request, f"evaluation/appeals/{template}.html", context, status=422 if form.errors else 200)


@for_audience("hq_head")
def appeal_dismiss(request: SignedInRequest, pk: int) -> HttpResponse:
    """For its form, with the reason that the applicant reads."""
    appeal = seen_appeal(request, pk)
    require(access.may_answer_appeal(request.user, appeal))
    question = _("The applicant is told at once, and the result stays as it was. Dismiss?")
    form = AnswerForm(request.POST or None, button=_("Dismiss the appeal"), question=question, danger=True)
    if request.method == "POST" and form.is_valid():
        try:
            dismiss_appeal(appeal, by=request.user, at=request.arrived_at, **form.cleaned_data)
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            messages.success(request, _("The appeal is dismissed. The applicant is told."))
            return redirect(appeal)
    lead = _(
        "For what lies outside the accepted grounds, or does not meet the requirements. Whether the evaluation was right is not looked into."
    )
    return _page(request, appeal, form, heading=_("Dismiss the appeal"), lead=lead)


@for_audience("hq", "central")
def appeal_review(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open the new evaluation: a round of this one proposal, for a panel without anybody of the first one."""
    appeal = seen_appeal(request, pk)
    require(access.may_handle_appeal(request.user, appeal))
    form = ReviewForm(request.POST or None, first=appeal.round, now=request.arrived_at)
    if request.method == "POST" and form.is_valid():
        try:
            review = open_review(appeal, by=request.user, at=request.arrived_at, **form.cleaned_data)
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            messages.success(request, _("The review is open. Form its panel by rule or by a public draw."))
            return redirect("evaluation:round-panel", review.ref)
    lead = _(
        "The proposal is evaluated again, alone, under the same rulebook, by a new panel. Nobody who accepted a seat on the first panel can sit on it."
    )
    return _page(request, appeal, form, heading=_("Open the review"), lead=lead)


@for_audience("hq_head")
def appeal_decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the review came to beside the first result, what upholding would change; then the answer."""
    appeal = seen_appeal(request, pk)
    require(access.may_answer_appeal(request.user, appeal))
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        upheld, reason = form.cleaned_data["answer"] == "upheld", form.cleaned_data["reason"]
        try:
            decide_appeal(appeal, by=request.user, upheld=upheld, reason=reason, at=request.arrived_at)
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            messages.success(request, _("The appeal is answered. The applicant is told."))
            return redirect(appeal)
        appeal = seen_appeal(request, pk)
    found = outlook(appeal)
    words = {"found": found, "why": appeal_pages.why_words(found.if_upheld.why) if found else ""}
    lead = _("The answer is given once, with the score of the review at hand.")
    return _page(request, appeal, form, heading=_("Answer the appeal"), lead=lead, template="decide", **words)


@for_audience("hq", "central")
def appeal_hearing(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who was heard, when, and what they said."""
    appeal = seen_appeal(request, pk)
    require(access.may_handle_appeal(request.user, appeal))
    form = HearingForm(request.POST or None, initial={"held_on": seoul_day(request.arrived_at), "way": "meeting"})
    if request.method == "POST" and form.is_valid():
        try:
            record_hearing(appeal, by=request.user, at=request.arrived_at, **form.cleaned_data)
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            messages.success(request, _("The hearing has been recorded."))
            return redirect(appeal)
    lead = _(
        "The answer follows after hearing those concerned. The record stays as it is written; the applicant does not read it."
    )
    return _page(request, appeal, form, heading=_("Record a hearing"), lead=lead)
