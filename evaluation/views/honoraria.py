"""Honoraria of a round for those who pay them, and each evaluator's own."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from audit.record import record_access
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.errors import DomainError
from documents.exports import Origin, xlsx_response
from evaluation.actions.draw_up_honoraria import draw_up_honoraria
from evaluation.actions.pay_honoraria import pay_honoraria
from evaluation.forms.honoraria import PaidForm, RatesForm
from evaluation.forms.reasons import ReasonForm
from evaluation.forms.refusals import put_beside_fields
from evaluation.models import Round
from evaluation.queries.honoraria import own_honoraria, pay_list
from evaluation.queries.service import panel_of
from evaluation.views.rounds import RUNNERS, round_context, run_round, watched_round


@for_audience(*RUNNERS, "auditor")
def round_honoraria(request: SignedInRequest, ref: str) -> HttpResponse:
    """The list with its sums; whoever runs the round draws it up, again until it is paid."""
    round = watched_round(request, ref)
    if request.method != "POST":
        return _page(request, round)
    round = run_round(request, ref)
    form = _rates(round, request.POST)
    if form.is_valid():
        try:
            drawn_up = draw_up_honoraria(round, by=request.user, at=request.arrived_at, **form.cleaned_data)
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            messages.success(request, _("Honoraria of %(n)d people have been drawn up.") % {"n": len(drawn_up)})
            return redirect("evaluation:round-honoraria", ref)
    return _page(request, round, rates=form)


@for_audience(*RUNNERS)
@require_POST
def honoraria_paid(request: SignedInRequest, ref: str) -> HttpResponse:
    round = run_round(request, ref)
    form = PaidForm(request.POST, action=reverse("evaluation:honoraria-paid", args=[ref]))
    if form.is_valid():
        try:
            pay_honoraria(round, by=request.user, at=request.arrived_at, **form.cleaned_data)
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            messages.success(request, _("The honoraria are kept as paid."))
            return redirect("evaluation:round-honoraria", ref)
    return _page(request, round, paid=form)


@for_audience(*RUNNERS, "auditor")
def honoraria_export(request: SignedInRequest, ref: str) -> HttpResponseBase:
    """As a workbook for the office's accounts: names people, so it asks for a reason and is counted."""
    round = watched_round(request, ref)
    form = ReasonForm(request.POST or None, button=_("Download"), help_text=_("Kept in the log of looks at personal data."))
    if request.method != "POST" or not form.is_valid():
        context = {"round": round, "form": form, "heading": _("Honoraria as a table")}
        return render(request, "evaluation/rounds/form.html", context, status=422 if form.errors else 200)
    record_access(
        by=request.user,
        subject=f"round/{round.pk}",
        what="honoraria of a round",
        why=form.cleaned_data["reason"],
        request=request,
    )
    header = [_("Evaluator"), _("Affiliation"), _("Sealed sheets"), _("Honorarium (₩)"), _("Income tax (₩)"), _("Local tax (₩)"), _("Paid out (₩)"), _("Paid on")]  # fmt: skip
    rows = (
        [one.member.name, one.member.affiliation, one.sheets, one.gross_krw, one.income_tax_krw, one.local_tax_krw, one.net_krw, one.paid_on]
        for one in pay_list(round, request.user).payments
    )  # fmt: skip
    origin = Origin(title=_("Honoraria"), as_of=request.arrived_at, source=round.title)
    return xlsx_response(f"{round.ref}-honoraria.xlsx", header, rows, origin=origin)


@for_audience("evaluator")
def my_honoraria(request: SignedInRequest) -> HttpResponse:
    """What the person was and will be paid. One statement of its own."""
    return render(request, "evaluation/evaluator/honoraria.html", {"payments": list(own_honoraria(request.user)[:200])})


def _rates(round: Round, *given: Any, **initial: Any) -> RatesForm:
    return RatesForm(*given, members=list(panel_of(round)), **initial)


def _page(
    request: SignedInRequest, round: Round, *, rates: RatesForm | None = None, paid: PaidForm | None = None
) -> HttpResponse:
    listed = pay_list(round, request.user)
    first = listed.payments[0] if listed.payments else None
    context = round_context(request, round, "panel") | {"listed": listed, "paid_on": first and first.paid_on}
    if context["may_run"] and round.is_closed and not context["paid_on"]:
        initial = {"basic_krw": first.basic_krw, "per_sheet_krw": first.per_sheet_krw} if first else {}
        context["rates"] = rates or _rates(round, initial=initial)
        if first:
            context["paid_form"] = paid or PaidForm(action=reverse("evaluation:honoraria-paid", args=[round.ref]))
    failed = any(form is not None and form.errors for form in (rates, paid))
    return render(request, "evaluation/rounds/honoraria.html", context, status=422 if failed else 200)
