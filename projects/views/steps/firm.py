"""The firm that leads, its plant, and the track."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest
from cluster_portal.shared.errors import InvalidInput
from projects.actions.edit_proposal import edit_proposal
from projects.forms.proposals import tracks_of
from projects.queries.plants import plants_of, verdicts_on
from projects.views.desk import Desk
from projects.views.steps.answering import page, saved


def show(request: SignedInRequest, desk: Desk, errors: dict[str, Any] | None = None) -> HttpResponse:
    proposal = desk.proposal
    plants = plants_of([proposal.lead_id])
    verdicts = verdicts_on(plants, proposal.call, is_lead=True)
    pairs = sorted(((plant, verdicts[plant.pk]) for plant in plants), key=lambda pair: not pair[1].eligible)
    context = {
        "plants": pairs,
        "chosen_plant": request.POST.get("plant", str(proposal.plant_id or "")),
        "tracks": tracks_of(proposal.call),
        "chosen_track": request.POST.get("track", proposal.track),
        "track_is_open": "project" in desk.open_steps,  # a correction of the firm leaves the track as it was handed in
        "errors": errors or {},
    }
    return page(request, desk, "firm", 422 if errors else 200, **context)


def take(request: SignedInRequest, desk: Desk) -> HttpResponse:
    plant = next((plant for plant in plants_of([desk.proposal.lead_id]) if str(plant.pk) == request.POST.get("plant")), None)
    if request.POST.get("plant") and plant is None:
        return show(request, desk, {"plant": _("Choose one of your plants.")})
    track = request.POST.get("track") or None
    try:
        edit_proposal(desk.proposal, plant=plant, track=_if_new(track, desk.proposal.track), by=request.user, at=desk.at)
    except InvalidInput as refused:
        return show(request, desk, refused.errors)
    return saved(request, desk, "firm")


def _if_new(value: str | None, standing: str) -> str | None:
    """None for what did not change: it is not edited, so it need not be open for correction."""
    return None if value == standing else value
