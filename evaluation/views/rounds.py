"""A headquarters' rounds: list, planning, overview, and the moves from phase to phase."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import STAFF, for_audience
from cluster_portal.shared.errors import DomainError, require
from evaluation import access, phase_words, round_pages
from evaluation.actions.change_schedule import IN_ORDER, change_schedule
from evaluation.actions.close_round import close_round
from evaluation.actions.declaring_again import is_asked, waited_for
from evaluation.actions.extend_scoring import extend_scoring
from evaluation.actions.open_scoring import open_scoring
from evaluation.actions.plan_round import plan_round
from evaluation.actions.reconvene_panel import reconvene_panel
from evaluation.actions.tally_round import tally_round
from evaluation.forms.reasons import ReasonForm
from evaluation.forms.refusals import put_beside_fields
from evaluation.forms.rounds import ExtendForm, PlanForm, ReconveneForm, RoundFilterForm, ScheduleForm
from evaluation.history_words import timeline
from evaluation.models import Round
from evaluation.queries import history
from evaluation.queries import rounds as queries
from evaluation.queries.assignments import standing
from evaluation.queries.blind import unchecked
from evaluation.queries.draws import awaits_draw
from evaluation.queries.needs import capacity
from evaluation.states import MemberStatus, RoundStatus
from evaluation.views.deeds import press

RUNNERS = ("hq", "central")


def seen_round(request: SignedInRequest, ref: str) -> Round:
    return get_object_or_404(Round.objects.visible_to(request.user).joined(), ref=ref)


def watched_round(request: SignedInRequest, ref: str) -> Round:
    """For pages of the inside: who runs the round or oversees it. A ministry has the ranking, when it is confirmed."""
    round = seen_round(request, ref)
    require(access.may_see_progress(request.user, round))
    return round


def run_round(request: SignedInRequest, ref: str) -> Round:
    round = seen_round(request, ref)
    require(access.may_run_round(request.user, round))
    return round


def round_context(request: SignedInRequest, round: Round, current: str) -> dict[str, Any]:
    """What every page of a round shows: its tabs, and what the person may do."""
    ranking = access.may_see_ranking(request.user, round)
    inside = access.may_see_progress(request.user, round)
    return {
        "round": round,
        "tabs": round_pages.tabs(round, current, ranking=ranking, support=access.may_see_scores(request.user, round))
        if inside
        else [],
        "may_run": access.may_run_round(request.user, round),
        "may_decide": access.may_decide(request.user, round),
    }


@for_audience(*STAFF)
def round_list(request: SignedInRequest) -> HttpResponse:
    """Newest first, with progress from kept counters. What could be planned stands above."""
    form = RoundFilterForm(request.GET)
    page = queries.round_list(
        request.user, cursor=request.GET.get("cursor"), status=form.chosen("status"), region=form.chosen("region")
    )
    may_plan = request.user.has_role("hq_operator", "hq_head", "central")
    context = {"page": page, "form": form, "plannable": queries.plannable(request.user) if may_plan else [], "may_plan": may_plan}
    return render(request, "evaluation/rounds/list.html", context)


@for_audience(*RUNNERS)
def round_plan(request: SignedInRequest) -> HttpResponse:
    """A round on a closed call and a region whose proposals are all screened."""
    plannable = queries.plannable(request.user)
    form = PlanForm(request.POST or None, plannable=plannable)
    if request.method == "POST" and form.is_valid():
        chosen = form.chosen()
        try:
            round = plan_round(
                chosen.call, chosen.region, by=request.user, at=request.arrived_at, loads=form.loads(),
                is_blind=form.cleaned_data["is_blind"], **form.times(),
            )  # fmt: skip
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            messages.success(request, _("The round is planned. Its proposals are under evaluation from now on."))
            return redirect("evaluation:round-panel", round.ref)
    context = {"form": form, "need": form.estimate(), "waiting": [one for one in plannable if one.waiting]}
    return render(request, "evaluation/rounds/plan.html", context, status=422 if form.errors else 200)


@for_audience(*RUNNERS)
def round_estimate(request: SignedInRequest) -> HttpResponse:
    """How many evaluators the loads being typed ask for."""
    form = PlanForm(request.GET, plannable=queries.plannable(request.user))
    return render(request, "evaluation/rounds/_estimate.html", {"need": form.estimate()})


@for_audience(*STAFF)
def round_detail(request: SignedInRequest, ref: str) -> HttpResponse:
    """Where the round stands, what to do next, and what happened so far."""
    round = seen_round(request, ref)
    if not access.may_see_progress(request.user, round):
        return redirect(
            "evaluation:round-ranking" if access.may_see_ranking(request.user, round) else "evaluation:result-round", ref
        )
    members = queries.panel(round)
    by_status = {status: sum(one.status == status for one in members) for status in MemberStatus}
    missing = queries.opinions_missing(round)
    context = round_context(request, round, "detail") | {
        "steps": round_pages.stepper(round),
        "deed": round_pages.next_deed(
            round,
            invited=by_status[MemberStatus.INVITED],
            proposed=by_status[MemberStatus.PROPOSED],
            opinions_missing=missing,
            short=queries.short_of_sheets(round).count() if round.status in (RoundStatus.CLOSED, RoundStatus.TALLIED) else 0,
            undeclared=waited_for(round).count() if round.status == RoundStatus.CLOSED and is_asked(round) else 0,
            may_decide=access.may_decide(request.user, round),
            draw_is_announced=round.status == RoundStatus.PLANNED and awaits_draw(round),
            approvals_waiting=round.status == RoundStatus.CONFIRMED and queries.waits_for_approval(round),
            unchecked=unchecked(round).count() if round.is_staffing else 0,
            unassigned=round.is_individual and not standing(round).exists(),
        ),
        "panels": queries.panel_checks(round, members, accepted_only=round.is_closed),
        "capacity": capacity(round, members) if round.is_individual else None,
        "by_status": by_status,
        "opinions_missing": missing,
        "unsealed": queries.unsealed(round) if round.is_closed else [],
        "events": timeline(history.latest(round, request.user)),
        "is_scoring": round.status == RoundStatus.SCORING,
        "may_extend": round.is_staffing and request.arrived_at < round.scoring_closes_at,
        "may_schedule": round.phase(request.arrived_at) in IN_ORDER,
        "now": phase_words.now(round, request.arrived_at),
    }
    return render(request, "evaluation/rounds/detail.html", context)


@for_audience(*RUNNERS)
@require_POST
def round_open(request: SignedInRequest, ref: str) -> HttpResponse:
    round = run_round(request, ref)
    return press(
        request, lambda: open_scoring(round, by=request.user, at=request.arrived_at), done=lambda _r: _("Scoring is open. The panel has been told."),
        back=round.get_absolute_url(),
    )  # fmt: skip


@for_audience(*RUNNERS)
@require_POST
def round_tally(request: SignedInRequest, ref: str) -> HttpResponse:
    round = run_round(request, ref)
    return press(
        request, lambda: tally_round(round, by=request.user, at=request.arrived_at), done=lambda _r: _("Tallied. The ranking is ready."),
        back=reverse("evaluation:round-ranking", args=[ref]) if round.status in (RoundStatus.CLOSED, RoundStatus.TALLIED) else round.get_absolute_url(),
    )  # fmt: skip


@for_audience(*RUNNERS)
def round_extend(request: SignedInRequest, ref: str) -> HttpResponse:
    """More time for the panel."""
    round = run_round(request, ref)
    form = ExtendForm(request.POST or None, closes_at=round.scoring_closes_at)

    def extend(given: dict[str, Any]) -> None:
        extend_scoring(round, by=request.user, at=request.arrived_at, **given)

    return _by_form(request, round, form, extend, heading=_("Extend scoring"), done=_("Extended. The panel has been told."))


@for_audience(*RUNNERS)
def round_schedule(request: SignedInRequest, ref: str) -> HttpResponse:
    """The times of the phases that have not ended yet."""
    round = run_round(request, ref)
    form = ScheduleForm(request.POST or None, round=round, now=request.arrived_at)

    def change(given: dict[str, Any]) -> None:
        change_schedule(round, form.schedule(), by=request.user, reason=given["reason"], at=request.arrived_at)

    done = _("The times are changed. The panel and the headquarters have been told.")
    return _by_form(request, round, form, change, heading=_("Times of the phases"), done=done)


@for_audience("hq_head")
def round_reconvene(request: SignedInRequest, ref: str) -> HttpResponse:
    """Scoring once more, for the proposals that have too few sealed sheets for a result."""
    round = _decided_round(request, ref)
    form = ReconveneForm(request.POST or None, now=request.arrived_at)

    def reconvene(given: dict[str, Any]) -> None:
        reconvene_panel(round, by=request.user, at=request.arrived_at, **given)

    done = _("The panel is reconvened and has been told.")
    return _by_form(request, round, form, reconvene, heading=_("Reconvene the panel"), done=done)


@for_audience("hq_head")
def round_close(request: SignedInRequest, ref: str) -> HttpResponse:
    """Close before the time: only when everything is sealed, and with a reason."""
    round = _decided_round(request, ref)
    form = ReasonForm(
        request.POST or None, button=_("Close scoring"), danger=True,
        question=_("No score can change any more after this. Close scoring now?"), help_text=_("Kept in the history of the round."),
    )  # fmt: skip

    def close(given: dict[str, Any]) -> None:
        close_round(round, by=request.user, at=request.arrived_at, **given)

    return _by_form(request, round, form, close, heading=_("Close scoring early"), done=_("Scoring is closed."))


def _decided_round(request: SignedInRequest, ref: str) -> Round:
    round = seen_round(request, ref)
    require(access.may_decide(request.user, round))
    return round


def _by_form(
    request: SignedInRequest, round: Round, form: Any, deed: Callable[[dict[str, Any]], Any], *, heading: str, done: str
) -> HttpResponse:
    """Show the form; sent and sound, do the deed with what it says and go back to the round."""
    if request.method == "POST" and form.is_valid():
        try:
            deed(form.cleaned_data)
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            messages.success(request, done)
            return redirect(round)
    context = {"round": round, "form": form, "heading": heading}
    return render(request, "evaluation/rounds/form.html", context, status=422 if form.errors else 200)
