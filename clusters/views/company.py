"""A firm's own plants."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.errors import InvalidInput, require
from cluster_portal.shared.paging import keyset_page
from clusters import access, queries
from clusters.actions.close_plant import close_plant
from clusters.actions.register_plant import register_plant
from clusters.actions.update_plant import update_plant
from clusters.forms import PlantForm
from clusters.models import Complex, Industry, Plant

READERS = ("company", "hq", "central", "ministry", "auditor")


@for_audience(*READERS)
def plant_list(request: SignedInRequest) -> HttpResponse:
    """The plants a person may see: a firm's own, an office's all."""
    plants = Plant.objects.visible_to(request.user).with_facts()
    page = keyset_page(plants, order=("-is_active", "organisation_id", "id"), cursor=request.GET.get("cursor"), size=30)
    eligible = queries.eligibilities_of(page.items)
    rows = [(plant, eligible[plant.pk]) for plant in page.items]
    may_register = bool(request.user.organisation_ids(*access.WRITES_FOR_A_COMPANY))
    return render(request, "clusters/plant_list.html", {"page": page, "rows": rows, "may_register": may_register})


@for_audience(*READERS)
def plant_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    plant = get_object_or_404(Plant.objects.visible_to(request.user).with_facts(), pk=pk)
    context = {
        "plant": plant,
        "eligibility": queries.eligibility_of(plant),
        "may_change": access.may_change_plant(request.user, plant),
    }
    return render(request, "clusters/plant_detail.html", context)


@for_audience("company")
def plant_create(request: SignedInRequest) -> HttpResponse:
    """A new plant; `next` leads back to where one was missing, such as a proposal."""
    require(bool(request.user.organisation_ids(*access.WRITES_FOR_A_COMPANY)))
    form = PlantForm(request.POST or None, user=request.user, initial={"complex": request.GET.get("complex", "")})
    if _is_picking(request):
        return _plant_form(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            plant = register_plant(form.cleaned_data["organisation"], form.description(), by=request.user)
        except InvalidInput as refused:
            _show(refused, form)
        else:
            messages.success(request, _("The plant has been registered."))
            return HttpResponseRedirect(_way_back(request) or plant.get_absolute_url())
    return _plant_form(request, form)


@for_audience("company")
def plant_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    plant = get_object_or_404(Plant.objects.visible_to(request.user).with_facts(), pk=pk)
    require(access.may_change_plant(request.user, plant))
    form = PlantForm(request.POST or None, instance=plant, user=request.user)
    if _is_picking(request):
        return _plant_form(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            update_plant(plant, form.description(), by=request.user)
        except InvalidInput as refused:
            _show(refused, form)
        else:
            messages.success(request, _("The plant has been changed."))
            return HttpResponseRedirect(_way_back(request) or plant.get_absolute_url())
    return _plant_form(request, form)


@for_audience("company")
@require_POST
def plant_close(request: SignedInRequest, pk: int) -> HttpResponse:
    plant = get_object_or_404(Plant.objects.visible_to(request.user), pk=pk)
    close_plant(plant, by=request.user)
    messages.success(request, _("The plant has been closed."))
    return redirect("clusters:plant-list")


@for_audience("company")
def industry_search(request: SignedInRequest) -> HttpResponse:
    """The lines of the classification that fit the words typed: a part of the plant form."""
    words = _words(request.GET)
    context = {"query": words, "results": queries.find_industries(words) if words else []}
    return render(request, "clusters/_industry_results.html", context)


# --- The picker of industries: works by plain posts, and swaps in place where htmx runs -----------


def _is_picking(request: SignedInRequest) -> bool:
    """Is this post about choosing industries (or the complex), not yet about saving?"""
    post = request.POST
    picked = {"add_industry", "remove_industry", "search_industry", "refresh"} & set(post)
    return bool(picked) or ("save" not in post and bool(post.get("industry_query", "").strip()))


def _plant_form(request: SignedInRequest, form: PlantForm) -> HttpResponse:
    picking = _is_picking(request)
    context = {"form": form, "plant": form.instance, "next": _way_back(request), **_picker(request, form)}
    if picking and request.headers.get("HX-Request"):
        return render(request, "clusters/_industry_picker.html", context)
    if picking:
        context["form"] = _unjudged(request, form)
    failed = request.method == "POST" and not picking
    return render(request, "clusters/plant_form.html", context, status=422 if failed else 200)


def _unjudged(request: SignedInRequest, form: PlantForm) -> PlantForm:
    """The same entries without complaints: the person is still choosing."""
    typed = {name: request.POST.get(name, "") for name in form.fields if name not in ("industries", "main_industry")}
    return PlantForm(initial=typed, instance=form.instance, user=request.user)


def _picker(request: SignedInRequest, form: PlantForm) -> dict[str, Any]:
    """What has been chosen so far, what was found, and whether that would be eligible."""
    if request.method == "POST":
        codes = request.POST.getlist("industries")
        main = request.POST.get("main_industry", "")
        complex_code = request.POST.get("complex", "")
    elif form.instance.pk:
        codes = [industry.pk for industry in form.instance.industries.all()]
        main, complex_code = form.instance.main_industry_id, form.instance.complex_id or ""
    else:
        codes, main, complex_code = [], "", request.GET.get("complex", "")
    if added := request.POST.get("add_industry"):
        codes = [*codes, added]
    if removed := request.POST.get("remove_industry"):
        codes = [code for code in codes if code != removed]
    chosen = list(Industry.objects.filter(pk__in=[code for code in codes if code.isalnum()]))
    if main not in {industry.pk for industry in chosen}:
        main = chosen[0].pk if chosen else ""
    complex = Complex.objects.filter(pk=complex_code.replace("\x00", "")).first() if complex_code else None
    words = "" if request.POST.get("add_industry") else _words(request.POST)
    return {
        "chosen": chosen,
        "main": main,
        "query": words,
        "results": queries.find_industries(words) if words else [],
        "eligibility": queries.eligibility_if(complex, chosen) if chosen or complex else None,
    }


def _words(entered: QueryDict) -> str:
    """What the industry is searched by."""
    return entered.get("industry_query", "").replace("\x00", "").strip()[:60]


def _show(refused: InvalidInput, form: PlantForm) -> None:
    for field, message in refused.errors.items():
        form.add_error(field if field in form.fields else None, message)


def _way_back(request: SignedInRequest) -> str:
    asked = request.POST.get("next") or request.GET.get("next") or ""
    return asked if url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure()) else ""
