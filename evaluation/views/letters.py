"""The letters of a release: read before it, followed after."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.errors import require
from evaluation import access
from evaluation.models import Round
from evaluation.queries import letters as queries
from evaluation.queries.ranking import standings_of
from evaluation.views.rounds import RUNNERS, round_context, seen_round


def _round(request: SignedInRequest, ref: str) -> Round:
    round = seen_round(request, ref)
    require(access.may_see_letters(request.user, round))
    return round


@for_audience(*RUNNERS)
def round_letters(request: SignedInRequest, ref: str) -> HttpResponse:
    """To whom each letter goes; after the release, whether it arrived and was read."""
    round = _round(request, ref)
    page, rows = queries.recipients(round, cursor=request.GET.get("cursor"))
    context = round_context(request, round, "ranking") | {"page": page, "rows": rows}
    return render(request, "evaluation/rounds/letters.html", context)


@for_audience(*RUNNERS)
def letter_preview(request: SignedInRequest, ref: str, proposal_ref: str) -> HttpResponse:
    """Each letter about one proposal, word for word."""
    round = _round(request, ref)
    standing = get_object_or_404(standings_of(request.user, round), proposal__ref=proposal_ref)
    standing.round = round
    context = {"round": round, "standing": standing, "previews": queries.previews(standing)}
    return render(request, "evaluation/rounds/letter_preview.html", context)
