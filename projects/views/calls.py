"""Calls for everybody: what is open, and what each asks."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.requests import ArrivedRequest
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.paging import keyset_page
from cluster_portal.shared.same_answer import same_for_visitors
from projects import access, amendment_page, call_page
from projects.call_cards import cards
from projects.forms.calls import CallFilterForm
from projects.models import Call
from projects.queries import calls as queries
from projects.states import CallStatus

PAGE = 20


@for_audience("public")
@same_for_visitors
def call_list(request: ArrivedRequest) -> HttpResponse:
    """Open, upcoming and closed calls; for those who write calls, also those being prepared."""
    writes = request.user.is_authenticated and access.writes_calls(request.user)
    tabs = [tab for tab in queries.TABS if tab != "drafts" or writes]
    tab = request.GET.get("tab", "open") if request.GET.get("tab") in tabs else "open"
    form = CallFilterForm(request.GET, tab=tab)
    calls = queries.matching(queries.listed_calls(request.user), form.chosen("q") or "")
    if region := form.chosen("region"):
        calls = calls.filter(region=region) | calls.filter(region__isnull=True)
    counts = queries.tab_counts(calls, request.arrived_at)
    found = calls.filter(queries.in_tab(tab, request.arrived_at))
    page = keyset_page(found, order=queries.ORDERS[tab], cursor=request.GET.get("cursor"), size=PAGE)
    context = {
        "form": form,
        "tab": tab,
        "tabs": [_tab(request, code, counts[code], tab) for code in tabs],
        "page": page,
        "cards": cards(page.items, queries.track_lines(page.items), tab, request.arrived_at),
        "writes": writes,
        "reset_url": f"{reverse('projects:call-list')}?tab={tab}",
    }
    return render(request, "projects/calls/list.html", context)


def _tab(request: ArrivedRequest, code: str, count: int, current: str) -> dict[str, Any]:
    query = request.GET.copy()
    query.pop("cursor", None)
    query["tab"] = code
    return {"label": queries.TABS[code], "url": f"?{query.urlencode()}", "count": count, "current": code == current}


@for_audience("public")
@same_for_visitors
def call_detail(request: ArrivedRequest, ref: str) -> HttpResponse:
    """All of a call: its text, and what its rulebook says. A firm also sees which of its plants could lead."""
    call = get_object_or_404(Call.objects.visible_to(request.user).select_related("region", "rulebook", "year"), ref=ref)
    return render(request, "projects/calls/detail.html", call_context(request, call))


def call_context(request: ArrivedRequest, call: Call) -> dict[str, Any]:
    document, user = call.rulebook.rules, request.user
    applicant = user if queries.can_start(user) else None
    writer = user if user.is_authenticated and access.may_write_call(user, call) else None
    state, tone = standing(call, request.arrived_at)
    return {
        "call": call,
        "state": state,
        "tone": tone,
        "now": request.arrived_at,
        "is_open": call.is_open(request.arrived_at),
        "is_draft": call.status == CallStatus.DRAFT,
        "tracks": call_page.tracks_of(document, call.tracks),
        "eligibility": call_page.eligibility_rows(document),
        "exclusions": call_page.exclusions(document),
        "money": call_page.money_rows(document),
        "cost_items": call_page.cost_items(document),
        "documents": call_page.documents_asked(document),
        "procedure": call_page.procedure(document),
        "bonuses": call_page.bonuses(document),
        "amendments": amendment_page.cards(call.amendments.all()) if call.amendment_number else [],
        "applies": applicant is not None,
        "checks": queries.own_plants_checked(applicant, call) if applicant else [],
        "own_proposals": list(queries.own_proposals(applicant, call)[:5]) if applicant else [],
        "writes": writer is not None,
        "may_amend": writer is not None
        and access.may_amend_call(writer, call)
        and call.status == CallStatus.PUBLISHED
        and request.arrived_at <= call.closes_at,
        "sees_drafts": user.is_authenticated and access.may_know_of_drafts(user),
        "sees_proposals": user.is_authenticated and access.may_export(user),
    }


def standing(call: Call, at: Any) -> tuple[Any, str]:
    """Where a call stands by the clock, in a word and a tone."""
    if call.status == CallStatus.DRAFT:
        return _("Being prepared"), "neutral"
    if at < call.opens_at:
        return _("Upcoming"), "info"
    return (_("Open"), "ok") if at <= call.closes_at else (_("Closed"), "neutral")
