"""Lines of a profile: written, corrected, taken out. By the person; sanctions by the programme office."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.errors import require
from consultants import access
from consultants.actions.confirm_profile import confirm_profile
from consultants.actions.remove_entry import remove_entry
from consultants.actions.write_entry import write_entry
from consultants.entry_kinds import KINDS, EntryKind
from consultants.models import Entry, Expert
from consultants.views.experts import seen_expert


def _kind(slug: str) -> EntryKind:
    if slug not in KINDS:
        raise Http404
    return KINDS[slug]


def _written(request: SignedInRequest, expert: Expert, kind: EntryKind, entry: Entry | None) -> HttpResponse:
    require(access.may_write_entry(request.user, expert, kind.model))
    form = kind.form(request.POST or None, instance=entry)
    if request.method == "POST" and form.is_valid():
        write_entry(kind.model, expert, by=request.user, instead_of=entry, at=request.arrived_at, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(_section(expert, kind))
    context = {
        "form": form, "heading": kind.add if entry is None else _("Correct: %(list)s") % {"list": kind.title}, "lead": kind.why,
        "expert": expert, "may_see_pool": access.may_see_pool(request.user),
    }  # fmt: skip
    return render(request, "consultants/form.html", context, status=422 if form.errors else 200)


def _section(expert: Expert, kind: EntryKind) -> str:
    return f"{reverse('consultants:expert-detail', args=[expert.pk])}#{kind.slug}"


@for_audience("central", "evaluator", "doctor")
def entry_add(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    return _written(request, seen_expert(request, pk), _kind(kind), None)


@for_audience("central", "evaluator", "doctor")
def entry_edit(request: SignedInRequest, pk: int, kind: str, entry: int) -> HttpResponse:
    expert, of_kind = seen_expert(request, pk), _kind(kind)
    return _written(request, expert, of_kind, _standing(of_kind, expert, entry))


@for_audience("central", "evaluator", "doctor")
@require_POST
def entry_remove(request: SignedInRequest, pk: int, kind: str, entry: int) -> HttpResponse:
    expert, of_kind = seen_expert(request, pk), _kind(kind)
    remove_entry(_standing(of_kind, expert, entry), by=request.user, at=request.arrived_at)
    messages.success(request, _("Taken out."))
    return redirect(_section(expert, of_kind))


def _standing(kind: EntryKind, expert: Expert, pk: int) -> Entry:
    return get_object_or_404(kind.model.objects.standing().filter(expert=expert), pk=pk)


@for_audience("evaluator", "doctor")
@require_POST
def profile_confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """All of this holds."""
    confirm_profile(seen_expert(request, pk), by=request.user, at=request.arrived_at)
    messages.success(request, _("Thank you. Your profile counts as confirmed for a year."))
    return redirect("consultants:expert-detail", pk)
