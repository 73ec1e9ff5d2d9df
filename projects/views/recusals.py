"""Keeping away from what one has a tie to: declared by each for oneself, ended by the programme office."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import STAFF, for_audience
from cluster_portal.shared.errors import require
from projects import access
from projects.actions.end_recusal import end_recusal
from projects.actions.recuse import recuse
from projects.forms.recusals import EndForm, RecusalForm
from projects.models import Recusal
from projects.queries.recusals import recusals_seen_by


@for_audience(*STAFF)
def recusal_list(request: SignedInRequest) -> HttpResponse:
    """From what one keeps away; the programme office and the auditor see everybody's."""
    form = RecusalForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        recuse(form.whom, by=request.user, at=request.arrived_at, **form.facts())
        messages.success(request, _("Kept. From now on nothing about it is shown, and colleagues are asked to take over."))
        return redirect("projects:recusal-list")
    recusals = list(recusals_seen_by(request.user)[:200])
    context = {
        "form": form,
        "standing": [(one, access.may_end_recusal(request.user, one)) for one in recusals if one.ended_at is None],
        "ended": [one for one in recusals if one.ended_at is not None],
        "sees_all": request.user.has_role("central", "auditor"),
    }
    return render(request, "projects/hq/recusals.html", context, status=422 if form.errors else 200)


@for_audience("central")
def recusal_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """The tie is over, with its reason."""
    recusal = get_object_or_404(Recusal.objects.visible_to(request.user).standing().select_related("user", "organisation"), pk=pk)
    require(access.may_end_recusal(request.user, recusal))
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        end_recusal(recusal, by=request.user, reason=form.cleaned_data["reason"], at=request.arrived_at)
        messages.success(request, _("It has ended."))
        return redirect("projects:recusal-list")
    return render(request, "projects/hq/recusal_end.html", {"form": form, "recusal": recusal}, status=422 if form.errors else 200)
