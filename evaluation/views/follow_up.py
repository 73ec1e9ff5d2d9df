"""After the letters: revised plans of those who were cut, advice for those who were not selected."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.errors import DomainError, require
from evaluation import access
from evaluation.actions.ask_advice import ask_advice
from evaluation.actions.choose_adviser import choose_adviser
from evaluation.actions.hand_in_plan import hand_in_plan
from evaluation.actions.write_advice import write_advice
from evaluation.forms.follow_up import AdviceForm, AdviserForm, PlanForm
from evaluation.forms.refusals import put_beside_fields
from evaluation.models import CoachingNote, RevisedPlan, Standing
from evaluation.queries import follow_up as queries
from evaluation.queries.blind import cover
from evaluation.queries.results import my_result
from evaluation.views.deeds import press
from evaluation.views.rounds import RUNNERS, run_round


def _own(request: SignedInRequest, proposal_ref: str) -> Standing:
    try:
        standing = my_result(request.user, proposal_ref)
    except Standing.DoesNotExist:
        raise Http404 from None
    require(access.may_appeal(request.user, standing.proposal))
    return standing


@for_audience("company")
def plan_edit(request: SignedInRequest, proposal_ref: str) -> HttpResponse:
    """The plan after the panel's cut; until its deadline it may be handed in anew."""
    standing = _own(request, proposal_ref)
    plan = get_object_or_404(RevisedPlan.objects.select_related("round"), proposal=standing.proposal_id)
    form = PlanForm(request.POST or None, plan=plan)
    if request.method == "POST" and form.is_valid():
        try:
            hand_in_plan(plan, by=request.user, at=request.arrived_at, **form.cleaned_data)
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            messages.success(request, _("The revised plan is handed in. The headquarters has been told."))
            return redirect("evaluation:result-detail", proposal_ref)
    context = {
        "standing": standing, "proposal": standing.proposal, "plan": plan, "form": form, "is_open": request.arrived_at < plan.due_at,
        "cut": queries.cut_of(standing), "arrived_at": request.arrived_at,
    }  # fmt: skip
    return render(request, "evaluation/results/plan.html", context, status=422 if form.errors else 200)


@for_audience("company")
@require_POST
def advice_ask(request: SignedInRequest, proposal_ref: str) -> HttpResponse:
    standing = _own(request, proposal_ref)
    return press(
        request, lambda: ask_advice(standing, by=request.user, at=request.arrived_at),
        done=lambda note: _("Asked. Somebody of the panel will write what to improve; a letter tells you when it is there."),
        back=reverse("evaluation:result-detail", args=[proposal_ref]),
    )  # fmt: skip


@for_audience(*RUNNERS)
def adviser_choose(request: SignedInRequest, ref: str, pk: int) -> HttpResponse:
    """Who of those who judged the proposal writes the advice."""
    round = run_round(request, ref)
    note = get_object_or_404(CoachingNote.objects.select_related("proposal__lead", "member"), round=round, pk=pk)
    judges = queries.judges(note)
    form = AdviserForm(request.POST or None, judges=judges, initial={"member": note.member_id})
    if request.method == "POST" and form.is_valid():
        member = next(one for one in judges if one.pk == form.cleaned_data["member"])
        try:
            choose_adviser(note, member, by=request.user, at=request.arrived_at)
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            messages.success(request, _("Asked. The evaluator has been told."))
            return redirect("evaluation:round-afterwards", ref)
    context = {"round": round, "note": note, "form": form}
    return render(request, "evaluation/rounds/adviser.html", context, status=422 if form.errors else 200)


@for_audience("evaluator")
def my_advice(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the chosen evaluator writes; afterwards, what was written."""
    note = get_object_or_404(queries.advice_of(request.user), pk=pk)
    require(access.may_write_advice(request.user, note))
    cover(note.round, [note])
    form = AdviceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            write_advice(note, by=request.user, text=form.cleaned_data["text"], at=request.arrived_at)
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            messages.success(request, _("Thank you. The applicant has been told."))
            return redirect("evaluation:my-advice", pk)
    opinion = queries.opinion_of(note)
    context = {"note": note, "form": form, "opinion": opinion, "arrived_at": request.arrived_at}
    return render(request, "evaluation/evaluator/advice.html", context, status=422 if form.errors else 200)
