"""What pages send by themselves: one changed field, one changed amount, a sign of life (docs/ui.md §6).

Refusals become problem details by the middleware; only a conflict is put here in the words of the one field it is about.
"""

from __future__ import annotations

from typing import Any

from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.errors import InvalidInput, StaleVersion
from clusters.models import Plant
from projects.actions.edit_proposal import edit_proposal
from projects.actions.save_answer import save_answer
from projects.actions.set_budget import set_budget
from projects.forms.budget import cell_of, whole_won, with_cell
from projects.models import Partner, Proposal
from projects.presence import mark_here
from projects.queries.proposals import dossier, rows_of
from projects.readiness import board
from projects.sections import STEPS
from projects.views.typed import whole_number

STEP_LABELS = {step.code: step.label for step in STEPS}


def _proposal(request: SignedInRequest, ref: str) -> Proposal:
    return get_object_or_404(Proposal.objects.visible_to(request.user), ref=ref)


def _version(request: SignedInRequest) -> int:
    return whole_number(request.POST.get("version", "")) or 0


@for_audience("company")
@require_POST
def proposal_autosave(request: SignedInRequest, ref: str) -> JsonResponse:
    """One field of the firm and project steps: `field`, `value`, `version`."""
    proposal, field, value = _proposal(request, ref), request.POST.get("field", ""), request.POST.get("value", "")
    try:
        version = _save(request, proposal, field, value)
    except StaleVersion as stale:
        current = stale.current.get(field, "") if isinstance(stale.current, dict) else stale.current
        return _conflict(current, stale)
    return _saved(request, proposal, "firm" if field == "plant" else "project", version)


def _save(request: SignedInRequest, proposal: Proposal, field: str, value: str) -> int:
    """Returns the new version of what was saved."""
    if field in ("title", "track", "plant"):
        wanted: Any = _own_plant(proposal, value) if field == "plant" else value
        own = {field: wanted, "base_version": _version(request)}
        return edit_proposal(proposal, by=request.user, at=request.arrived_at, **own).version
    answer = save_answer(
        proposal, field=field, text=value, base_version=_version(request), by=request.user, at=request.arrived_at
    )
    return answer.version


def _own_plant(proposal: Proposal, value: str) -> Plant:
    plant = Plant.objects.active().filter(organisation=proposal.lead_id, pk=whole_number(value) or 0).first()
    if plant is None:
        raise InvalidInput({"plant": _("Choose one of your plants.")})
    return plant


@for_audience("company")
@require_POST
def budget_autosave(request: SignedInRequest, ref: str) -> JsonResponse:
    """One amount: `field` is partner, item and source; `version` the partner's."""
    field, version = request.POST.get("field", ""), _version(request)
    partner_id, item, source = cell_of(field) or (0, "", "")
    partner = get_object_or_404(Partner.objects.filter(proposal=_proposal(request, ref)), pk=partner_id)
    amount = whole_won(request.POST.get("value", ""))
    if amount is None:
        raise InvalidInput({field: _("Amounts are whole won, without decimals.")})
    standing = [{"item": row.item, "source": row.source, "amount_krw": row.amount_krw} for row in rows_of(partner)]
    try:
        set_budget(
            partner, rows=with_cell(standing, item, source, amount), base_version=version, by=request.user, at=request.arrived_at
        )
    except StaleVersion as stale:
        return _conflict(_amount(stale.current, item, source) or "", stale)
    except InvalidInput as refused:
        raise InvalidInput({field: next(iter(refused.errors.values()))}) from refused
    changed = amount != _amount(standing, item, source)
    return _saved(request, partner.proposal, "budget", version + changed)


def _amount(rows: list[dict[str, Any]], item: str, source: str) -> int:
    return next((row["amount_krw"] for row in rows if (row["item"], row["source"]) == (item, source)), 0)


@for_audience("company")
@require_POST
def proposal_presence(request: SignedInRequest, ref: str, step: str = "") -> JsonResponse:
    """I am here; who else is?"""
    others = mark_here(_proposal(request, ref).pk, request.user, step, at=request.arrived_at)
    people = [{"name": mark.name, "where": str(STEP_LABELS.get(mark.where, ""))} for mark in others]
    return JsonResponse({"people": people})


def _saved(request: SignedInRequest, proposal: Proposal, step: str, version: int) -> JsonResponse:
    """With what is still missing in the step, so that the list beside it follows."""
    missing = board(dossier(proposal)).of_step(step)
    shown = render_to_string("projects/proposals/_missing.html", {"problems": missing}, request)
    return JsonResponse({"version": version, "saved_at": request.arrived_at.isoformat(), "html": {"#missing": shown}})


def _conflict(current: Any, stale: StaleVersion) -> JsonResponse:
    return JsonResponse(
        {"current": "" if current is None else str(current), "version": stale.version, "by": stale.by}, status=stale.status
    )
