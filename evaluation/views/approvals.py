"""Who must approve a confirmed list before it is released: asking, approving, sending back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import STAFF, for_audience
from cluster_portal.shared.errors import DomainError, require
from evaluation import access
from evaluation.actions.ask_approval import ask_approval
from evaluation.actions.decide_approval import decide_approval
from evaluation.forms.approvals import AskForm, DecideForm
from evaluation.forms.refusals import put_beside_fields
from evaluation.models import ApprovalStep, Round
from evaluation.queries.ranking import totals
from evaluation.states import RoundStatus
from evaluation.views.rounds import round_context, seen_round


def _page(
    request: SignedInRequest, round: Round, *, ask: AskForm | None = None, decide: DecideForm | None = None
) -> HttpResponse:
    steps = list(round.approvals.select_related("by", "asked_by"))
    confirmed = round.status == RoundStatus.CONFIRMED
    waiting = next((step for step in steps if step.is_waiting), None)
    mine = waiting is not None and confirmed and access.may_decide_approval(request.user, round, waiting)
    may_ask = confirmed and access.may_decide(request.user, round)
    context = round_context(request, round, "ranking") | {
        "steps": steps,
        "totals": totals(round),
        "waiting": waiting,
        "ask": ask or (AskForm(action=reverse("evaluation:approval-ask", args=[round.ref])) if may_ask else None),
        "decide": decide or (_decide_form(round, waiting) if waiting is not None and mine else None),
    }
    wrong = bool((ask and ask.errors) or (decide and decide.errors))
    return render(request, "evaluation/rounds/approval.html", context, status=422 if wrong else 200)


def _decide_form(round: Round, step: ApprovalStep, data: object = None) -> DecideForm:
    return DecideForm(data, step=step, action=reverse("evaluation:approval-decide", args=[round.ref, step.pk]))


@for_audience(*STAFF)
def round_approval(request: SignedInRequest, ref: str) -> HttpResponse:
    """The chain as it stands, and what the person may do in it."""
    round = seen_round(request, ref)
    require(access.may_see_approval(request.user, round))
    return _page(request, round)


@for_audience("hq_head")
@require_POST
def approval_ask(request: SignedInRequest, ref: str) -> HttpResponse:
    round = seen_round(request, ref)
    require(access.may_decide(request.user, round))
    form = AskForm(request.POST, action=request.path)
    if form.is_valid():
        try:
            ask_approval(round, by=request.user, kinds=form.cleaned_data["kinds"], at=request.arrived_at)
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            messages.success(request, _("Asked for approval. The list is released only after it."))
            return redirect("evaluation:round-approval", ref)
    return _page(request, round, ask=form)


@for_audience("hq_head", "ministry")
@require_POST
def approval_decide(request: SignedInRequest, ref: str, pk: int) -> HttpResponse:
    """Approve, or send back."""
    round = seen_round(request, ref)
    step = get_object_or_404(ApprovalStep.objects.select_related("round"), round=round, pk=pk)
    require(access.may_decide_approval(request.user, round, step))
    form = _decide_form(round, step, request.POST)
    if form.is_valid():
        approve = "return" not in request.POST
        try:
            decide_approval(step, by=request.user, approve=approve, at=request.arrived_at, **form.cleaned_data)
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            messages.success(request, _("Approved.") if approve else _("Sent back. The headquarters has been told."))
            back = seen_round(request, ref) if approve else None
            return redirect("evaluation:round-approval", ref) if back else redirect("evaluation:round-list")
    return _page(request, round, decide=form)
