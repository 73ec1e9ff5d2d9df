"""Programme years and regional budgets: read by all offices."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from cluster_portal.shared.audience import for_audience
from programme import access, queries
from programme.history import history
from programme.models import ProgrammeYear

READERS = ("hq", "central", "ministry", "auditor")


@for_audience(*READERS)
def budget_list(request: HttpRequest) -> HttpResponse:
    """The newest running year, or the newest of all; an office without any year is told what to do."""
    years = list(ProgrammeYear.objects.visible_to(request.user).select_related("rulebook").defer("rulebook__document"))
    running = next((year for year in years if year.status == "open"), years[0] if years else None)
    return _year_page(request, running, years)


@for_audience(*READERS)
def year_detail(request: HttpRequest, year: int) -> HttpResponse:
    chosen = get_object_or_404(
        ProgrammeYear.objects.visible_to(request.user).select_related("rulebook").defer("rulebook__document"), pk=year
    )
    return _year_page(request, chosen, list(ProgrammeYear.objects.visible_to(request.user)))


def _year_page(request: HttpRequest, year: ProgrammeYear | None, years: list[ProgrammeYear]) -> HttpResponse:
    context: dict = {
        "year": year,
        "years": [{"label": str(one.year), "url": one.get_absolute_url(), "current": one == year} for one in years],
        "may_manage": access.may_manage_programme(request.user),
    }
    if year is not None:
        lines = queries.budget_lines(year)
        amount, committed, left = queries.together(lines)
        context |= {
            "lines": lines,
            "amount": amount,
            "committed": committed,
            "left": left,
            "unset": sum(not line.is_set for line in lines),
            "series": [_("Committed"), _("Not committed yet")],
            "chart": [
                {"label": line.region.name, "values": [line.committed_krw, line.left_krw]} for line in lines if line.amount_krw
            ],
            "events": history(year.stream),
        }
    return render(request, "programme/year_detail.html", context)
