"""What a release makes known: to everybody the list, to an applicant the own result and its reasons."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import STAFF, for_audience
from cluster_portal.shared.paging import keyset_page
from cluster_portal.shared.same_answer import same_for_visitors
from documents import store
from evaluation import access
from evaluation.disclosure_paper import disclosure_pdf, making
from evaluation.models import Addendum, ListChange, Packet, Round, Standing
from evaluation.queries import appeals
from evaluation.queries import follow_up as follow_ups
from evaluation.queries import results as queries
from evaluation.queries.addenda import addenda_of
from evaluation.queries.draws import live_draw
from evaluation.ranking_pages import REASONS, tie_words
from evaluation.states import Decision, RoundStatus


@for_audience("public")
@same_for_visitors
def result_list(request: HttpRequest) -> HttpResponse:
    """Released rounds, newest first."""
    page = keyset_page(queries.released_rounds(), order=("-released_at", "-pk"), cursor=request.GET.get("cursor"), size=20)
    return render(request, "evaluation/results/list.html", {"page": page})


@for_audience("public")
@same_for_visitors
def result_round(request: HttpRequest, ref: str) -> HttpResponse:
    """The selected and the reserve list of one round; nobody's score, and nobody who was not selected."""
    try:
        round = queries.released_round(ref)
    except Round.DoesNotExist:
        review = get_object_or_404(Round.objects.filter(appeal_of__isnull=False), ref=ref, status=RoundStatus.RELEASED)
        return redirect("evaluation:result-round", review.appeal.round.ref)  # a review stands with what it looked into
    page = queries.public_results(round, cursor=request.GET.get("cursor"))
    context = {
        "round": round,
        "page": page,
        "selected": [one for one in page.items if one.decision == Decision.SELECTED],
        "reserve": sorted(
            (one for one in page.items if one.decision == Decision.RESERVE), key=lambda one: one.reserve_number or 0
        ),
        "addenda": addenda_of(round),
        "changes": list(ListChange.objects.filter(round=round).select_related("proposal__lead")),
        "packet": Packet.objects.filter(round=round).first(),
        "draw": live_draw(round),
        "ranking": access.may_see_ranking(request.user, round) if request.user.is_authenticated else False,
    }
    return render(request, "evaluation/results/round.html", context)


@for_audience("public")
def result_packet(request: HttpRequest, ref: str) -> HttpResponseBase:
    """The packet of a released round, as it was made with the release."""
    packet = get_object_or_404(Packet.objects.select_related("round"), round__ref=ref, round__status=RoundStatus.RELEASED)
    try:
        content = store.open_kept(packet.zip_sha256)
    except FileNotFoundError as lost:
        raise Http404 from lost
    response = FileResponse(content, as_attachment=True, filename=packet.name, content_type="application/zip")
    response["Content-Length"] = packet.size
    response["X-Content-Type-Options"] = "nosniff"
    return response


@for_audience("public")
def result_addendum(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """What an appeal changed of a released list, byte for byte as its SHA-256 was made over it."""
    addendum = get_object_or_404(Addendum, round__ref=ref, number=number)
    return HttpResponse(addendum.content, content_type="application/json")


def _own(request: SignedInRequest, proposal_ref: str) -> Standing:
    try:
        return queries.my_result(request.user, proposal_ref)
    except Standing.DoesNotExist:
        raise Http404 from None


@for_audience("company", *STAFF)
def result_detail(request: SignedInRequest, proposal_ref: str) -> HttpResponse:
    """The disclosure sheet of one proposal."""
    standing = _own(request, proposal_ref)
    found = queries.disclosure(standing)
    context = {
        "standing": standing,
        "round": standing.round,
        "proposal": standing.proposal,
        "found": found,
        "making": making(found),
        "reason": REASONS.get(standing.decision_reason, ""),
        "tie": tie_words(standing.tie, standing.round.rules) if found.total is not None else "",
        "code": queries.code_of(standing),
        "arrived_at": request.arrived_at,
        **follow_ups.after_result(standing, until=found.appeal_until, at=request.arrived_at),
        "may_ask": access.may_appeal(request.user, standing.proposal),
        "appeal": appeals.standing_appeal(request.user, standing),
        "may_appeal": access.may_appeal(request.user, standing.proposal) and request.arrived_at < found.appeal_until,
    }
    return render(request, "evaluation/results/detail.html", context)


@for_audience("company", *STAFF)
def result_print(request: SignedInRequest, proposal_ref: str) -> HttpResponse:
    """The same as a PDF."""
    standing = _own(request, proposal_ref)
    found = queries.disclosure(standing)
    if found.total is None:
        raise Http404
    response = HttpResponse(disclosure_pdf(found), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{proposal_ref}-result.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
