"""Who has scored what, by when: progress without a score, reminding those who are late, and giving a sheet back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.errors import DomainError
from evaluation import access, monitor_pages
from evaluation.actions.remind_now import remind_now
from evaluation.actions.reopen_sheet import reopen_sheet
from evaluation.forms.reasons import ReasonForm
from evaluation.forms.refusals import put_beside_fields
from evaluation.models import PanelMember, Sheet
from evaluation.phases import Right, allows
from evaluation.queries import rounds as queries
from evaluation.views.deeds import press
from evaluation.views.rounds import RUNNERS, round_context, run_round, watched_round


@for_audience(*RUNNERS, "auditor")
def round_monitor(request: SignedInRequest, ref: str) -> HttpResponse:
    """Proposals by seats, and each evaluator's progress. Four statements over any number of sheets."""
    round = watched_round(request, ref)
    missing_only = request.GET.get("show") == "missing"
    found = queries.monitor(round, cursor=request.GET.get("cursor"), missing_only=missing_only)
    context = round_context(request, round, "monitor") | {
        "monitor": found,
        "named": set(round.members.visible_to(request.user).values_list("pk", flat=True)),
        "rows": monitor_pages.rows(round, found),
        "page": found.entries,
        "missing_only": missing_only,
        "is_scoring": round.is_scoring(request.arrived_at),
        "may_remind": access.may_remind(request.user, round) and allows(round.phase(request.arrived_at), Right.SEAL),
    }
    return render(request, "evaluation/rounds/monitor.html", context)


@for_audience("hq")
@require_POST
def round_remind(request: SignedInRequest, ref: str) -> HttpResponse:
    """Write to those with unsealed sheets now; who was reminded within the hour is left in peace."""
    round = run_round(request, ref)

    def words(members: list[PanelMember]) -> str:
        if not members:
            return _("Nobody is left to remind: whoever has unsealed sheets was reminded within the hour.")
        return ngettext("%(n)d evaluator reminded.", "%(n)d evaluators reminded.", len(members)) % {"n": len(members)}

    return press(
        request, lambda: remind_now(round, by=request.user, at=request.arrived_at), done=words,
        back=reverse("evaluation:round-monitor", args=[ref]),
    )  # fmt: skip


@for_audience(*RUNNERS)
def sheet_reopen(request: SignedInRequest, ref: str, pk: int) -> HttpResponse:
    """Give a sealed or abstained sheet back to its evaluator, with a reason; no score is shown."""
    round = run_round(request, ref)
    try:
        sheet = queries.sheet_to_reopen(round, pk)
    except Sheet.DoesNotExist:
        raise Http404 from None
    form = ReasonForm(
        request.POST or None, button=_("Reopen the sheet"), help_text=_("The evaluator reads it. The signed version stays as it was signed."),
        question=_("The evaluator is told and must sign again. Reopen the sheet?"),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            reopen_sheet(sheet, by=request.user, reason=form.cleaned_data["reason"], at=request.arrived_at)
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            messages.success(request, _("The sheet is open again. The evaluator has been told."))
            return redirect("evaluation:round-monitor", ref)
    context = {"round": round, "form": form, "heading": _("Reopen a sheet"), "sheet": sheet}
    return render(request, "evaluation/rounds/form.html", context, status=422 if form.errors else 200)
