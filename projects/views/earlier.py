"""What the firm has written before, taken into the draft it writes now."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.errors import InvalidInput, StaleVersion, require
from projects.actions.invite_earlier_partner import invite_earlier_partner
from projects.actions.save_answer import save_answer
from projects.models import Partner
from projects.proposal_pages import step_url
from projects.queries.earlier import earlier_texts
from projects.views.desk import open_desk
from projects.views.typed import whole_number


@for_audience("company")
def earlier_text(request: SignedInRequest, ref: str, field: str) -> HttpResponse:
    """What the firm's other proposals say to one question; one of them takes the place of what stands. Versions are kept."""
    desk = open_desk(request, ref)
    require(desk.may_edit and "project" in desk.open_steps)
    question = next((one for one in desk.dossier.fields if one.code == field), None)
    if question is None:
        raise Http404
    standing, texts = desk.dossier.answer(field), earlier_texts(request.user, desk.proposal, field)
    if request.method == "POST":
        chosen = next((one for one in texts if str(one.pk) == request.POST.get("text")), None)
        try:
            if chosen is None:
                raise InvalidInput({field: _("Choose one of the texts.")})
            version = whole_number(request.POST.get("version", "")) or 0
            save_answer(desk.proposal, field=field, text=chosen.text, base_version=version, by=desk.user, at=desk.at)
        except (InvalidInput, StaleVersion) as refused:
            messages.error(request, str(refused))
            return redirect("projects:earlier-text", ref, field)
        messages.success(request, _("The text has been taken over. The one before is among its versions."))
        return redirect(f"{step_url(ref, 'project')}#id_{field}")
    context = {"desk": desk, "proposal": desk.proposal, "question": question, "standing": standing, "texts": texts}
    return render(request, "projects/proposals/earlier_text.html", context)


@for_audience("company")
@require_POST
def partner_invite_earlier(request: SignedInRequest, ref: str, pk: int) -> HttpResponse:
    """One of the earlier proposal's partners is asked, now."""
    desk = open_desk(request, ref)
    require(desk.may_edit)
    theirs = Partner.objects.filter(proposal__taken_over_by__proposal=desk.proposal)
    earlier = get_object_or_404(theirs.select_related("organisation", "proposal"), pk=pk)
    try:
        partner = invite_earlier_partner(desk.proposal, earlier=earlier, by=request.user, at=request.arrived_at)
    except InvalidInput as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(partner)s has been invited.") % {"partner": partner})
    return redirect(step_url(ref, "partners"))
