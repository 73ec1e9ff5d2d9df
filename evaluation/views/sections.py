"""How a round is divided: by field, then by hand, until anybody is seated or a draw announced."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.errors import DomainError
from evaluation.actions.form_sections import form_sections
from evaluation.actions.move_proposals import move_proposals
from evaluation.actions.rename_section import rename_section
from evaluation.forms.refusals import put_beside_fields
from evaluation.forms.sections import FormSectionsForm, MoveForm, RenameForm
from evaluation.models import Round
from evaluation.queries import sections as queries
from evaluation.queries.draws import live_draw
from evaluation.views.deeds import press
from evaluation.views.rounds import RUNNERS, round_context, run_round, watched_round


@for_audience(*RUNNERS, "auditor")
def round_sections(request: SignedInRequest, ref: str) -> HttpResponse:
    return _page(request, watched_round(request, ref))


def _page(request: SignedInRequest, round: Round, form: FormSectionsForm | None = None) -> HttpResponse:
    sections = list(queries.sections_of(round))
    context = round_context(request, round, "panel")
    fixed = live_draw(round) is not None or round.members.seated().exists()
    may_divide = context["may_run"] and round.is_staffing and not round.is_individual and not fixed
    number = request.GET.get("section", "")
    chosen = int(number) if number.isdecimal() and len(number) < 6 else None
    if may_divide:
        form = form or _form(round, len(sections) > 1)
        context["move"] = MoveForm(sections=sections)
    context |= {
        "sections": sections,
        "form": form,
        "chosen": chosen,
        "page": queries.entries_page(round, section=chosen, cursor=request.GET.get("cursor")),
        "may_divide": may_divide,
        "fixed": fixed,
    }
    return render(request, "evaluation/rounds/sections.html", context, status=422 if form is not None and form.errors else 200)


def _form(round: Round, again: bool, *given: Any) -> FormSectionsForm:
    return FormSectionsForm(*given, action=reverse("evaluation:section-form", args=[round.ref]), again=again)


def _back(ref: str) -> str:
    return reverse("evaluation:round-sections", args=[ref])


@for_audience(*RUNNERS)
@require_POST
def section_form(request: SignedInRequest, ref: str) -> HttpResponse:
    """Divide by field."""
    round = run_round(request, ref)
    form = _form(round, True, request.POST)
    if form.is_valid():
        try:
            made = form_sections(round, by=request.user, at=request.arrived_at, **form.cleaned_data)
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            words = ngettext("Divided into %(n)d section.", "Divided into %(n)d sections.", len(made))
            messages.success(request, words % {"n": len(made)})
            return redirect(_back(ref))
    return _page(request, round, form)


@for_audience(*RUNNERS)
@require_POST
def section_rename(request: SignedInRequest, ref: str, number: int) -> HttpResponse:
    """Word one anew."""
    round = run_round(request, ref)
    section = get_object_or_404(round.sections.select_related("round"), number=number)
    form = RenameForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(words) for words in form.errors["name"]))
        return redirect(_back(ref))
    return press(
        request, lambda: rename_section(section, by=request.user, at=request.arrived_at, **form.cleaned_data),
        done=lambda one: _("Now called %(name)s.") % {"name": one.title}, back=_back(ref),
    )  # fmt: skip


@for_audience(*RUNNERS)
@require_POST
def section_move(request: SignedInRequest, ref: str) -> HttpResponse:
    """Put what is ticked elsewhere."""
    round = run_round(request, ref)
    form = MoveForm(request.POST, sections=list(round.sections.all()))
    ticked = [int(one) for one in request.POST.getlist("entry") if one.isdecimal() and len(one) < 18]
    entries = list(round.entries.filter(pk__in=ticked))
    if not form.is_valid():
        messages.error(request, _("Choose the section."))
        return redirect(_back(ref))
    return press(
        request, lambda: move_proposals(round, entries, to=form.chosen(), by=request.user, at=request.arrived_at),
        done=lambda one: _("Moved to %(section)s.") % {"section": one.title}, back=_back(ref),
    )  # fmt: skip
