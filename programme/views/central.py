"""What the programme office changes. Each view: one form, one action."""

import datetime as dt
import json
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.errors import InvalidInput
from clusters.models import Region
from programme import queries
from programme.actions.change_holiday import change_holiday
from programme.actions.close_year import close_year
from programme.actions.forget_holiday import forget_holiday
from programme.actions.freeze_rulebook import freeze_rulebook
from programme.actions.open_year import open_year
from programme.actions.plan_year import plan_year
from programme.actions.set_regional_budget import set_regional_budget
from programme.actions.set_year_rulebook import set_year_rulebook
from programme.actions.succeed_rulebook import succeed_rulebook
from programme.forms import BudgetForm, HolidayForm, SuccessorForm, YearForm, YearRulebookForm
from programme.models import ProgrammeYear
from programme.views.public import rulebook_or_404


@for_audience("central")
def year_create(request: SignedInRequest) -> HttpResponse:
    form = YearForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            year = plan_year(form.cleaned_data["year"], rulebook=form.cleaned_data["rulebook"], by=request.user)
        except InvalidInput as refused:
            _show(refused, form)
        else:
            messages.success(request, _("%(year)s is planned. Set the regional budgets next.") % {"year": year})
            return redirect(year)
    return _form(request, "programme/year_form.html", form)


@for_audience("central")
def year_edit(request: SignedInRequest, year: int) -> HttpResponse:
    chosen = get_object_or_404(ProgrammeYear.objects.visible_to(request.user), pk=year)
    form = YearRulebookForm(request.POST or None, initial={"rulebook": chosen.rulebook_id})
    if request.method == "POST" and form.is_valid():
        set_year_rulebook(chosen, rulebook=form.cleaned_data["rulebook"], by=request.user)
        messages.success(request, _("Saved."))
        return redirect(chosen)
    return _form(request, "programme/year_form.html", form, year=chosen)


@require_POST
@for_audience("central")
def year_open(request: SignedInRequest, year: int) -> HttpResponse:
    chosen = get_object_or_404(ProgrammeYear.objects.visible_to(request.user), pk=year)
    open_year(chosen, by=request.user)
    messages.success(request, _("%(year)s is running.") % {"year": chosen})
    return redirect(chosen)


@require_POST
@for_audience("central")
def year_close(request: SignedInRequest, year: int) -> HttpResponse:
    chosen = get_object_or_404(ProgrammeYear.objects.visible_to(request.user), pk=year)
    close_year(chosen, by=request.user)
    messages.success(request, _("%(year)s is closed.") % {"year": chosen})
    return redirect(chosen)


@for_audience("central")
def budget_edit(request: SignedInRequest, year: int, region: str) -> HttpResponse:
    chosen = get_object_or_404(ProgrammeYear.objects.visible_to(request.user), pk=year)
    place = get_object_or_404(Region, pk=region)
    budget = queries.budget_of(chosen, place)
    form = BudgetForm(request.POST or None, initial={"amount_krw": budget.amount_krw if budget else None})
    if request.method == "POST" and form.is_valid():
        try:
            set_regional_budget(chosen, place, by=request.user, **form.cleaned_data)
        except InvalidInput as refused:
            _show(refused, form)
        else:
            messages.success(request, _("The budget of %(region)s is set.") % {"region": place})
            return redirect(chosen)
    return _form(request, "programme/budget_form.html", form, year=chosen, region=place, budget=budget)


@for_audience("central")
def rulebook_succeed(request: SignedInRequest, ref: str) -> HttpResponse:
    """The next version, begun from the document as it stands."""
    rulebook = rulebook_or_404(request, ref)
    text = json.dumps(rulebook.rules.plain(), ensure_ascii=False, indent=2)
    form = SuccessorForm(request.POST or None, initial={"document": text})
    if request.method == "POST" and form.is_valid():
        try:
            successor = succeed_rulebook(rulebook, by=request.user, **form.cleaned_data)
        except InvalidInput as refused:
            _show(refused, form)
        else:
            messages.success(request, _("%(rulebook)s is written.") % {"rulebook": successor})
            return redirect(successor)
    return _form(request, "programme/rulebook_succeed.html", form, rulebook=rulebook)


@require_POST
@for_audience("central")
def rulebook_freeze(request: SignedInRequest, ref: str) -> HttpResponse:
    rulebook = freeze_rulebook(rulebook_or_404(request, ref), by=request.user)
    messages.success(request, _("%(rulebook)s is frozen: it can only be succeeded now.") % {"rulebook": rulebook})
    return redirect(rulebook)


@for_audience("central")
def holiday_edit(request: SignedInRequest) -> HttpResponse:
    form = HolidayForm(request.POST or None, initial={"date": request.GET.get("date", "")})
    if request.method == "POST" and form.is_valid():
        try:
            override = change_holiday(by=request.user, **form.cleaned_data)
        except InvalidInput as refused:
            _show(refused, form)
        else:
            messages.success(request, _("Saved. Deadlines counted from now on follow it."))
            return _to_holidays(override.date.year)
    return _form(request, "programme/holiday_form.html", form)


@require_POST
@for_audience("central")
def holiday_forget(request: SignedInRequest, date: str) -> HttpResponse:
    try:
        day = dt.date.fromisoformat(date)
    except ValueError as no_day:
        raise Http404 from no_day
    forget_holiday(day, by=request.user)
    messages.success(request, _("%(date)s follows the published calendar again.") % {"date": day})
    return _to_holidays(day.year)


def _to_holidays(year: int) -> HttpResponse:
    response = redirect("programme:holiday-list")
    response["Location"] += f"?year={year}"
    return response


def _form(request: SignedInRequest, template: str, form: forms.Form, **context: Any) -> HttpResponse:
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)


def _show(refused: InvalidInput, form: forms.Form) -> None:
    for field, message in refused.errors.items():
        form.add_error(field if field in form.fields else None, str(message))
