"""The last steps: check the answers, hand in, take the receipt, take it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import STAFF, for_audience
from cluster_portal.shared.errors import DomainError, NotReady, StaleVersion, require
from projects import access
from projects.actions.submit_proposal import submit_proposal
from projects.actions.withdraw_proposal import withdraw_proposal
from projects.errors import CallClosed
from projects.forms.proposals import SubmitForm
from projects.models import Proposal, Submission
from projects.papers import proposal_pdf, receipt_pdf
from projects.proposal_pages import answers, mend_url
from projects.queries.proposals import standing_submission
from projects.views.desk import Desk, open_desk

READERS = ("company", *STAFF)


@for_audience("company")
def proposal_check(request: SignedInRequest, ref: str) -> HttpResponse:
    """제출 전 확인: every answer with the way to change it, everything missing, and for the owner the button."""
    return _check_page(request, open_desk(request, ref))


def _check_page(request: SignedInRequest, desk: Desk, status: int = 200, refusal: Any = "") -> HttpResponse:
    ref = desk.proposal.ref
    problems = desk.board.problems
    context = desk.frame("check") | {
        "sections": answers(desk.dossier, desk.open_steps, request.path),
        "errors": [{"text": str(check), "href": mend_url(ref, check)} for check in problems],
        "form": SubmitForm(initial={"digest": desk.dossier.digest}),
        "may_hand_in": desk.may_submit and desk.is_open and desk.is_in_time and not problems,
        "now": timezone.now(),
        "refusal": refusal,
    }
    return render(request, "projects/proposals/check.html", context, status=status)


@for_audience("company")
@require_POST
def proposal_submit(request: SignedInRequest, ref: str) -> HttpResponse:
    """Hand in what the check page showed. A second press finds it handed in and shows the same receipt."""
    proposal = get_object_or_404(Proposal.objects.visible_to(request.user), ref=ref)
    form = SubmitForm(request.POST)
    digest = form.cleaned_data["digest"] if form.is_valid() else ""
    try:
        submit_proposal(proposal, by=request.user, at=request.arrived_at, expected_digest=digest)
    except StaleVersion as stale:
        messages.warning(request, str(stale))
        return redirect("projects:proposal-check", ref)
    except (NotReady, CallClosed) as refusal:
        return _check_page(request, open_desk(request, ref), refusal.status, refusal if isinstance(refusal, CallClosed) else "")
    except DomainError as refusal:
        if refusal.status == 403:
            raise
        return _check_page(request, open_desk(request, ref), refusal.status, refusal)
    return redirect("projects:proposal-submitted", ref)


@for_audience("company")
def proposal_submitted(request: SignedInRequest, ref: str) -> HttpResponse:
    """The receipt on the screen: number, time, hash, and what comes next."""
    desk = open_desk(request, ref)
    submission = _standing(desk.proposal)
    context = {
        "desk": desk,
        "proposal": desk.proposal,
        "dossier": desk.dossier,
        "submission": submission,
        "may_withdraw": desk.may_submit and desk.proposal.is_withdrawable(desk.at),
    }
    return render(request, "projects/proposals/submitted.html", context)


@for_audience("company")
@require_POST
def proposal_withdraw(request: SignedInRequest, ref: str) -> HttpResponse:
    proposal = get_object_or_404(Proposal.objects.visible_to(request.user), ref=ref)
    withdraw_proposal(proposal, by=request.user, at=request.arrived_at)
    messages.success(
        request, _("The submission has been taken back. It is a draft again; it only counts once it is handed in anew.")
    )
    return redirect("projects:proposal-detail", ref)


@for_audience(*READERS)
def proposal_receipt(request: SignedInRequest, ref: str) -> HttpResponse:
    """The receipt as a PDF, in the reader's language."""
    proposal = _readable(request, ref)
    submission = _standing(proposal)
    return _pdf(receipt_pdf(submission, _language()), f"{submission.number}.pdf")


@for_audience(*READERS)
def proposal_print(request: SignedInRequest, ref: str) -> HttpResponse:
    """The whole proposal as a PDF: as handed in, or the draft as it stands."""
    proposal = _readable(request, ref)
    return _pdf(proposal_pdf(proposal, _language()), f"{proposal.ref}.pdf")


def _readable(request: SignedInRequest, ref: str) -> Proposal:
    found = Proposal.objects.visible_to(request.user).select_related("call__rulebook", "call__year", "lead", "region")
    proposal = get_object_or_404(found, ref=ref)
    require(access.may_see_text(request.user, proposal))
    return proposal


def _standing(proposal: Proposal) -> Submission:
    submission = standing_submission(proposal)
    if submission is None:
        raise DomainError(_("This proposal has not been handed in."), code="not-submitted")
    return submission


def _language() -> str:
    return "en" if (get_language() or "ko").startswith("en") else "ko"


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
