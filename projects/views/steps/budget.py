"""The budget sheet, all partners on one page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest
from cluster_portal.shared.errors import InvalidInput, StaleVersion
from projects.actions.set_budget import set_budget
from projects.forms.budget import Typed, cards, live_rules, rows_of_post, standing_rows
from projects.models import Partner
from projects.views.desk import Desk, open_desk
from projects.views.steps.answering import page, saved
from projects.views.typed import whole_number


def show(request: SignedInRequest, desk: Desk, typed: Typed | None = None) -> HttpResponse:
    open_to = {partner.pk for partner in desk.open_parts("budget")}
    wrong = bool(typed and (typed.errors or typed.refusals))
    context = {
        "cards": cards(desk.dossier, open_to, typed),
        "rules": live_rules(desk.dossier),
        "whole": desk.dossier.budget.whole,
        "budget": desk.dossier.budget,
        "left_krw": desk.dossier.budget.grant_cap_krw - desk.dossier.budget.whole.public,
        "errors": _budget_errors(desk, typed) if typed else [],
    }
    return page(request, desk, "budget", 422 if wrong else 200, **context)


def _budget_errors(desk: Desk, typed: Typed) -> list[dict[str, str]]:
    cells = [{"text": message, "href": "#amount-" + name.replace(".", "-")} for name, message in typed.errors.items()]
    parts = [
        {"text": f"{desk.dossier.partner(key)}: {message}", "href": f"#partner-{key}"} for key, message in typed.refusals.items()
    ]
    return cells + parts


def take(request: SignedInRequest, desk: Desk) -> HttpResponse:
    """Card by card; first those that ask for less than before, so that money can move between partners under the cap."""
    typed = Typed()
    wanted = []
    for partner in desk.open_parts("budget"):
        rows = rows_of_post(desk.dossier, partner, request.POST, typed)
        if rows is not None and _by_key(rows) != _by_key(standing_rows(desk.dossier, partner.pk)):
            wanted.append((_grant(rows) - desk.dossier.budget.of_partner(partner.pk).public, partner, rows))
    for _more, partner, rows in sorted(wanted, key=lambda one: one[0]):
        _set_card(request, partner, rows, typed)
    if typed.errors or typed.refusals:
        return show(request, open_desk(request, desk.proposal.ref), typed)
    return saved(request, desk, "budget")


def _set_card(request: SignedInRequest, partner: Partner, rows: list[dict[str, Any]], typed: Typed) -> None:
    version = whole_number(request.POST.get(f"version-{partner.pk}", ""))
    try:
        set_budget(partner, rows=rows, base_version=version, by=request.user, at=request.arrived_at)
    except StaleVersion:
        typed.refusals[partner.pk] = _(
            "Somebody else changed these amounts meanwhile. Compare, and save again if yours shall count."
        )
    except InvalidInput as refused:
        typed.refusals[partner.pk] = str(next(iter(refused.errors.values())))


def _grant(rows: list[dict[str, Any]]) -> int:
    return sum(row["amount_krw"] for row in rows if row["source"] == "public")


def _by_key(rows: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    return sorted((row["item"], row["source"], row["amount_krw"]) for row in rows)
