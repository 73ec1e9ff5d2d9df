"""The what-if board: the official list beside the same list under other assumptions."""

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.errors import require
from evaluation import access, what_if_page
from evaluation.actions.run_what_if import run_what_if
from evaluation.forms.what_if import WhatIfForm
from evaluation.models import Round, WhatIf
from evaluation.queries import what_if as queries
from evaluation.views.rounds import RUNNERS, round_context, seen_round
from evaluation.what_if import Assumption


@for_audience(*RUNNERS)
def round_what_if(request: SignedInRequest, ref: str) -> HttpResponse:
    """Set the assumptions; see who would move. Each run is kept with the name of who asked."""
    round = seen_round(request, ref)
    require(access.may_try_what_if(request.user, round), _("The what-if board opens with the tally."))
    official = queries.official_assumption(round)
    run = _run_shown(request, round)
    form = WhatIfForm(request.POST or None, official=_assumption(run) if run else official)
    if request.method == "POST" and form.is_valid():
        made = run_what_if(round, form.assumption(), by=request.user, at=request.arrived_at)
        return redirect(f"{reverse('evaluation:round-what-if', args=[ref])}?run={made.pk}#outcome")
    context = round_context(request, round, "what-if") | {
        "form": form,
        "official": official,
        "run": run,
        "latest": [(one, what_if_page.differences(_assumption(one), official)) for one in queries.latest(round)],
    }
    if run:
        context |= _outcome(round, run, official)
    return render(request, "evaluation/rounds/what_if.html", context, status=422 if form.errors else 200)


def _run_shown(request: SignedInRequest, round: Round) -> WhatIf | None:
    asked = request.GET.get("run", "")
    if not (asked.isdecimal() and len(asked) < 18):
        return None
    return get_object_or_404(WhatIf, round=round, pk=int(asked))


def _assumption(run: WhatIf) -> Assumption:
    return Assumption(**run.assumption | {"pass_line": Decimal(run.assumption["pass_line"])})


def _outcome(round: Round, run: WhatIf, official: Assumption) -> dict[str, Any]:
    outcome = run.outcome
    moved = {one.proposal_id: one for one in queries.moved(round, [*outcome["in"], *outcome["out"]])}
    return {
        "kpis": what_if_page.kpis(outcome),
        "bands": what_if_page.band_rows(outcome["bands"]),
        "kinds": what_if_page.kinds(),
        "differences": what_if_page.differences(_assumption(run), official),
        "warnings": what_if_page.warnings(_assumption(run), outcome),
        "moved_in": [moved[pk] for pk in outcome["in"] if pk in moved],
        "moved_out": [moved[pk] for pk in outcome["out"] if pk in moved],
    }
