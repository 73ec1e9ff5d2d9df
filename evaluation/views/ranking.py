"""From the tally to the release: the list, the making of each score, confirmation, and letting everybody know."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import STAFF, for_audience
from cluster_portal.shared.errors import DomainError, NotAllowed, NotReady, require
from evaluation import access, ranking_pages
from evaluation.actions.confirm_ranking import confirm_ranking
from evaluation.actions.release_round import release_round
from evaluation.messages.results import letters_due
from evaluation.models import Round, Standing
from evaluation.queries import ranking as queries
from evaluation.queries import rounds as round_queries
from evaluation.queries.minutes import unsigned
from evaluation.states import ApprovalResult, Decision, RoundStatus, SheetStatus
from evaluation.trace_paper import trace_pdf
from evaluation.views.rounds import round_context, seen_round


def _ranked_round(request: SignedInRequest, ref: str) -> Round:
    round = seen_round(request, ref)
    require(access.may_see_ranking(request.user, round), _("The ranking is not open to you in this phase."))
    return round


@for_audience(*STAFF)
def round_ranking(request: SignedInRequest, ref: str) -> HttpResponse:
    """The list in the order of places, with decisions and the budget's line once they are confirmed."""
    round = _ranked_round(request, ref)
    decision = request.GET.get("decision", "")
    decision = decision if decision in Decision.values else ""
    page = queries.ranking_page(request.user, round, request.GET.get("cursor"), decision=decision)
    totals = queries.totals(round)
    budget = round.budget_krw
    if budget is None:
        try:
            budget = queries.available_budget(round)
        except DomainError:
            budget = None  # no budget yet: the page says so
    context = round_context(request, round, "ranking") | {
        "page": page,
        "lines": ranking_pages.lines(round, page.items, last_selected=totals.last_selected),
        "totals": totals,
        "budget": budget,
        "decision": decision,
        "decisions": Decision,
        "pass_line": round.rules.scoring.pass_line.value,
        "is_tallied": round.status == RoundStatus.TALLIED,
    }
    return render(request, "evaluation/rounds/ranking.html", context)


@for_audience(*STAFF)
def round_trace(request: SignedInRequest, ref: str, proposal_ref: str) -> HttpResponse:
    """How one score, place and decision were made, number by number."""
    round = _ranked_round(request, ref)
    standing = get_object_or_404(queries.standings_of(request.user, round), proposal__ref=proposal_ref)
    standing.round = round
    named = access.may_see_scores(request.user, round)
    view = queries.trace(standing)
    sealed = [sheet for sheet in view.sheets if sheet.status == SheetStatus.SEALED]
    counted_sum, counted = ranking_pages.sum_of_counted(view.trace)
    context = round_context(request, round, "ranking") | {
        "standing": standing,
        "proposal": standing.proposal,
        "trace": view.trace,
        "lines": ranking_pages.sheet_lines(view.trace, sealed, named=named),
        "not_counted": [sheet for sheet in view.sheets if sheet.status != SheetStatus.SEALED] if named else [],
        "counted_sum": counted_sum,
        "counted": counted,
        "bonuses": ranking_pages.adjustment_lines(view.trace["bonuses"], round.rules),
        "penalties": ranking_pages.adjustment_lines(view.trace["penalties"], round.rules),
        "flags": ranking_pages.flag_words(view.trace),
        "checks": ranking_pages.check_lines(view.trace, standing),
        "checks_rule": ranking_pages.checks_rule(standing),
        "informing": ranking_pages.informing_lines(view.trace, standing),
        "sheets": sealed if named else [],
        "items": ranking_pages.item_table(standing, sealed) if named else [],
        "tie": ranking_pages.tie_words(standing.tie, round.rules),
        "neighbours": view.neighbours,
        "reason": ranking_pages.REASONS.get(standing.decision_reason, ""),
        "rounding": round.rules.scoring.rounding.value,
        "pass_line": round.rules.scoring.pass_line.value,
        "evidence": round_queries.evidence_of(round.entries.get(proposal=standing.proposal)) if named else [],
    }
    return render(request, "evaluation/rounds/trace.html", context)


@for_audience(*STAFF)
def round_trace_print(request: SignedInRequest, ref: str, proposal_ref: str) -> HttpResponse:
    """The same as a PDF."""
    round = _ranked_round(request, ref)
    standing = get_object_or_404(queries.standings_of(request.user, round), proposal__ref=proposal_ref)
    standing.round = round
    named = access.may_see_scores(request.user, round)
    sealed = [sheet for sheet in queries.trace(standing).sheets if sheet.status == SheetStatus.SEALED]
    paper = trace_pdf(standing, ranking_pages.sheet_lines(standing.trace, sealed, named=named))
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{proposal_ref}-trace.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def _among_equals(request: SignedInRequest) -> dict[int, int]:
    """`order-<proposal id>` fields: 1, 2 …"""
    found = {}
    for name, value in request.POST.dict().items():
        pk = name.removeprefix("order-")
        if name != pk and pk.isdecimal() and value.isdecimal() and max(len(pk), len(value)) < 10:
            found[int(pk)] = int(value)
    return found


@for_audience("hq_head")
def round_confirm(request: SignedInRequest, ref: str) -> HttpResponse:
    """What confirming would decide within the budget of this moment; then decide it."""
    round = _ranked_round(request, ref)
    require(access.may_decide(request.user, round))
    if round.is_review:
        return redirect(round.appeal)
    if round.status != RoundStatus.TALLIED:
        return redirect("evaluation:round-ranking", ref)
    among_equals = _among_equals(request)
    if request.method == "POST" and "confirm" in request.POST:
        try:
            confirm_ranking(round, by=request.user, among_equals=among_equals, at=request.arrived_at)
        except NotAllowed:
            raise
        except DomainError as refused:
            messages.error(request, str(refused))
            round = seen_round(request, ref)
        else:
            messages.success(request, _("The ranking is confirmed. Nothing is known outside yet."))
            return redirect("evaluation:round-ranking", ref)
    return render(request, "evaluation/rounds/confirm.html", _preview(request, round, among_equals))


def _preview(request: SignedInRequest, round: Round, among_equals: dict[int, int]) -> dict[str, Any]:
    context = round_context(request, round, "ranking") | {"among_equals": among_equals, "refused": ""}
    try:
        selection = queries.preview_selection(round, among_equals)
    except DomainError as refused:
        return context | {"refused": str(refused)}
    standings = queries.standings_of(request.user, round).only(*queries.LIST_COLUMNS)
    rows = ranking_pages.preview_rows(round, standings, selection)
    return context | {
        "rows": rows,
        "selection": selection,
        "needs_order": selection.needs_a_decision or bool(among_equals),
        "tied": [row for row in rows if row.needs_order or row.standing.proposal_id in among_equals],
        "orders": among_equals,
    }


@for_audience("hq_head")
def round_release(request: SignedInRequest, ref: str) -> HttpResponse:
    """First which letters would go out, then all of it in one act."""
    round = _ranked_round(request, ref)
    require(access.may_decide(request.user, round))
    if round.status == RoundStatus.RELEASED:
        return redirect("evaluation:result-round", ref)
    if round.status != RoundStatus.CONFIRMED:
        return redirect(round)
    problems: list[str] = []
    if request.method == "POST":
        try:
            release_round(round, by=request.user, at=request.arrived_at)
        except NotAllowed:
            raise
        except NotReady as refused:
            problems = [str(problem) for problem in refused.problems]
        except DomainError as refused:
            problems = [str(refused)]
        else:
            messages.success(request, _("Released. The letters are on their way."))
            return redirect("evaluation:result-round", ref)
        round = seen_round(request, ref)
    selected = Standing.objects.visible_to(request.user).filter(round=round, decision=Decision.SELECTED)
    context = round_context(request, round, "ranking") | {
        "totals": queries.totals(round),
        "letters": letters_due(round),
        "opinions_missing": round_queries.opinions_missing(round),
        "approvals": [step for step in round.approvals.all() if step.result != ApprovalResult.DROPPED],
        "unsigned": [f"{meeting.title}: {kind.label}" for meeting, kind in unsigned(round)],
        "problems": [{"text": problem} for problem in problems],
        "selected": list(selected.select_related("proposal__lead").order_by("order")[:50]),
    }
    return render(request, "evaluation/rounds/release.html", context, status=422 if problems else 200)
