"""The experts' pool: for those who appoint and audit, for the programme office that keeps it, and each for themselves."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest
from audit.record import record_access
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.errors import DomainError, NotAllowed, require
from cluster_portal.shared.paging import keyset_page
from clusters.models import Industry
from consultants import access, queries
from consultants.actions.add_expert import add_expert
from consultants.actions.edit_expert import edit_expert
from consultants.forms import AddExpertForm, Career, ExpertFilterForm, ExpertForm
from consultants.models import Expert

POOL = ("hq", "central", "auditor")


@for_audience(*POOL)
def expert_list(request: SignedInRequest) -> HttpResponse:
    """Who may be asked, narrowed by words, region and sector. One statement of its own."""
    form = ExpertFilterForm(request.GET)
    found = queries.expert_list(request.user, region=form.chosen("region"), sector=form.chosen("sector"), words=form.chosen("q"))
    if form.chosen("unconfirmed"):
        found = found.not_confirmed(request.arrived_at)
    page = keyset_page(found, order=("-pk",), cursor=request.GET.get("cursor"))
    for expert in page.items:
        expert.is_fresh = expert.is_confirmed(request.arrived_at)
    context = {"page": page, "form": form, "may_manage": access.may_manage_experts(request.user)}
    return render(request, "consultants/list.html", context)


def seen_expert(request: SignedInRequest, pk: int) -> Expert:
    return get_object_or_404(Expert.objects.visible_to(request.user).select_related("user", "organisation", "region"), pk=pk)


@for_audience(*POOL, "evaluator", "doctor")
def expert_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One person of the pool; looking at somebody else is counted."""
    expert = seen_expert(request, pk)
    if expert.user_id != request.user.pk:
        record_access(by=request.user, subject=expert.user, what="expert", why=_("Looked at the experts' pool"), request=request)
    codes = Industry.objects.filter(code__in=expert.industries).order_by("code")
    context = {
        "expert": expert,
        "industries": [f"{one.code} {one}" for one in codes],
        "career": expert.former_employments.select_related("organisation"),
        "sections": queries.profile(expert, request.user),
        "may_edit": access.may_edit_profile(request.user, expert),
        "may_see_pool": access.may_see_pool(request.user),
        "is_own": access.may_confirm_profile(request.user, expert),
        "sees_gender": access.may_see_gender(request.user, expert),
        "is_confirmed": expert.is_confirmed(request.arrived_at),
    }
    return render(request, "consultants/detail.html", context)


@for_audience(*POOL)
def pool_statistics(request: SignedInRequest) -> HttpResponse:
    """The pool in numbers: balance of regions, sectors and gender, and how fresh the profiles are."""
    return render(request, "consultants/statistics.html", {"balance": queries.balance(request.arrived_at)})


@for_audience("evaluator", "doctor")
def my_profile(request: SignedInRequest) -> HttpResponse:
    """The way to one's own page; whoever is not in the pool has none."""
    own = Expert.objects.filter(user=request.user).first()
    if own is None:
        raise Http404
    return redirect("consultants:expert-detail", own.pk)


@for_audience("central", "evaluator", "doctor")
def expert_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Oneself, or the programme office."""
    expert = seen_expert(request, pk)
    require(access.may_edit_profile(request.user, expert))
    sent = request.POST if request.method == "POST" else None
    own = access.may_see_gender(request.user, expert)
    form = ExpertForm(sent, expert=expert, manages=access.may_manage_experts(request.user), is_own=own)
    career = Career(sent, expert=expert)
    if sent is not None and all([form.is_valid(), career.is_valid()]):
        edit_expert(expert, by=request.user, former_employments=career.facts(), **form.facts())
        messages.success(request, _("Saved."))
        return redirect("consultants:expert-detail", pk)
    return _form(request, form, heading=_("Edit the profile"), expert=expert, career=career)


@for_audience("central")
def expert_add(request: SignedInRequest) -> HttpResponse:
    """Take a person into the pool."""
    form = AddExpertForm(request.POST or None, manages=True)
    if request.method == "POST" and form.is_valid():
        try:
            expert = add_expert(form.cleaned_data["email"], by=request.user, **form.facts())
        except NotAllowed:
            raise
        except DomainError as refused:
            form.add_error("email", str(refused))
        else:
            messages.success(request, _("%(name)s is in the pool now.") % {"name": expert.name})
            return redirect("consultants:expert-detail", expert.pk)
    return _form(request, form, heading=_("Add an expert"))


def _form(request: SignedInRequest, form: Any, *, heading: str, expert: Expert | None = None, career: Any = None) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "expert": expert,
        "career": career,
        "may_see_pool": access.may_see_pool(request.user),
    }
    wrong = form.errors or (career is not None and career.is_bound and not career.is_valid())
    return render(request, "consultants/form.html", context, status=422 if wrong else 200)
