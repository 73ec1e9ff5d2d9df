"""The headquarters' side of a public draw: announce, wait, enter the value, draw; or end it with a reason."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.errors import DomainError, require
from evaluation import access, draw_pages
from evaluation.actions.announce_draw import announce_draw
from evaluation.actions.carry_out_draw import carry_out_draw
from evaluation.actions.enter_public_value import enter_public_value
from evaluation.actions.void_draw import void_draw
from evaluation.forms.draws import AnnounceForm, PublicValueForm
from evaluation.forms.reasons import ReasonForm
from evaluation.forms.refusals import put_beside_fields
from evaluation.models import Draw, Round
from evaluation.queries import draws as queries
from evaluation.states import DrawStatus
from evaluation.views.deeds import press
from evaluation.views.rounds import RUNNERS, round_context, run_round, seen_round, watched_round


@for_audience(*RUNNERS, "auditor")
def round_draw(request: SignedInRequest, ref: str) -> HttpResponse:
    """Where the round's draw stands; without one, how to announce it."""
    round = watched_round(request, ref)
    return _desk(request, round)


def _desk(request: SignedInRequest, round: Round, form: Any = None) -> HttpResponse:
    draws = queries.draws_of(round)
    draw = next((one for one in draws if one.status != DrawStatus.VOID), None)
    context = round_context(request, round, "panel")
    if context["may_run"]:
        form = form or _form(request, round, draw)
    context |= {
        "draw": draw,
        "void": [one for one in draws if one.status == DrawStatus.VOID],
        "track": draw_pages.track(draw, request.arrived_at) if draw else [],
        "form": form,
        "proof_address": draw_pages.proof_address(draw) if draw else "",
        "is_announced": draw is not None and draw.status == DrawStatus.ANNOUNCED,
        "value_is_public": draw is not None and request.arrived_at >= draw.value_at,
    }
    return render(request, "evaluation/rounds/draw.html", context, status=422 if form is not None and form.errors else 200)


def _form(request: SignedInRequest, round: Round, draw: Draw | None) -> Any:
    if draw is None:
        panel_is_empty = not round.members.seated().exists()
        return AnnounceForm(round=round) if round.is_staffing and panel_is_empty else None
    if draw.status == DrawStatus.ANNOUNCED and request.arrived_at >= draw.value_at:
        return PublicValueForm(draw=draw, proof=draw_pages.proof_address(draw))
    return None


@for_audience(*RUNNERS)
@require_POST
def draw_announce(request: SignedInRequest, ref: str) -> HttpResponse:
    """Commit and publish the notice."""
    round = run_round(request, ref)
    form = AnnounceForm(request.POST, round=round)
    if form.is_valid():
        try:
            draw = announce_draw(round, by=request.user, at=request.arrived_at, **form.chosen())
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            messages.success(request, _("The draw is announced. Everybody can read its notice."))
            return redirect(draw)
    return _desk(request, round, form)


def _own(request: SignedInRequest, ref: str) -> Draw:
    draw = get_object_or_404(Draw.objects.visible_to(request.user).joined(), ref=ref)
    seen_round(request, draw.round.ref)
    require(access.may_run_round(request.user, draw.round))
    return draw


def _desk_of(draw: Draw) -> str:
    return reverse("evaluation:round-draw", args=[draw.round.ref])


@for_audience(*RUNNERS)
@require_POST
def draw_value(request: SignedInRequest, ref: str) -> HttpResponse:
    """Write the public value down."""
    draw = _own(request, ref)
    form = PublicValueForm(request.POST, draw=draw)
    if form.is_valid():
        try:
            enter_public_value(draw, by=request.user, at=request.arrived_at, **form.cleaned_data)
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            messages.success(request, _("The value is entered. The draw can be carried out."))
            return redirect(_desk_of(draw))
    return _desk(request, draw.round, form)


@for_audience(*RUNNERS)
@require_POST
def draw_carry_out(request: SignedInRequest, ref: str) -> HttpResponse:
    """Reveal and draw."""
    draw = _own(request, ref)
    return press(
        request, lambda: carry_out_draw(draw, by=request.user, at=request.arrived_at),
        done=lambda _draw: _("Drawn. Members and alternates are seated; invitations can go out."), back=_desk_of(draw),
    )  # fmt: skip


@for_audience("hq_head")
def draw_void(request: SignedInRequest, ref: str) -> HttpResponse:
    """End it without drawing."""
    draw = get_object_or_404(Draw.objects.visible_to(request.user).joined(), ref=ref)
    seen_round(request, draw.round.ref)
    require(access.may_decide(request.user, draw.round))
    form = ReasonForm(
        request.POST or None, button=_("Void the draw"), danger=True, question=_("A void draw cannot be taken up again. Void it?"),
        help_text=_("Everybody reads it. Once the public value is known the secret is revealed too."),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            void_draw(draw, by=request.user, at=request.arrived_at, **form.cleaned_data)
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            messages.success(request, _("The draw is void. Another can be announced."))
            return redirect(_desk_of(draw))
    context = {"round": draw.round, "form": form, "heading": _("Void the draw")}
    return render(request, "evaluation/rounds/form.html", context, status=422 if form.errors else 200)
