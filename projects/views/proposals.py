"""One address, two rooms: a firm finds its own proposals here, an office what was handed in to it."""

from django.http import HttpResponse

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import STAFF, admits, for_audience
from projects import access
from projects.models import Proposal
from projects.views import company, hq


@for_audience("company", *STAFF)
def proposal_list(request: SignedInRequest) -> HttpResponse:
    return (hq if admits(STAFF, request.user) else company).proposal_list(request)


@for_audience("company", *STAFF)
def proposal_detail(request: SignedInRequest, ref: str) -> HttpResponse:
    """Somebody who is both meets a proposal of the own firm as its firm."""
    if not admits(("company",), request.user):
        return hq.proposal_detail(request, ref)
    if admits(STAFF, request.user) and not Proposal.objects.filter(access.proposals_of_own_firms(request.user), ref=ref).exists():
        return hq.proposal_detail(request, ref)
    return company.proposal_detail(request, ref)
