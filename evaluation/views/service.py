"""How evaluators served: HQ's marks after a round, and each expert's record."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from audit.record import record_access
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.errors import DomainError, NotAllowed
from consultants.models import Expert
from evaluation import access
from evaluation.actions.mark_service import mark_service
from evaluation.forms.service import MarkForm
from evaluation.queries import service as queries
from evaluation.views.rounds import RUNNERS, round_context, run_round


@for_audience(*RUNNERS)
def service_list(request: SignedInRequest, ref: str) -> HttpResponse:
    """Everybody who served, with what came in time and the mark of their comments."""
    round = run_round(request, ref)
    members = list(queries.panel_of(round))
    context = round_context(request, round, "panel") | {
        "rows": [(member, MarkForm.of(member)) for member in members],
        "is_closed": round.is_closed,
    }
    return render(request, "evaluation/rounds/service.html", context)


@for_audience(*RUNNERS)
@require_POST
def service_mark(request: SignedInRequest, ref: str, pk: int) -> HttpResponse:
    """Keep the mark of one person."""
    round = run_round(request, ref)
    member = get_object_or_404(round.members.visible_to(request.user).joined(), pk=pk)
    form = MarkForm(request.POST, prefix=f"mark-{pk}")
    if form.is_valid():
        try:
            mark_service(member, by=request.user, at=request.arrived_at, **form.cleaned_data)
        except NotAllowed:
            raise
        except DomainError as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The mark of %(name)s has been kept.") % {"name": member.name})
        return redirect("evaluation:service-list", ref)
    rows = [(one, form if one.pk == pk else MarkForm.of(one)) for one in queries.panel_of(round)]
    context = round_context(request, round, "panel") | {"rows": rows, "is_closed": round.is_closed}
    return render(request, "evaluation/rounds/service.html", context, status=422)


@for_audience("hq", "central", "auditor", "evaluator", "doctor")
def expert_service(request: SignedInRequest, pk: int) -> HttpResponse:
    """An expert's record: in sum for the person, round by round for those who appoint."""
    expert = get_object_or_404(Expert.objects.visible_to(request.user).select_related("user", "organisation", "region"), pk=pk)
    sees_marks = access.may_see_marks(request.user)
    if expert.user_id != request.user.pk:
        record_access(by=request.user, subject=expert.user, what="service", why=_("Looked at the experts' pool"), request=request)
    context = {
        "expert": expert,
        "service": queries.service_of(expert),
        "marks": list(queries.marks_of(expert)) if sees_marks else None,
        "may_see_pool": sees_marks,
    }
    return render(request, "evaluation/service.html", context)
