"""A company's proposals: the list, a new one, and the page from which one is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Organisation
from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.errors import InvalidInput
from cluster_portal.shared.paging import keyset_page
from projects import access
from projects.actions.read_amendments import read_amendments
from projects.actions.start_proposal import start_proposal
from projects.forms.proposals import StartForm
from projects.models import Call, Proposal
from projects.proposal_pages import tasks
from projects.queries.earlier import SHOWN, earlier_proposals, take_over_of
from projects.queries.plants import plants_of, verdicts_on
from projects.queries.proposals import invitations_for, projects_list, standing_submission
from projects.sections import STEPS
from projects.take_over_page import told
from projects.views.desk import open_desk, peek, way_back
from projects.views.typed import whole_number

PAGE = 20


@for_audience("company")
def proposal_list(request: SignedInRequest) -> HttpResponse:
    """What one's firms lead or take part in, newest first; above it, what waits for one's own yes."""
    mine = set(request.user.organisation_ids())
    page = keyset_page(projects_list(request.user), order=("-id",), cursor=request.GET.get("cursor"), size=PAGE)
    context = {
        "page": page,
        "rows": [(proposal, proposal.lead_id in mine) for proposal in page.items],
        "invitations": list(invitations_for(request.user)[:20]),
        "calls": [] if page.items else list(Call.objects.open_at(request.arrived_at).order_by("closes_at", "id")[:3]),
    }
    return render(request, "projects/proposals/list.html", context)


@for_audience("company")
def proposal_start(request: SignedInRequest, ref: str) -> HttpResponse:
    """From a call to a draft: which firm, which plant, and whether that plant is eligible."""
    call = get_object_or_404(Call.objects.visible_to(request.user).select_related("rulebook", "region"), ref=ref)
    organisations = list(Organisation.objects.filter(pk__in=request.user.organisation_ids(*access.WRITES)).order_by("name_ko"))
    plants = plants_of(organisation.pk for organisation in organisations)
    earlier = list(earlier_proposals(request.user, [organisation.pk for organisation in organisations])[:SHOWN])
    form = StartForm(
        request.POST or None, call=call, organisations=organisations, plants=plants, earlier=earlier,
        initial=_asked_for(request, earlier),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            proposal = start_proposal(
                call, organisation=form.organisation, plant=form.plant, track=typed["track"], title=typed["title"],
                earlier=form.source, by=request.user, at=request.arrived_at,
            )  # fmt: skip
        except InvalidInput as refused:
            for field, message in refused.errors.items():
                form.add_error(field if field in form.fields else None, message)
        else:
            done = _("The draft is there. Everything you write is saved by itself.")
            if form.source:
                done = _(
                    "The draft is there, filled from the earlier proposal. What came along and what did not is listed below."
                )
            messages.success(request, done)
            return redirect("projects:proposal-detail", proposal.ref)
    verdicts = verdicts_on(plants, call, is_lead=True)
    context = {
        "call": call,
        "form": form,
        "firms": _firms(organisations, plants, verdicts),
        "chosen": form["place"].value() or _only_choice(plants, verdicts),
        "is_open": call.is_open(request.arrived_at),
        "steps": STEPS,
    }
    return render(request, "projects/proposals/start.html", context, status=422 if form.errors else 200)


def _asked_for(request: SignedInRequest, earlier: Sequence[Proposal]) -> dict[str, str]:
    """What the address asks to have filled in; of an earlier proposal also its title."""
    asked = request.GET.dict()
    for proposal in earlier:
        if proposal.ref == asked.get("earlier"):
            return {"title": proposal.title} | asked
    return asked


def _only_choice(plants: list[Any], verdicts: dict[int, Any]) -> str:
    """Ticked beforehand where there is nothing to choose: one eligible plant."""
    eligible = [plant for plant in plants if verdicts[plant.pk].eligible]
    return f"plant-{eligible[0].pk}" if len(eligible) == 1 else ""


def _firms(organisations: list[Organisation], plants: list[Any], verdicts: dict[int, Any]) -> list[dict[str, Any]]:
    """Each firm with its plants, the eligible ones first."""
    return [
        {
            "organisation": organisation,
            "plants": sorted(
                ((plant, verdicts[plant.pk]) for plant in plants if plant.organisation_id == organisation.pk),
                key=lambda pair: not pair[1].eligible,
            ),
        }
        for organisation in organisations
    ]


@for_audience("company")
def proposal_detail(request: SignedInRequest, ref: str) -> HttpResponse:
    """The proposal's home: what is done, what is missing, whose turn it is, and until when."""
    desk = peek(request, ref)
    if not access.may_see_text(request.user, desk.proposal):
        return redirect("projects:partner-consent", ref, _own_place(desk))
    begun = take_over_of(desk.proposal) if desk.is_open else None
    context = {
        "desk": desk,
        "dossier": desk.dossier,
        "proposal": desk.proposal,
        "begun": told(begun, desk.dossier.document) if begun else None,
        "calls": []
        if not desk.may_edit or desk.is_in_time
        else list(Call.objects.open_at(desk.at).order_by("closes_at", "id")[:3]),
        "tasks": tasks(desk.dossier, desk.board, desk.open_steps),
        "submission": standing_submission(desk.proposal),
        "returned": desk.proposal.screenings.first() if desk.proposal.is_returned else None,
        "scope": [step.label for step in STEPS if step.code in desk.proposal.correction_scope],
        "may_withdraw": desk.may_submit and desk.proposal.is_withdrawable(desk.at),
    }
    return render(request, "projects/proposals/home.html", context)


@for_audience("company")
@require_POST
def amendments_read(request: SignedInRequest, ref: str) -> HttpResponse:
    """The writer has read how the call was amended; the notice goes."""
    desk = open_desk(request, ref)
    number = whole_number(request.POST.get("number", "")) or 0
    read_amendments(desk.proposal, number=number, by=request.user, at=request.arrived_at)
    return redirect(way_back(request, reverse("projects:proposal-detail", args=[ref])))


def _own_place(desk: Any) -> int:
    """The place of an invited organisation this person belongs to; `visible_to` has seen to it that there is one."""
    mine = set(desk.user.organisation_ids())
    return next(partner.pk for partner in desk.dossier.partners if partner.organisation_id in mine)
