"""How every step of the editor ends: its page, or the way on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest
from projects.sections import step_after
from projects.views.desk import Desk, way_back


def page(request: SignedInRequest, desk: Desk, step: str, status: int = 200, **context: Any) -> HttpResponse:
    frame = desk.frame(step) | {"next": way_back(request, "")} | context
    return render(request, f"projects/proposals/step_{step}.html", frame, status=status)


def saved(request: SignedInRequest, desk: Desk, step: str) -> HttpResponse:
    """Home ('save and leave'), back to where `next` says, or on to the next step."""
    messages.success(request, _("Saved."))
    if "leave" in request.POST:
        return HttpResponseRedirect(reverse("projects:proposal-detail", args=[desk.proposal.ref]))
    return HttpResponseRedirect(way_back(request, desk.url_of(step_after(step))))
