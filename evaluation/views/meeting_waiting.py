"""The waiting room of an applicant: the place in the line, the time to expect, and the call."""

from django.http import Http404, HttpResponse

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from evaluation import meeting_pages as pages
from evaluation.queries import meetings as queries
from evaluation.views.meeting_live import live


@for_audience("company")
def meeting_waiting(request: SignedInRequest, ref: str) -> HttpResponse:
    """Nothing of others but how many are ahead."""
    item = queries.presentation(request.user, ref)
    if item is None:
        raise Http404
    turn = queries.turn(item, request.arrived_at)
    context = {"item": item, "meeting": item.meeting, "turn": turn}
    stamp = pages.stamp_of_turn(turn)
    return live(request, "evaluation/meetings/waiting.html", "evaluation/meetings/_waiting.html", context, stamp=stamp)
