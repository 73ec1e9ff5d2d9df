"""The second declaration of conflicts: each evaluator's own after the close, and HQ's look at who is still waited for."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.errors import DomainError, InvalidInput
from evaluation.actions import declaring_again
from evaluation.actions.declare_again import declare_again
from evaluation.actions.excuse_declaration import excuse_declaration
from evaluation.forms.conflicts import ConflictForm
from evaluation.forms.reasons import ReasonForm
from evaluation.forms.refusals import put_beside_fields
from evaluation.queries import declarations as queries
from evaluation.queries.subjects import judged_by
from evaluation.states import RoundStatus
from evaluation.views.conflicts import watched_conflicts
from evaluation.views.evaluator import own_seat
from evaluation.views.rounds import RUNNERS, round_context, run_round


@for_audience("evaluator")
def my_conflicts_again(request: SignedInRequest, ref: str) -> HttpResponse:
    """Every proposal one judged, once more; a sheet with a tie is set aside."""
    member = own_seat(request, ref)
    if member.declared_again_at or member.round.status != RoundStatus.CLOSED or not member.declared_at:
        return redirect("evaluation:my-round", ref)
    form = ConflictForm(request.POST or None, member=member, due=judged_by(member))
    if request.method == "POST" and form.is_valid():
        try:
            declare_again(member, by=request.user, conflicts=form.declared(), at=request.arrived_at)
        except InvalidInput as refused:
            form.refuse(refused.errors)
        except DomainError as refused:
            messages.error(request, str(refused))
            return redirect("evaluation:my-round", ref)
        else:
            messages.success(request, _("Your second declaration has been kept. Thank you."))
            return redirect("evaluation:my-round", ref)
    context = {"member": member, "round": member.round, "form": form, "rows": form.rows()}
    return render(request, "evaluation/evaluator/conflicts_again.html", context, status=422 if form.errors else 200)


@for_audience(*RUNNERS, "auditor")
def declaration_list(request: SignedInRequest, ref: str) -> HttpResponse:
    """Who has declared before and after, and which sheets were set aside."""
    round = watched_conflicts(request, ref)
    context = round_context(request, round, "conflicts") | {
        "members": queries.declared_by(round, request.user),
        "is_asked": declaring_again.is_asked(round),
        "waiting": declaring_again.waited_for(round).count() if declaring_again.is_asked(round) else 0,
        "may_excuse": round.status == RoundStatus.CLOSED,
    }
    return render(request, "evaluation/rounds/declarations.html", context)


@for_audience(*RUNNERS)
def declaration_excuse(request: SignedInRequest, ref: str, pk: int) -> HttpResponse:
    """Write why somebody does not declare again, so that the tally need not wait."""
    round = run_round(request, ref)
    member = get_object_or_404(round.members.visible_to(request.user).joined(), pk=pk)
    form = ReasonForm(request.POST or None, button=_("Keep the reason"), help_text=_("Kept in the history of the round."))
    if request.method == "POST" and form.is_valid():
        try:
            excuse_declaration(member, by=request.user, reason=form.cleaned_data["reason"], at=request.arrived_at)
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            messages.success(request, _("The reason has been kept; the tally no longer waits for this person."))
            return redirect("evaluation:declaration-list", ref)
    heading = _("No second declaration of %(name)s") % {"name": member.name}
    context = {"round": round, "form": form, "heading": heading}
    return render(request, "evaluation/rounds/form.html", context, status=422 if form.errors else 200)
