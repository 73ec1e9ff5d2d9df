"""A panel talks about its sealed sheets: the matrix of first scores, and a thread for each proposal."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.canonical import canonical_json, sha256_hex
from cluster_portal.shared.errors import DomainError
from evaluation import access
from evaluation.actions.write_remark import LONGEST, write_remark
from evaluation.forms.refusals import put_beside_fields
from evaluation.forms.remarks import RemarkForm
from evaluation.models import PanelMember, Round, RoundProposal
from evaluation.queries import rounds as round_queries
from evaluation.queries.applicant_answers import answer_on
from evaluation.queries.evaluator import colleagues
from evaluation.queries.meeting_triage import matrix
from evaluation.queries.remarks import thread
from evaluation.views.meeting_live import live
from evaluation.views.meeting_room import seat_in
from evaluation.views.rounds import RUNNERS, round_context, watched_round
from evaluation.views.sheets import own_sheet


@for_audience("evaluator")
def my_discussion(request: SignedInRequest, ref: str, proposal_ref: str) -> HttpResponse:
    """What the colleagues say about one proposal; closed to who has a tie to it or has not scored it."""
    sheet = own_sheet(request, ref, proposal_ref)
    if not access.may_follow_discussion(request.user, sheet, request.arrived_at):
        raise Http404
    may_remark = access.may_remark(request.user, sheet, request.arrived_at)
    form = RemarkForm(request.POST or None) if may_remark or request.method == "POST" else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            write_remark(sheet, by=request.user, text=form.cleaned_data["text"], at=request.arrived_at)
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            return redirect(request.path)
    entry = RoundProposal.objects.get(round=sheet.round, proposal=sheet.proposal)
    remarks = thread(entry, request.user)
    context = {
        "round": sheet.round, "proposal": sheet.proposal, "sheet": sheet, "remarks": remarks, "form": form, "limit": LONGEST,
        "colleagues": colleagues(request.user, sheet), "url": reverse("evaluation:my-discussion", args=[ref, proposal_ref]),
        "is_chair": sheet.member.is_chair, "applicant_answer": answer_on(sheet.round, sheet.proposal_id, request.user),
    }  # fmt: skip
    stamp = sha256_hex(canonical_json([one.remark.pk for one in remarks]))[:32]
    status = 422 if form is not None and form.errors else 200
    return live(
        request, "evaluation/meetings/discussion.html", "evaluation/meetings/_thread.html", context, stamp=stamp, status=status
    )


@for_audience(*RUNNERS, "auditor")
def discussion(request: SignedInRequest, ref: str, proposal_ref: str) -> HttpResponse:
    """The same thread for those who run and oversee the round, once scores are open to them."""
    round = watched_round(request, ref)
    if not access.may_see_scores(request.user, round):
        raise Http404
    entry = _entry(round, proposal_ref)
    context = round_context(request, round, "meetings") | {
        "proposal": entry.proposal, "remarks": thread(entry, request.user),
        "applicant_answer": answer_on(round, entry.proposal_id, request.user),
    }  # fmt: skip
    return render(request, "evaluation/meetings/discussion_read.html", context)


def _entry(round: Round, proposal_ref: str) -> RoundProposal:
    try:
        return round_queries.entry(round, proposal_ref)
    except RoundProposal.DoesNotExist:
        raise Http404 from None


@for_audience("evaluator")
def my_matrix(request: SignedInRequest, ref: str) -> HttpResponse:
    """First scores of the proposals one sealed oneself, the ones to discuss first in front."""
    member: PanelMember = seat_in(request, ref)
    is_open = access.may_discuss(member.round, request.arrived_at)
    context: dict[str, Any] = {
        "member": member, "round": member.round, "is_open": is_open,
        "matrix": matrix(request.user, member.round, member.section) if is_open else None,
    }  # fmt: skip
    return render(request, "evaluation/meetings/my_matrix.html", context)


@for_audience(*RUNNERS, "auditor")
def round_matrix(request: SignedInRequest, ref: str) -> HttpResponse:
    """The same over a section for those who run and oversee the round, once scores are open to them."""
    round = watched_round(request, ref)
    is_open = access.may_see_scores(request.user, round)
    sections = list(round.sections.all())
    asked = request.GET.get("section", "")
    chosen = next((one for one in sections if str(one.number) == asked), None)
    if asked and chosen is None:
        raise Http404
    context = round_context(request, round, "meetings") | {
        "is_open": is_open, "sections": sections, "chosen": chosen,
        "matrix": matrix(request.user, round, chosen) if is_open else None,
    }  # fmt: skip
    return render(request, "evaluation/meetings/matrix.html", context)
