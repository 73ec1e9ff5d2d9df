"""The programme at a glance: by year and region, on the map, with every number's table."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views import View

from cluster_portal.shared.audience import STAFF
from cluster_portal.templatetags.portal import eokwon
from clusters.map_picture import complex_map
from clusters.models import Complex, Region
from clusters.queries import complexes_for_map, programme_growth
from dashboards.figures import Dashboard, dashboard
from documents.exports import Origin, stream_csv, xlsx_response
from programme.models import ProgrammeYear


class Ministry(View):
    audience = STAFF

    def get(self, request: HttpRequest) -> HttpResponse:
        years = list(ProgrammeYear.objects.order_by("-year"))
        regions = list(Region.objects.order_by("order"))
        board = _chosen(request, years, regions)
        context: dict[str, Any] = {"years": years, "regions": regions, "board": board, "nav": "dashboard"}
        if board:
            context |= {
                "kpis": _kpis(board),
                "funnel": _funnel(board),
                "money": [
                    {
                        "label": row.region.short_name,
                        "values": [in_eok(row.budget_krw), in_eok(row.sums.asked_krw), in_eok(row.sums.granted_krw)],
                    }
                    for row in board.regions
                ],
                "money_series": [_("Budget"), _("Asked for"), _("Granted")],
                "map": _map(board),
                "growth_table": programme_growth(),
                "query": urlencode(_filters(board)),
            }
        return render(request, "dashboards/ministry.html", context)


class MinistryExport(View):
    """The same filter as a file: a row per complex."""

    audience = STAFF

    def get(self, request: HttpRequest, form: str) -> HttpResponseBase:
        board = _chosen(request, list(ProgrammeYear.objects.order_by("-year")), list(Region.objects.order_by("order")))
        if board is None:
            raise Http404
        header = [
            _("Region"), _("Complex"), _("Drafts"), _("Submitted"), _("Eligible"), _("Evaluated"), _("Selected"),
            _("Joint"), _("Across regions"), _("Asked for (₩)"), _("Granted (₩)"), _("As of"),
        ]  # fmt: skip
        name = f"cluster-figures-{board.year.year}{'-' + board.region.code if board.region else ''}"
        if form == "csv":
            return stream_csv(f"{name}.csv", header, _rows(board))
        origin = Origin(
            title=_("Figures %(year)s") % {"year": board.year.year},
            as_of=board.as_of or timezone.now(),
            source=_("Industrial Complex Cluster Portal"),
            filters=[(_("Region"), board.region.name if board.region else _("All regions"))],
        )
        return xlsx_response(f"{name}.xlsx", header, _rows(board), origin=origin)


def _chosen(request: HttpRequest, years: list[ProgrammeYear], regions: list[Region]) -> Dashboard | None:
    """What the address asks for: the latest year unless named; None where there is no year yet."""
    wanted = request.GET.get("year", "")
    year = next((year for year in years if str(year.year) == wanted), years[0] if years else None)
    region = next((region for region in regions if region.code == request.GET.get("region")), None)
    return dashboard(year, region) if year else None


def _filters(board: Dashboard) -> dict[str, str]:
    return {"year": str(board.year.year)} | ({"region": board.region.code} if board.region else {})


def in_eok(krw: int) -> Decimal:
    """₩100M, to one place: what the money chart's axis counts in."""
    return (Decimal(krw) / 100_000_000).quantize(Decimal("0.1"))


def _list_of(board: Dashboard, **more: str) -> str:
    return f"{reverse('projects:proposal-list')}?{urlencode(_filters(board) | more)}"


def _kpis(board: Dashboard) -> list[dict[str, Any]]:
    whole = board.whole
    return [
        {"label": _("Submitted"), "value": f"{whole.submitted:,}", "unit": pgettext("unit", "proposals"), "url": _list_of(board)},
        {
            "label": _("Selected"),
            "value": f"{whole.selected:,}",
            "unit": pgettext("unit", "proposals"),
            "note": _("%(percent)s%% of the submitted") % {"percent": whole.selected_percent},
            "url": _list_of(board, status="selected"),
        },
        {
            "label": _("Granted"),
            "value": eokwon(whole.granted_krw),
            "note": _("%(percent)s%% of the budget of %(budget)s")
            % {"percent": board.granted_percent, "budget": eokwon(board.budget_krw)},
            "url": reverse("programme:budget-list"),
        },
        {
            "label": _("Joint proposals"),
            "value": f"{whole.joint_percent}%",
            "note": _("%(percent)s%% across regions") % {"percent": whole.cross_region_percent},
            "url": _list_of(board),
        },
    ]


def _funnel(board: Dashboard) -> list[dict[str, Any]]:
    whole = board.whole
    return [
        {
            "label": _("Drafts"),
            "value": whole.drafts + whole.submitted,
            "note": _("begun, %(open)s still open") % {"open": whole.drafts},
        },
        {"label": _("Submitted"), "value": whole.submitted},
        {"label": _("Eligible"), "value": whole.eligible},
        {"label": _("Evaluated"), "value": whole.evaluated},
        {"label": _("Selected"), "value": whole.selected},
    ]


def _map(board: Dashboard) -> Any:
    return complex_map(
        complexes_for_map(),
        title=_("Submitted proposals by complex, %(year)s") % {"year": board.year.year},
        region=board.region.code if board.region else "",
        values=board.by_complex,
        region_values=board.by_region,
        region_names={row.region.code: row.region.short_name for row in board.regions},
        show=lambda number: _("%(number)s proposals") % {"number": number},
        url_of=lambda complex: _list_of_complex(board, complex),
    )


def _list_of_complex(board: Dashboard, complex: Complex) -> str:
    return f"{reverse('projects:proposal-list')}?{urlencode({'year': str(board.year.year), 'complex': complex.code})}"


def _rows(board: Dashboard) -> Iterator[list[Any]]:
    for figure in board.complexes:
        yield [
            _name(figure.region), _name(figure.complex), figure.drafts, figure.submitted, figure.eligible, figure.evaluated, figure.selected,
            figure.joint, figure.cross_region, figure.asked_krw, figure.granted_krw, figure.as_of,
        ]  # fmt: skip


def _name(place: Region | Complex | None) -> str:
    return place.name if place else ""
