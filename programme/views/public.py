"""Rulebooks, their comparison, and the calendar: for everybody."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.same_answer import same_for_visitors
from programme import access, queries
from programme.clocks import korean_holidays, last_day
from programme.forms import ComparisonForm, DeadlineForm
from programme.history import history
from programme.models import HolidayOverride, Rulebook
from programme.rulebook_page import citations_of, readable, source_legend
from programme.rulebook_words import here

FIRST_YEAR = 2009


def rulebook_or_404(request: HttpRequest, ref: str) -> Rulebook:
    try:
        return queries.rulebook_by_ref(Rulebook.objects.visible_to(request.user), ref)
    except Rulebook.DoesNotExist as missing:
        raise Http404 from missing


@for_audience("public")
@same_for_visitors
def rulebook_list(request: HttpRequest) -> HttpResponse:
    rulebooks = queries.rulebooks_by_code(Rulebook.objects.visible_to(request.user))
    return render(request, "programme/rulebook_list.html", {"rulebooks": rulebooks})


@for_audience("public")
@same_for_visitors
def rulebook_detail(request: HttpRequest, ref: str) -> HttpResponse:
    rulebook = rulebook_or_404(request, ref)
    may_manage = access.may_manage_programme(request.user)
    successor = Rulebook.objects.filter(succeeds=rulebook).defer("document").first()
    context = {
        "rulebook": rulebook,
        "summary": here(rulebook.rules.summary),
        "groups": readable([rulebook.rules]),
        "legend": source_legend([rulebook.rules]),
        "citations": citations_of(rulebook.rules),
        "successor": successor,
        "others": Rulebook.objects.visible_to(request.user).exclude(pk=rulebook.pk).defer("document"),
        "may_succeed": may_manage and successor is None,
        "may_freeze": may_manage and not rulebook.is_frozen,
        "events": history(rulebook.stream) if access.may_see_budgets(request.user) else [],
    }
    return render(request, "programme/rulebook_detail.html", context)


@for_audience("public")
def rulebook_document(request: HttpRequest, ref: str) -> HttpResponse:
    """The document itself, for machines and for whoever wants to check its digest."""
    rulebook = rulebook_or_404(request, ref)
    response = JsonResponse(rulebook.rules.plain(), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="rulebook-{rulebook.ref}.json"'
    return response


@for_audience("public")
@same_for_visitors
def rulebook_compare(request: HttpRequest) -> HttpResponse:
    """Any two rulebooks side by side; the first two of the list until others are chosen."""
    rulebooks = Rulebook.objects.visible_to(request.user).defer("document")
    first = list(rulebooks.values_list("pk", flat=True)[:2])
    chosen = {"left": first[0] if first else None, "right": first[-1] if first else None, **request.GET.dict()}
    form = ComparisonForm(chosen, rulebooks=rulebooks)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        sides = (form.cleaned_data["left"], form.cleaned_data["right"])
        only_differences = form.cleaned_data["show"] == "differences"
        groups = readable([side.rules for side in sides], only_differences=only_differences)
        context |= {
            "left": sides[0],
            "right": sides[1],
            "groups": groups,
            "differences": sum(group.differences for group in groups),
            "only_differences": only_differences,
        }
    return render(request, "programme/rulebook_compare.html", context)


@for_audience("public")
def holiday_list(request: HttpRequest) -> HttpResponse:
    """The days off of a year, and a clock to try."""
    today = timezone.localdate()
    year = _year(request.GET.get("year", ""), today)
    calendar = queries.holiday_calendar()
    form = DeadlineForm.asked(request.GET)
    answer = None
    if form.is_valid():
        start, period = form.period()
        answer = last_day(start, period, calendar)
    context = {
        "year": year,
        "before": year - 1 if year > FIRST_YEAR else None,
        "after": year + 1 if year < today.year + 2 else None,
        "days": _days_off(year),
        "form": form,
        "answer": answer,
        "may_change": access.may_manage_programme(request.user),
    }
    return render(request, "programme/holiday_list.html", context)


def _year(asked: str, today: dt.date) -> int:
    known = asked.isdecimal() and len(asked) == 4 and FIRST_YEAR <= int(asked) <= today.year + 2
    return int(asked) if known else today.year


def _days_off(year: int) -> list[dict[str, Any]]:
    """Published holidays with the office's changes laid over them, in order."""
    rows = {day: {"day": day, "name": name, "is_off": True, "changed": False} for day, name in korean_holidays(year).items()}
    for override in HolidayOverride.objects.filter(date__year=year):
        rows[override.date] = {"day": override.date, "name": override.name, "is_off": override.is_holiday, "changed": True}
    return [rows[day] for day in sorted(rows)]
