"""Objections to evaluators (기피): the lead files them and names its researchers, HQ decides each."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from evaluation import access
from evaluation.actions.decide_objection import decide_objection
from evaluation.actions.name_researchers import name_researchers
from evaluation.actions.object_to_evaluator import object_to_evaluator
from evaluation.actions.objecting import takes_objections
from evaluation.actions.withdraw_objection import withdraw_objection
from evaluation.forms.objections import DecisionForm, ObjectionForm, Researchers
from evaluation.forms.refusals import put_beside_fields
from evaluation.models import Objection, Researcher
from evaluation.queries import objections as queries
from evaluation.states import ObjectionStatus
from evaluation.views.conflicts import watched_conflicts
from evaluation.views.deeds import press
from evaluation.views.rounds import RUNNERS, round_context, run_round
from projects.models import Proposal

# --- The applicant ---------------------------------------------------------------------


def _own(request: SignedInRequest, ref: str) -> Proposal:
    proposal = get_object_or_404(Proposal.objects.visible_to(request.user).select_related("call", "lead"), ref=ref)
    require(access.may_object(request.user, proposal))
    return proposal


def _own_page(
    request: SignedInRequest, proposal: Proposal, *, form: ObjectionForm | None = None, researchers: Any = None
) -> HttpResponse:
    round = queries.open_round(proposal)
    is_open = takes_objections(proposal, round)
    standing = list(Researcher.objects.standing().filter(proposal=proposal).select_related("organisation"))
    if is_open:
        form = form or ObjectionForm()
        researchers = researchers or Researchers(standing=standing, organisations=queries.organisations_of(proposal))
    wrong = bool((form and form.errors) or (researchers is not None and researchers.is_bound and not researchers.is_valid()))
    context = {
        "proposal": proposal,
        "objections": list(queries.objections_of(proposal, request.user)),
        "is_open": is_open,
        "form": form if is_open else None,
        "researchers": researchers if is_open else None,
        "named": standing,
    }
    return render(request, "evaluation/objections/own.html", context, status=422 if wrong else 200)


@for_audience("company")
def own_objections(request: SignedInRequest, ref: str) -> HttpResponse:
    """Name people who should not judge the proposal, until the panel is invited; see what was decided."""
    proposal = _own(request, ref)
    if request.method != "POST":
        return _own_page(request, proposal)
    form = ObjectionForm(request.POST)
    if form.is_valid():
        try:
            object_to_evaluator(proposal, by=request.user, at=request.arrived_at, **form.cleaned_data)
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            messages.success(request, _("Your objection has been filed. The headquarters decides on it and tells you."))
            return redirect("evaluation:own-objections", ref)
    return _own_page(request, proposal, form=form)


@for_audience("company")
@require_POST
def own_researchers(request: SignedInRequest, ref: str) -> HttpResponse:
    """Who takes part, and from which department."""
    proposal = _own(request, ref)
    standing = list(Researcher.objects.standing().filter(proposal=proposal))
    rows = Researchers(request.POST, standing=standing, organisations=queries.organisations_of(proposal))
    if rows.is_valid():
        try:
            name_researchers(proposal, by=request.user, researchers=rows.named(), at=request.arrived_at)
        except InvalidInput as refused:
            rows.non_form_errors().extend(str(one) for one in refused.errors.values())
        else:
            messages.success(request, _("The list of researchers has been saved."))
            return redirect("evaluation:own-objections", ref)
    return _own_page(request, proposal, researchers=rows)


@for_audience("company")
@require_POST
def objection_withdraw(request: SignedInRequest, ref: str, pk: int) -> HttpResponse:
    proposal = _own(request, ref)
    objection = get_object_or_404(Objection.objects.visible_to(request.user), proposal=proposal, pk=pk)
    return press(
        request, lambda: withdraw_objection(objection, by=request.user, at=request.arrived_at),
        done=lambda _done: _("The objection has been taken back."), back=reverse("evaluation:own-objections", args=[ref]),
    )  # fmt: skip


# --- Headquarters ------------------------------------------------------------------------


@for_audience(*RUNNERS, "auditor")
def objection_list(request: SignedInRequest, ref: str) -> HttpResponse:
    """Every objection to an evaluator over the round's proposals."""
    round = watched_conflicts(request, ref)
    context = round_context(request, round, "conflicts") | {
        "objections": list(queries.objections_in(round, request.user)),
        "may_decide_objections": access.may_run_round(request.user, round),
    }
    return render(request, "evaluation/rounds/objections.html", context)


@for_audience(*RUNNERS)
def objection_decide(request: SignedInRequest, ref: str, pk: int) -> HttpResponse:
    """Follow it or not; the applicant reads the reason."""
    round = run_round(request, ref)
    waiting = queries.objections_in(round, request.user).filter(status=ObjectionStatus.OPEN)
    objection = get_object_or_404(waiting, pk=pk)
    form = DecisionForm(request.POST or None, meant=queries.meant_by(objection))
    if request.method == "POST" and form.is_valid():
        try:
            decide_objection(objection, by=request.user, at=request.arrived_at, **form.decided())
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            messages.success(request, _("Decided. The applicant has been told."))
            return redirect("evaluation:objection-list", ref)
    context = {"round": round, "objection": objection, "form": form}
    return render(request, "evaluation/rounds/objection.html", context, status=422 if form.errors else 200)
