"""The list of partners; what is done to each is in views/partners.py."""

from __future__ import annotations

from django.http import HttpResponse

from accounts.requests import SignedInRequest
from projects.queries.earlier import not_invited_yet
from projects.views.desk import Desk
from projects.views.steps.answering import page, saved


def show(request: SignedInRequest, desk: Desk) -> HttpResponse:
    mine = {partner.pk for partner in desk.open_parts("partners")}
    places = [
        {"partner": partner, "cells": cells, "is_mine": partner.pk in mine, "waits_for_me": partner in desk.waits_for_me}
        for partner, cells in desk.board_rows
    ]
    may_invite = desk.may_edit and "partners" in desk.open_steps
    earlier = not_invited_yet(desk.proposal, desk.dossier.partners) if may_invite else []
    return page(request, desk, "partners", places=places, may_invite=may_invite, earlier=earlier)


def take(request: SignedInRequest, desk: Desk) -> HttpResponse:
    """Nothing to save here by itself: the button only leads on."""
    return saved(request, desk, "partners")
