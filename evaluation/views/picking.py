"""The recommended list: several times as many people as a panel has seats, for HQ to pick from."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.errors import DomainError
from evaluation.actions.pick_members import pick_members
from evaluation.forms.panel import BARRED
from evaluation.forms.picking import ListForm, PickForm
from evaluation.forms.refusals import put_beside_fields
from evaluation.models import Round
from evaluation.queries import rounds as queries
from evaluation.queries.draws import live_draw
from evaluation.queries.recommended import RecommendedList, recommended_list
from evaluation.views.rounds import RUNNERS, round_context, run_round


@for_audience(*RUNNERS)
def panel_pick(request: SignedInRequest, ref: str) -> HttpResponse:
    """Show the list; a POST seats those ticked, or says beside the fields which rule stands in the way."""
    round = run_round(request, ref)
    may_change = round.is_staffing and request.arrived_at < round.scoring_closes_at and live_draw(round) is None
    if not may_change or round.is_individual:
        return redirect("evaluation:round-panel", ref)
    narrowed = ListForm(request.GET or None, sections=list(round.sections.all()))
    section = narrowed.wanted_section
    found = recommended_list(round, section, times=narrowed.wanted_times)
    form = PickForm(request.POST or None, experts=[one.expert for one in found.people])
    if request.method == "POST" and form.is_valid():
        try:
            members = pick_members(
                round, by=request.user, at=request.arrived_at, section=section, recommended=len(found.people),
                experts=form.cleaned_data["picked"], reason=form.cleaned_data["reason"],
            )  # fmt: skip
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            words = ngettext("%(n)d person put on the panel.", "%(n)d people put on the panel.", len(members))
            messages.success(request, words % {"n": len(members)})
            return redirect("evaluation:round-panel", ref)
    return _page(request, round, narrowed, found, form)


def _page(request: SignedInRequest, round: Round, narrowed: ListForm, found: RecommendedList, form: PickForm) -> HttpResponse:
    context = round_context(request, round, "panel") | {
        "filter": narrowed,
        "found": found,
        "reasons": [(BARRED[code], number) for code, number in found.barred.items()],
        "form": form,
        "ticked": {str(pk) for pk in request.POST.getlist("picked")},
        "panels": queries.panel_checks(round, queries.panel(round)),
        "kept": request.GET.urlencode(),
    }
    return render(request, "evaluation/rounds/pick.html", context, status=422 if form.errors else 200)
