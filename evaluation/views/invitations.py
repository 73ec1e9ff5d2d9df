"""The page an invitation's letter leads to."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.errors import DomainError
from evaluation.actions.accept_invitation import accept_invitation
from evaluation.actions.decline_invitation import decline_invitation
from evaluation.forms.reasons import ReasonForm
from evaluation.forms.refusals import put_beside_fields
from evaluation.models import PanelMember
from evaluation.queries import evaluator as queries


def _seat(request: SignedInRequest, token: str) -> PanelMember:
    try:
        return queries.invitation(token, request.user)
    except PanelMember.DoesNotExist:
        raise Http404 from None


@for_audience("evaluator")
def invitation(request: SignedInRequest, token: str) -> HttpResponse:
    """What is asked, by when, how much; accept in one tap, decline with a reason."""
    return _page(request, _seat(request, token), _decline_form())


def _page(request: SignedInRequest, member: PanelMember, form: ReasonForm, status: int = 200) -> HttpResponse:
    return render(
        request, "evaluation/evaluator/invitation.html", {"member": member, "round": member.round, "form": form}, status=status
    )


def _decline_form(data: Any = None) -> ReasonForm:
    return ReasonForm(
        data, button=_("Decline"), danger=True, question=_("Your seat goes to somebody else. Decline the invitation?"),
        help_text=_("Read by the headquarters only."),
    )  # fmt: skip


@for_audience("evaluator")
@require_POST
def invitation_accept(request: SignedInRequest, token: str) -> HttpResponse:
    """Take the seat; the pledge comes next."""
    member = _seat(request, token)
    try:
        accept_invitation(member, by=request.user, at=request.arrived_at)
    except DomainError as refused:
        messages.error(request, str(refused))
        return redirect("evaluation:invitation", token)
    messages.success(request, _("Thank you. You are on the panel."))
    return redirect("evaluation:my-pledge", member.round.ref)


@for_audience("evaluator")
@require_POST
def invitation_decline(request: SignedInRequest, token: str) -> HttpResponse:
    """Give the seat back, with a reason."""
    member, form = _seat(request, token), _decline_form(request.POST)
    if form.is_valid():
        try:
            decline_invitation(member, by=request.user, reason=form.cleaned_data["reason"], at=request.arrived_at)
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            messages.success(request, _("You have declined. The headquarters has been told."))
            return redirect("evaluation:desk")
    return _page(request, member, form, status=422)
