"""A round whose proposals have their own evaluators: computing who judges what, looking at it, appointing."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.errors import DomainError
from evaluation import assignment_pages
from evaluation.actions.appoint_assignment import appoint_assignment
from evaluation.actions.cancel_assignment import cancel_assignment
from evaluation.actions.start_assignment import start_assignment
from evaluation.actions.take_late_proposal import take_late_proposal
from evaluation.forms.assignment import LateProposalForm, StartForm
from evaluation.forms.refusals import put_beside_fields
from evaluation.models import AssignmentRun, Round
from evaluation.queries import assignments as queries
from evaluation.queries import rounds as of_rounds
from evaluation.queries.needs import capacity
from evaluation.views.deeds import press
from evaluation.views.rounds import RUNNERS, round_context, run_round, watched_round
from projects.models import Proposal

LOADS_SHOWN = 200  # of a larger pool; the table has them all


def individual(round: Round) -> Round:
    if not round.is_individual:
        raise Http404
    return round


def run_of(round: Round, number: int) -> AssignmentRun:
    try:
        return queries.run_of(round, number)
    except AssignmentRun.DoesNotExist:
        raise Http404 from None


def _back(ref: str) -> str:
    return reverse("evaluation:round-assignment", args=[ref])


@for_audience(*RUNNERS, "auditor")
def round_assignment(request: SignedInRequest, ref: str) -> HttpResponse:
    """Who is appointed to judge what, the computations so far, and the way to a new one."""
    return _page(request, individual(watched_round(request, ref)))


def _page(
    request: SignedInRequest, round: Round, form: StartForm | None = None, late: LateProposalForm | None = None
) -> HttpResponse:
    context = round_context(request, round, "assignment")
    may_change = context["may_run"] and round.is_staffing and request.arrived_at < round.scoring_closes_at
    members = of_rounds.panel(round)
    runs = queries.runs(round)
    if may_change and late is None and (proposals := list(queries.late_proposals(round))):
        late = _late_form(round, proposals)
    context |= _panels(request, round, None) | {
        "late": late,
        "capacity": capacity(round, members),
        "runs": runs,
        "under_way": assignment_pages.progress(runs[0]) if runs and runs[0].is_under_way else None,
        "is_appointed": queries.standing(round).exists(),
        "gaps": queries.assignment_problems(round) if round.is_staffing else [],
        "may_change": may_change,
        "form": (form or StartForm(action=reverse("evaluation:assignment-start", args=[round.ref]))) if may_change else None,
    }
    status = 422 if any(one is not None and one.errors for one in (form, late)) else 200
    return render(request, "evaluation/assignment/overview.html", context, status=status)


def _late_form(round: Round, proposals: list[Proposal], *given: Any) -> LateProposalForm:
    return LateProposalForm(*given, proposals=proposals, action=reverse("evaluation:assignment-late", args=[round.ref]))


@for_audience(*RUNNERS)
@require_POST
def late_proposal(request: SignedInRequest, ref: str) -> HttpResponse:
    """A proposal that became eligible after the planning gets its evaluators, and few others move."""
    round = individual(run_round(request, ref))
    form = _late_form(round, list(queries.late_proposals(round)), request.POST)
    if not form.is_valid():
        return _page(request, round, late=form)
    try:
        take_late_proposal(round, form.chosen, by=request.user, reason=form.cleaned_data["reason"], at=request.arrived_at)
    except DomainError as refused:
        put_beside_fields(form, refused)
        return _page(request, round, late=form)
    messages.success(request, _("The proposal is in the round."))
    return redirect(_back(ref))


def _panels(request: SignedInRequest, round: Round, run: AssignmentRun | None) -> dict[str, Any]:
    """A page of panels and everybody's load; names as far as the person may see them."""
    short_only = request.GET.get("show") == "short"
    loads = sorted(queries.loads(round, run), key=lambda load: load.tone == "ok")  # who has too much or too little first
    pk = request.GET.get("evaluator", "")
    member = round.members.joined().filter(pk=int(pk)).first() if pk.isascii() and pk.isdigit() and len(pk) < 10 else None
    return {
        "page": queries.panel_page(round, run, cursor=request.GET.get("cursor"), short_only=short_only, member=member),
        "short_only": short_only,
        "member": member,
        "loads": loads[:LOADS_SHOWN],
        "more_loads": max(0, len(loads) - LOADS_SHOWN),
        "named": set(round.members.visible_to(request.user).values_list("pk", flat=True)),
    }


@for_audience(*RUNNERS)
def assignment_start(request: SignedInRequest, ref: str) -> HttpResponse:
    """Let a worker compute; the page then shows how far it is."""
    round = individual(run_round(request, ref))
    form = StartForm(request.POST or None, action=request.path)
    if request.method != "POST" or not form.is_valid():
        return _page(request, round, form if request.method == "POST" else None)

    def start() -> AssignmentRun:
        return start_assignment(round, by=request.user, at=request.arrived_at, **form.cleaned_data)

    return press(request, start, done=lambda _run: _("The computation has been handed to a worker."), back=_back(ref))


@for_audience(*RUNNERS, "auditor")
def assignment_run(request: SignedInRequest, ref: str, number: int) -> HttpResponse:
    """One computation: how far it is, or what came of it and what is proved. Asked for in part, the progress alone."""
    round = individual(watched_round(request, ref))
    run = run_of(round, number)
    if request.headers.get("HX-Request"):
        part = {
            "round": round,
            "run": run,
            "progress": assignment_pages.progress(run),
            "may_run": round_context(request, round, "")["may_run"],
        }
        return render(request, "evaluation/assignment/_progress.html", part)
    context = round_context(request, round, "assignment") | {"run": run, "progress": assignment_pages.progress(run)}
    if run.has_result:
        context |= _panels(request, round, run) | assignment_pages.result(run)
        context["blocked"] = assignment_pages.blocked(run, context["named"])
        context["may_appoint"] = context["may_run"] and round.is_staffing and not run.is_appointed
    return render(request, "evaluation/assignment/run.html", context)


@for_audience(*RUNNERS)
@require_POST
def assignment_cancel(request: SignedInRequest, ref: str, number: int) -> HttpResponse:
    run = run_of(individual(run_round(request, ref)), number)
    return press(
        request, lambda: cancel_assignment(run, by=request.user, at=request.arrived_at), done=lambda _r: _("The computation is cancelled."), back=_back(ref)
    )  # fmt: skip


@for_audience(*RUNNERS)
@require_POST
def assignment_appoint(request: SignedInRequest, ref: str, number: int) -> HttpResponse:
    """Give every proposal its evaluators, as proposed."""
    run = run_of(individual(run_round(request, ref)), number)
    return press(
        request, lambda: appoint_assignment(run, by=request.user, at=request.arrived_at),
        done=lambda _r: _("The evaluators are appointed and have been told."), back=_back(ref),
    )  # fmt: skip
