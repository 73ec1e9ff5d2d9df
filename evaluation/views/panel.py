"""A round's panel: who sits, which rules hold, and the ways to change it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.errors import DomainError
from evaluation.actions.appoint_chair import appoint_chair
from evaluation.actions.change_panel import change_panel
from evaluation.actions.invite_panel import invite_panel
from evaluation.actions.propose_panel import propose_panel
from evaluation.forms.panel import ChangePanelForm
from evaluation.forms.refusals import put_beside_fields
from evaluation.models import PanelMember, Round
from evaluation.queries import rounds as queries
from evaluation.queries.draws import live_draw, takes_next_by_draw
from evaluation.queries.needs import capacity
from evaluation.states import MemberStatus
from evaluation.views.deeds import press
from evaluation.views.rounds import RUNNERS, round_context, run_round, watched_round

GONE = (MemberStatus.DECLINED, MemberStatus.REPLACED)


@for_audience(*RUNNERS, "auditor")
def round_panel(request: SignedInRequest, ref: str) -> HttpResponse:
    return _page(request, watched_round(request, ref))


def _page(request: SignedInRequest, round: Round, form: ChangePanelForm | None = None) -> HttpResponse:
    """Names are those the person may see; the rules are checked over everybody seated."""
    members = queries.panel(round)
    context = round_context(request, round, "panel")
    may_change = context["may_run"] and round.is_staffing and request.arrived_at < round.scoring_closes_at
    if may_change and form is None:
        form = _form(round, members)
    shown = set(round.members.visible_to(request.user).values_list("pk", flat=True))
    context |= {
        "alternates": sorted(
            (one for one in members if one.status == MemberStatus.ALTERNATE),
            key=lambda one: (one.section_id or 0, one.alternate_number or 0),
        ),
        "draw": live_draw(round),
        "gone": [one for one in members if one.status in GONE],
        "seated": any(one.is_seated for one in members),
        "named": shown,
        "panels": _panels(round, members),
        "capacity": capacity(round, members) if round.is_individual else None,
        "conflicts": queries.declared_conflicts(round),
        "proposed": sum(one.status == MemberStatus.PROPOSED for one in members),
        "may_change": may_change,
        "form": form,
    }
    return render(request, "evaluation/rounds/panel.html", context, status=422 if form is not None and form.errors else 200)


def _panels(round: Round, members: list[PanelMember]) -> list[tuple[Any, list[PanelMember], Any]]:
    """Each section with its panel and how it stands; where proposals have their own evaluators, all of them as one list."""
    if round.is_individual:
        return [(None, [one for one in members if one.is_seated], None)]
    return queries.panel_checks(round, members)


def _form(round: Round, members: list[PanelMember], *given: Any) -> ChangePanelForm:
    return ChangePanelForm(
        *given, members=members, candidates=queries.panel_candidates(round), sections=list(round.sections.all()),
        drawn=takes_next_by_draw(round),
    )  # fmt: skip


def _back(ref: str) -> str:
    return reverse("evaluation:round-panel", args=[ref])


@for_audience(*RUNNERS)
@require_POST
def panel_propose(request: SignedInRequest, ref: str) -> HttpResponse:
    """Fill the free seats by rule; nobody is told yet."""
    round = run_round(request, ref)

    def words(members: list[Any]) -> str:
        return ngettext("%(n)d seat filled by rule.", "%(n)d seats filled by rule.", len(members)) % {"n": len(members)}

    return press(request, lambda: propose_panel(round, by=request.user, at=request.arrived_at), done=words, back=_back(ref))


@for_audience(*RUNNERS)
@require_POST
def panel_invite(request: SignedInRequest, ref: str) -> HttpResponse:
    """Letters to everybody who has none yet."""
    round = run_round(request, ref)

    def words(members: list[Any]) -> str:
        return ngettext("%(n)d invitation sent.", "%(n)d invitations sent.", len(members)) % {"n": len(members)}

    return press(request, lambda: invite_panel(round, by=request.user, at=request.arrived_at), done=words, back=_back(ref))


@for_audience(*RUNNERS)
def panel_change(request: SignedInRequest, ref: str) -> HttpResponse:
    """By hand, with a reason; refused with the rule it would break."""
    round = run_round(request, ref)
    if request.method != "POST":
        return redirect("evaluation:round-panel", ref)
    form = _form(round, queries.panel(round), request.POST)
    if form.is_valid():
        try:
            change_panel(round, by=request.user, at=request.arrived_at, **form.chosen())
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            messages.success(request, _("The panel has been changed."))
            return redirect("evaluation:round-panel", ref)
    return _page(request, round, form)


@for_audience(*RUNNERS)
@require_POST
def panel_chair(request: SignedInRequest, ref: str, pk: int) -> HttpResponse:
    """Let a member speak for the panel."""
    round = run_round(request, ref)
    member = get_object_or_404(round.members.visible_to(request.user).joined(), pk=pk)
    return press(
        request, lambda: appoint_chair(member, by=request.user, at=request.arrived_at),
        done=lambda one: _("%(name)s is the chair now.") % {"name": member.name}, back=_back(ref),
    )  # fmt: skip
