"""One proposal's panel: why it is this one, what a change would cost, pins and bans."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.errors import DomainError
from evaluation import assignment_pages
from evaluation.actions.change_assignment import change_assignment
from evaluation.actions.exchange_places import exchange_places
from evaluation.actions.lift_pair_rule import lift_pair_rule
from evaluation.actions.rule_on_pair import rule_on_pair
from evaluation.forms.assignment import ChangePanelOfProposalForm, ExchangeForm, PairRuleForm
from evaluation.forms.refusals import put_beside_fields
from evaluation.models import AssignmentRun, PanelMember, Round, RoundProposal
from evaluation.queries import assignments
from evaluation.queries import rounds as of_rounds
from evaluation.queries.assignment_input import assignable
from evaluation.queries.exchanges import Exchange, exchanges
from evaluation.queries.one_panel import OnePanel, one_panel
from evaluation.views.assignment import individual, run_of
from evaluation.views.deeds import press
from evaluation.views.rounds import RUNNERS, round_context, run_round

SHOWN = 30  # newcomers on the page
SWAPPED_WITH = 40  # people


def _entry(round: Round, proposal_ref: str) -> RoundProposal:
    try:
        return of_rounds.entry(round, proposal_ref)
    except RoundProposal.DoesNotExist:
        raise Http404 from None


def _run(round: Round, asked: QueryDict) -> AssignmentRun | None:
    """The computation whose proposal is looked at; none: what is appointed."""
    number = asked.get("run", "")
    return run_of(round, int(number)) if number.isascii() and number.isdigit() and len(number) < 6 else None


def _leaving(round: Round, asked: QueryDict) -> PanelMember | None:
    pk = asked.get("leave", "")
    return round.members.joined().filter(pk=int(pk)).first() if pk.isascii() and pk.isdigit() and len(pk) < 10 else None


@for_audience(*RUNNERS)
def panel_of_proposal(request: SignedInRequest, ref: str, proposal_ref: str) -> HttpResponse:
    """Points of each, the best possible, who is kept out by what; and who could come, with what each change would cost."""
    round = individual(run_round(request, ref))
    entry = _entry(round, proposal_ref)
    run, leaving = _run(round, request.GET), _leaving(round, request.GET)
    found = one_panel(round, entry, run, leaving=leaving.pk if leaving else None)
    swaps = _swaps(round, entry, run, leaving, found)
    swapping = "swap-reason" in request.POST
    form = ChangePanelOfProposalForm(request.POST if request.POST and not swapping else None, newcomers=found.newcomers)
    swap = ExchangeForm(request.POST if swapping else None, exchanges=swaps)
    asked: Any = swap if swapping else form
    if request.method == "POST" and asked.is_valid():
        with_whom: dict[str, Any] = {
            "by": request.user,
            "run": run,
            "reason": asked.cleaned_data["reason"],
            "at": request.arrived_at,
        }
        try:
            if swapping and leaving is not None:
                exchange_places(entry, leaving=leaving, other=swap.chosen.elsewhere, coming=swap.chosen.coming, **with_whom)
            else:
                change_assignment(entry, remove=leaving, add=form.newcomer, **with_whom)
        except DomainError as refused:
            put_beside_fields(asked, refused)
        else:
            messages.success(request, _("Both panels have been changed.") if swapping else _("The panel has been changed."))
            return redirect(_address(round, entry, run))
    return _page(request, round, entry, run, found=found, leaving=leaving, form=form, swap=swap)


def _swaps(
    round: Round, entry: RoundProposal, run: AssignmentRun | None, leaving: PanelMember | None, found: OnePanel
) -> list[Exchange]:
    """With those who would better the panel most, however many proposals they have already."""
    if leaving is None or all(one.seat.member.pk != leaving.pk for one in found.sitting):
        return []
    nearest = sorted(found.newcomers, key=lambda one: -one.gain)[:SWAPPED_WITH]
    return exchanges(round, entry, run, leaving, [one.member for one in nearest])


def _page(
    request: SignedInRequest, round: Round, entry: RoundProposal, run: AssignmentRun | None, *, form: Any = None, found: Any = None,
    leaving: PanelMember | None = None, rule: PairRuleForm | None = None, swap: ExchangeForm | None = None,
) -> HttpResponse:  # fmt: skip
    found = found or one_panel(round, entry, run)
    may_change = round.is_staffing and request.arrived_at < round.scoring_closes_at and (run is None or not run.is_appointed)
    action = reverse("evaluation:assignment-rule", args=[round.ref, entry.proposal.ref])
    context = round_context(request, round, "assignment") | {
        "entry": entry, "run": run, "panel": found, "leaving": leaving, "may_change": may_change,
        "lines": assignment_pages.newcomers(found.newcomers[:SHOWN]), "more": max(0, len(found.newcomers) - SHOWN),
        "form": form or ChangePanelOfProposalForm(newcomers=found.newcomers), "swap": swap or ExchangeForm(exchanges=[]),
        "rule_form": rule or PairRuleForm(members=assignable(round), action=action),
        "here": _address(round, entry, run), "has_free_seat": len(found.sitting) < (round.seats_each or 0),
    }  # fmt: skip
    failed = any(one is not None and one.errors for one in (form, rule, swap))
    return render(request, "evaluation/assignment/panel.html", context, status=422 if failed else 200)


def _address(round: Round, entry: RoundProposal, run: AssignmentRun | None) -> str:
    address = reverse("evaluation:assignment-panel", args=[round.ref, entry.proposal.ref])
    return f"{address}?run={run.number}" if run else address


@for_audience(*RUNNERS)
@require_POST
def pair_rule(request: SignedInRequest, ref: str, proposal_ref: str) -> HttpResponse:
    """Pin or ban, for every computation from now on."""
    round = individual(run_round(request, ref))
    entry = _entry(round, proposal_ref)
    form = PairRuleForm(request.POST, members=assignable(round), action=request.path)
    if form.is_valid():
        try:
            rule_on_pair(entry, by=request.user, at=request.arrived_at, **form.chosen())
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            messages.success(request, _("Kept. Every computation from now on holds to it."))
            return redirect(_address(round, entry, None))
    return _page(request, round, entry, None, rule=form)


@for_audience(*RUNNERS)
@require_POST
def pair_rule_lift(request: SignedInRequest, ref: str, pk: int) -> HttpResponse:
    round = individual(run_round(request, ref))
    rule = get_object_or_404(assignments.pair_rules(round), pk=pk)
    return press(
        request, lambda: lift_pair_rule(rule, by=request.user, at=request.arrived_at), done=lambda _r: _("Taken back."),
        back=_address(round, rule.entry, None),
    )  # fmt: skip
