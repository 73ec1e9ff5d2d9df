"""Who judges what as a table: out for a spreadsheet, and in again after it was held against the rules."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest
from audit.record import record_access
from cluster_portal.shared.audience import for_audience
from documents.exports import stream_csv
from evaluation import assignment_pages
from evaluation.actions.keep_assignment_file import keep_assignment_file
from evaluation.assignment_files import read_lines
from evaluation.forms.assignment import TableForm
from evaluation.forms.reasons import ReasonForm
from evaluation.queries.assignment_files import checked, exported, heads
from evaluation.views.assignment import individual, run_of
from evaluation.views.rounds import RUNNERS, round_context, run_round


@for_audience(*RUNNERS)
def assignment_export(request: SignedInRequest, ref: str) -> HttpResponse | Any:
    """All seats as a table, appointed or proposed: names people, so it asks for a reason and is counted."""
    round = individual(run_round(request, ref))
    number = request.GET.get("run", "")
    run = run_of(round, int(number)) if number.isascii() and number.isdigit() and len(number) < 6 else None
    form = ReasonForm(request.POST or None, button=_("Download"), help_text=_("Kept in the log of looks at personal data."))
    if request.method != "POST" or not form.is_valid():
        context = {"round": round, "form": form, "heading": _("Evaluators of each proposal as a table")}
        return render(request, "evaluation/rounds/form.html", context, status=422 if form.errors else 200)
    record_access(
        by=request.user,
        subject=f"round/{round.pk}",
        what="assignment of a round",
        why=form.cleaned_data["reason"],
        request=request,
    )
    name = f"{_('assignment')}-{round.ref}{f'-{run.number}' if run else ''}-{timezone.localtime():%Y%m%d-%H%M}.csv"
    return stream_csv(name, heads(), exported(round, run))


@for_audience(*RUNNERS)
def assignment_import(request: SignedInRequest, ref: str) -> HttpResponse:
    """Hold a table against the round; keep it as a proposal only where that is asked for and every line can be followed."""
    round = individual(run_round(request, ref))
    form = TableForm(request.POST or None, request.FILES or None)
    context = round_context(request, round, "assignment")
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            file = form.cleaned_data["file"]
            lines = read_lines(file.read())
            found = checked(round, lines)
            if "keep" in request.POST and found.can_be_kept:
                run = keep_assignment_file(round, lines, name=file.name, by=request.user, at=request.arrived_at)
                messages.success(request, _("Kept as a proposal. Nobody is appointed yet."))
                return redirect(reverse("evaluation:assignment-run", args=[round.ref, run.number]))
            context |= {"report": assignment_pages.table_report(found), "file_name": file.name}
            status = 200 if found.can_be_kept else 422
    return render(request, "evaluation/assignment/table.html", context | {"form": form}, status=status)
