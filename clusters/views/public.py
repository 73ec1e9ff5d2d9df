"""Regions, complexes, the map and the sources: for everybody."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from cluster_portal.shared.audience import admits, for_audience
from cluster_portal.shared.paging import keyset_page
from cluster_portal.shared.same_answer import same_for_visitors
from clusters import queries
from clusters.eligibility import Basis
from clusters.forms import ComplexFilterForm
from clusters.map_picture import complex_map
from clusters.models import Complex, Indicator
from clusters.models.complex import Selection
from clusters.models.indicator import Scope
from clusters.reference import sources, sources_in


@for_audience("public")
@same_for_visitors
def map_page(request: HttpRequest) -> HttpResponse:
    """All 193 on the map, or one region drawn larger, with the same in a table beside it."""
    regions = list(queries.regions_with_counts())
    chosen = next((region for region in regions if region.code == request.GET.get("region")), None)
    complexes = queries.complexes_for_map()
    picture = complex_map(
        complexes,
        title=_("Map of the complexes: %(region)s") % {"region": chosen} if chosen else _("Map of the 193 complexes"),
        description=_("Diamonds are hubs, filled dots are linked complexes, rings are complexes whose role is not documented."),
        region=chosen.code if chosen else "",
        region_names={region.code: region.short_name for region in regions},
    )
    names = {region.code: region.short_name for region in regions}
    marks = {mark.code: mark for mark in picture.marks}
    shown = [complex for complex in complexes if chosen is None or complex.region_id == chosen.code]
    listed = [(marks[complex.code], names[complex.region_id]) for complex in shown]
    context = {"map": picture, "regions": regions, "chosen": chosen, "listed": listed, "total": len(complexes)}
    return render(request, "clusters/map.html", context)


@for_audience("public")
@same_for_visitors
def complex_list(request: HttpRequest) -> HttpResponse:
    form = ComplexFilterForm(request.GET)
    complexes = form.narrow(Complex.objects.select_related("region"))
    page = keyset_page(complexes, order=("order",), cursor=request.GET.get("cursor"), size=50)
    context = {"form": form, "page": page, "found": complexes.count(), "total": Complex.objects.count()}
    return render(request, "clusters/complex_list.html", context)


@for_audience("public")
@same_for_visitors
def complex_detail(request: HttpRequest, code: str) -> HttpResponse:
    complex = get_object_or_404(Complex.objects.select_related("region"), pk=code)
    specialised = queries.specialised_industries([complex])[complex.code]
    context = {
        "complex": complex,
        "map": complex_map(
            queries.complexes_for_map(),
            title=_("Where %(complex)s is") % {"complex": complex},
            region=complex.region_id,
            only=complex.code,
        ),
        "facts": _facts(complex),
        "specialised": specialised,
        "is_documented": any(row.basis == Basis.PRESS for row in specialised),
        "specialised_sources": sources_in("; ".join(row.source for row in specialised)),
        "indicators": queries.by_period(queries.indicators_of([complex.code])),
        "mentions": complex.mini_cluster_mentions.all(),
        "neighbours": queries.neighbours_of(complex),
        "plant_count": queries.plants_at(complex),
        "may_register": not request.user.is_authenticated or admits(("company",), request.user),
    }
    return render(request, "clusters/complex_detail.html", context)


@for_audience("public")
@same_for_visitors
def region_list(request: HttpRequest) -> HttpResponse:
    regions = list(queries.regions_with_counts())
    growth = queries.programme_growth()
    return render(request, "clusters/region_list.html", {"regions": regions, "growth": growth})


@for_audience("public")
@same_for_visitors
def region_detail(request: HttpRequest, code: str) -> HttpResponse:
    region = get_object_or_404(queries.regions_with_counts(), pk=code)
    complexes = queries.complexes_for_map()
    own = [complex for complex in complexes if complex.region_id == region.code]
    context = {
        "region": region,
        "map": complex_map(complexes, title=_("Complexes of %(region)s") % {"region": region}, region=region.code),
        "hubs": [complex for complex in own if complex.role == "hub"],
        "others": [complex for complex in own if complex.role != "hub"],
        "mentions": region.mini_cluster_mentions.select_related("complex"),
        "indicators": queries.by_period(queries.indicators_of([complex.code for complex in own])),
        "sources": sources_in(region.source),
        "hq_sources": sources_in(region.hq_city_source),
    }
    return render(request, "clusters/region_detail.html", context)


@for_audience("public")
@same_for_visitors
def source_page(request: HttpRequest) -> HttpResponse:
    """What is documented, what was chosen by rule, and where each value comes from."""
    counts = {code: Complex.objects.filter(selection=code).count() for code in Selection.values}
    by_kind = {kind: [s for s in sources().values() if s.kind == kind] for kind in ("data", "press", "assumption")}
    context = {
        "selection": [(choice, counts[choice]) for choice in Selection],
        "by_kind": by_kind,
        "regions": list(queries.regions_with_counts()),
        "programme": Indicator.objects.filter(scope__in=[Scope.PROGRAMME, Scope.NATIONAL]),
        "figures": Indicator.objects.filter(scope=Scope.FIGURE),
    }
    return render(request, "clusters/sources.html", context)


def _facts(complex: Complex) -> list[dict[str, Any]]:
    """Value by value, each with where it comes from. What is not known is said to be unknown, not left out."""
    found = complex.value_sources

    def fact(label: str, value: Any, field: str) -> dict[str, Any]:
        known = value not in (None, "")
        return {"label": label, "value": value, "sources": sources_in(found.get(field, found["register"])) if known else []}

    area = f"{queries.shown(complex.area_thousand_m2)} × 1,000 m²"
    tenants = queries.shown(complex.tenant_firms) if complex.tenant_firms is not None else ""
    precision = _("accurate to about %(km)s km") % {"km": queries.shown(round(complex.latlon_precision_m / 1000, 1))}
    return [
        fact(_("Type"), complex.get_type_display(), "register"),
        fact(_("Location"), complex.place, "register"),
        fact(_("Role"), f"{complex.get_role_display()} · {complex.get_role_basis_display()}", "role"),
        fact(_("Pilot complex since"), complex.pilot_year or _("not one of the twelve"), "pilot"),
        fact(_("Designated in"), complex.designated_year, "designated_year"),
        fact(_("Designated area, end of 2025"), area, "area_thousand_m2"),
        fact(_("Tenant firms, end of 2025"), tenants, "register"),
        fact(_("Name in the register"), complex.register_name, "register"),
        fact(_("Where it lies"), f"{complex.lat:.3f}, {complex.lon:.3f} ({precision})", "latlon"),
        fact(_("English name"), complex.name_en, "name_en"),
    ]
