"""What holds a signature: the evaluator's receipt, and the round's chain of seals for those who run or oversee it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.canonical import canonical_json
from evaluation.queries import seals as queries
from evaluation.queries.seals import Receipt
from evaluation.views.rounds import RUNNERS, round_context, watched_round
from evaluation.views.sheets import own_sheet


@for_audience("evaluator")
def sheet_receipt(request: SignedInRequest, ref: str, proposal_ref: str) -> HttpResponse:
    """Every signature under one's own sheet: seal, place in the chain, time; after the close the proof that it counts."""
    sheet = own_sheet(request, ref, proposal_ref)
    found = _own_receipts(request, ref, proposal_ref)
    context = {"sheet": sheet, "round": sheet.round, "proposal": sheet.proposal, "receipts": found}
    return render(request, "evaluation/evaluator/receipt.html", context)


@for_audience("evaluator")
def sheet_receipt_file(request: SignedInRequest, ref: str, proposal_ref: str, number: int) -> HttpResponse:
    """One receipt with all that opens the seal again, to keep."""
    receipt = next((one for one in _own_receipts(request, ref, proposal_ref) if one.seal.number == number), None)
    if receipt is None:
        raise Http404
    response = HttpResponse(canonical_json(receipt.opened) + "\n", content_type="application/json")
    name = f"{ref}-{proposal_ref}-{number}.json"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


def _own_receipts(request: SignedInRequest, ref: str, proposal_ref: str) -> list[Receipt]:
    found = queries.receipts(own_sheet(request, ref, proposal_ref))
    if not found:
        raise Http404
    return found


@for_audience(*RUNNERS, "auditor")
def round_seals(request: SignedInRequest, ref: str) -> HttpResponse:
    """The chain of seals, newest first. Seals, seats and times; never a score."""
    round = watched_round(request, ref)
    page = queries.chain_page(round, cursor=request.GET.get("cursor"))
    return render(request, "evaluation/rounds/seals.html", round_context(request, round, "seals") | {"page": page})
