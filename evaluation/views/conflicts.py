"""Conflicts of a round: what the rules find, what HQ rules on it, a table to take away, names checked before an invitation."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from audit.record import record_access
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.errors import DomainError, require
from documents.exports import stream_csv
from evaluation import access
from evaluation.actions.rule_on_conflicts import rule_on_conflicts
from evaluation.conflict_pages import Table
from evaluation.forms.adjudication import ConflictFilterForm, DryRunForm, RulingForm
from evaluation.forms.panel import BARRED
from evaluation.forms.reasons import ReasonForm
from evaluation.forms.refusals import put_beside_fields
from evaluation.models import Round
from evaluation.queries import pool
from evaluation.queries.conflicts import earlier_rulings
from evaluation.queries.dry_run import dry_run
from evaluation.states import AFTER_CLOSE
from evaluation.views.rounds import RUNNERS, round_context, run_round, seen_round
from projects.models import Proposal


def watched_conflicts(request: SignedInRequest, ref: str) -> Round:
    round = seen_round(request, ref)
    require(access.may_see_conflicts(request.user, round))
    return round


def _table(round: Round) -> Table:
    """Everybody who may evaluate, over every proposal of the round. A constant number of statements."""
    experts = list(pool.evaluators())
    proposals = Proposal.objects.filter(rounds__round=round).select_related("lead").only("ref", "title", "lead")
    return Table(
        round, pool.who_may_not(round, experts), experts, {one.pk: one for one in proposals}, earlier=earlier_rulings(round)
    )


def _filter(request: SignedInRequest, table: Table) -> ConflictFilterForm:
    return ConflictFilterForm(request.GET, rules=sorted(table.names.items(), key=lambda pair: pair[1]))


@for_audience(*RUNNERS, "auditor")
def conflict_list(request: SignedInRequest, ref: str) -> HttpResponse:
    """Every conflict that is found, with its facts and what was ruled; those ticked are ruled on together."""
    return _page(request, watched_conflicts(request, ref), RulingForm())


def _page(request: SignedInRequest, round: Round, form: RulingForm, ticked: list[str] | None = None) -> HttpResponse:
    table = _table(round)
    narrowed = _filter(request, table)
    context = round_context(request, round, "conflicts") | {
        "page": table.page(narrowed.wanted(), request.GET.get("cursor")),
        "filter": narrowed,
        "form": form,
        "ticked": ticked or [],
        "may_rule": access.may_rule_on_conflicts(request.user, round) and round.status not in AFTER_CLOSE,
        "people": len(table.found.experts),
        "pairs": int(table.found.matrix.sum()),
        "language": get_language(),
        "kept": request.GET.urlencode(),
    }
    return render(request, "evaluation/rounds/conflicts.html", context, status=422 if form.errors else 200)


@for_audience(*RUNNERS)
@require_POST
def conflict_rule(request: SignedInRequest, ref: str) -> HttpResponse:
    """Decide on what is ticked."""
    round = run_round(request, ref)
    form, ticked = RulingForm(request.POST), request.POST.getlist("conflict")
    if form.is_valid():
        try:
            made = rule_on_conflicts(
                round, by=request.user, keys=RulingForm.ticked(ticked), at=request.arrived_at, **form.cleaned_data
            )
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            words = ngettext("%(n)d conflict ruled on.", "%(n)d conflicts ruled on.", len(made)) % {"n": len(made)}
            messages.success(request, words)
            return redirect(f"{request.path.removesuffix('rule/')}?{request.GET.urlencode()}")
    return _page(request, round, form, ticked)


@for_audience(*RUNNERS, "auditor")
def conflict_export(request: SignedInRequest, ref: str) -> HttpResponse | Any:
    """All of it as a table: names people, so it asks for a reason and is counted."""
    round = watched_conflicts(request, ref)
    form = ReasonForm(request.POST or None, button=_("Download"), help_text=_("Kept in the log of looks at personal data."))
    if request.method != "POST" or not form.is_valid():
        context = {"round": round, "form": form, "heading": _("Conflicts as a table")}
        return render(request, "evaluation/rounds/form.html", context, status=422 if form.errors else 200)
    record_access(
        by=request.user,
        subject=f"round/{round.pk}",
        what="conflicts of a round",
        why=form.cleaned_data["reason"],
        request=request,
    )
    table = _table(round)
    lines = table.lines(list(table.hits(_filter(request, table).wanted())))
    header = [_("Expert"), _("Affiliation"), _("Proposal"), _("Rule"), _("Ground"), _("Facts"), _("Known from"), _("Ruling"), _("Reason"), _("At")]  # fmt: skip
    levels = {"statutory": _("By law"), "programme": _("By the programme")}
    rows = (
        [
            line.expert.name, line.expert.affiliation, line.proposal.ref, line.rule, levels.get(line.level, ""),
            "; ".join(words for words, _source in line.facts), "; ".join(dict.fromkeys(source for _words, source in line.facts)),
            line.ruling.get_outcome_display() if line.ruling else "", line.ruling.reason if line.ruling else "",
            line.ruling.at if line.ruling else None,
        ]
        for line in lines
    )  # fmt: skip
    return stream_csv(f"{_('conflicts')}-{round.ref}-{timezone.localtime():%Y%m%d-%H%M}.csv", header, rows)


@for_audience(*RUNNERS)
def conflict_check(request: SignedInRequest, ref: str) -> HttpResponse:
    """A list of names against the round, before anyone is invited. Nothing is kept but that somebody looked."""
    round = run_round(request, ref)
    form = DryRunForm(request.POST or None, people=pool.to_pick_from())
    checked = None
    if request.method == "POST" and form.is_valid():
        checked = dry_run(round, form.cleaned_data["names"], form.chosen)
        record_access(by=request.user, subject=f"round/{round.pk}", what="conflict check of names", request=request)
    context = round_context(request, round, "conflicts") | {"form": form, "checked": checked, "barred_words": BARRED}
    return render(request, "evaluation/rounds/conflict_check.html", context, status=422 if form.errors else 200)
