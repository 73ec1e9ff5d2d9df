"""The front door for everybody, and 'my tasks' behind it."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.same_answer import same_for_visitors
from clusters.map_picture import complex_map
from clusters.queries import complexes_for_map, programme_growth, regions_with_counts
from dashboards.desks import desks_of
from projects.models import Call


@for_audience("public")
@same_for_visitors
def front(request: SignedInRequest) -> HttpResponse:
    """What the programme is, and what is open now. `/` leads those who are signed in to their tasks."""
    if request.user.is_authenticated and "front" not in request.GET:
        return redirect("dashboards:home")
    now = timezone.now()
    calls = list(Call.objects.open_at(now).select_related("region").order_by("closes_at")[:6])
    regions = list(regions_with_counts())
    picture = complex_map(
        complexes_for_map(),
        title=_("Map of the 193 complexes"),
        region_names={region.code: region.short_name for region in regions},
    )
    context = {"calls": calls, "growth": programme_growth(), "regions": regions, "map": picture, "nav": "front"}
    return render(request, "dashboards/front.html", context)


class Home(View):
    audience = "member"

    def get(self, request: SignedInRequest) -> HttpResponse:
        return render(request, "dashboards/home.html", {"desks": desks_of(request.user, timezone.now()), "nav": "home"})
