"""Writing a call: the desks of the programme office and of the regional headquarters."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.errors import DomainError, InvalidInput, StaleVersion, require
from cluster_portal.shared.paging import keyset_page
from programme.clocks import notice_days, notice_is_long_enough
from programme.queries import holiday_calendar
from programme.states import YearStatus
from projects import access, call_page
from projects.actions.amend_call import amend_call
from projects.actions.discard_call import discard_call
from projects.actions.edit_call import edit_call
from projects.actions.extend_call import extend_call
from projects.actions.prepare_call import prepare_call
from projects.actions.publish_call import publish_call
from projects.forms.calls import AmendForm, CallForm, ExtendForm, PublishForm
from projects.models import Call
from projects.queries import calls as queries
from projects.states import CallStatus
from projects.views.calls import call_context

WRITERS = ("hq", "central")


def _own_call(request: SignedInRequest, ref: str) -> Call:
    call = get_object_or_404(Call.objects.visible_to(request.user).select_related("region", "rulebook", "year"), ref=ref)
    require(access.may_write_call(request.user, call))
    return call


@for_audience(*WRITERS)
def call_create(request: SignedInRequest) -> HttpResponse:
    """A new call; `copy=<ref>` begins with the words of an earlier one."""
    earlier = (
        Call.objects.visible_to(request.user)
        .filter(ref=request.GET.get("copy", "").replace("\x00", ""))
        .select_related("region")
        .first()
    )
    form = CallForm(request.POST or None, user=request.user, initial=_words_of(earlier))
    if request.method == "POST" and form.is_valid():
        try:
            call = prepare_call(form.description(), by=request.user, at=request.arrived_at)
        except InvalidInput as refused:
            form.show(refused.errors)
        else:
            messages.success(request, _("The draft has been saved. Look at it before you publish it."))
            return redirect("projects:call-preview", call.ref)
    context = {"form": form, "earlier": earlier}
    return render(request, "projects/calls/form.html", context, status=422 if form.errors else 200)


def _words_of(earlier: Call | None) -> dict[str, Any]:
    """What carries over from last year's call: its words and its region, never its times or its rulebook."""
    if earlier is None:
        return {}
    return {
        name: getattr(earlier, name)
        for name in ("region", "title_ko", "title_en", "summary_ko", "summary_en", "body_ko", "body_en")
    }


@for_audience(*WRITERS)
def call_edit(request: SignedInRequest, ref: str) -> HttpResponse:
    call = _own_call(request, ref)
    if call.status != CallStatus.DRAFT:
        raise DomainError(_("A published call is not rewritten. It can be amended, with a reason."), code="call-published")
    form = CallForm(request.POST or None, user=request.user, call=call)
    if request.method == "POST" and form.is_valid():
        try:
            edit_call(call, form.description(), by=request.user, at=request.arrived_at)
        except InvalidInput as refused:
            form.show(refused.errors)
        else:
            messages.success(request, _("The draft has been saved. Look at it before you publish it."))
            return redirect("projects:call-preview", call.ref)
    return render(request, "projects/calls/form.html", {"form": form, "call": call}, status=422 if form.errors else 200)


@for_audience(*WRITERS)
def call_preview(request: SignedInRequest, ref: str) -> HttpResponse:
    """The draft as the public will see it."""
    call = _own_call(request, ref)
    return render(
        request, "projects/calls/detail.html", call_context(request, call) | {"preview": call.status == CallStatus.DRAFT}
    )


@for_audience(*WRITERS)
@require_POST
def call_discard(request: SignedInRequest, ref: str) -> HttpResponse:
    discard_call(_own_call(request, ref), by=request.user, at=request.arrived_at)
    messages.success(request, _("The draft has been discarded."))
    return redirect(f"{reverse('projects:call-list')}?tab=drafts")


@for_audience(*WRITERS)
def call_publish(request: SignedInRequest, ref: str) -> HttpResponse:
    """What publishing will freeze and whom it will tell, before the one button."""
    call = _own_call(request, ref)
    if call.status != CallStatus.DRAFT:
        return redirect("projects:call-detail", call.ref)
    notice = call.rulebook.rules.clocks.call_notice.value
    is_short = not notice_is_long_enough(request.arrived_at, call.closes_at, notice, holiday_calendar())
    form = PublishForm(
        request.POST if request.method == "POST" else None,
        asks_reason=is_short,
        initial={"short_notice_reason": call.short_notice_reason},
    )
    if request.method == "POST" and form.is_valid():
        try:
            publish_call(
                call, by=request.user, short_notice_reason=form.cleaned_data.get("short_notice_reason"), at=request.arrived_at
            )
        except InvalidInput as refused:
            for field, message in refused.errors.items():
                form.add_error(field if field in form.fields else None, message)
        else:
            messages.success(request, _("The call is published."))
            return redirect("projects:call-detail", call.ref)
    context = {
        "call": call,
        "form": form,
        "tracks": call_page.tracks_of(call.rulebook.rules, call.tracks),
        "days": notice_days(request.arrived_at, call.closes_at),
        "notice": notice.amount,
        "is_short": is_short,
        "has_passed": call.closes_at <= request.arrived_at,
        "year_is_open": call.year.status == YearStatus.OPEN,
        "newer": queries.newer_rulebook(call),
        "told": queries.owners_in_reach(call).count(),
    }
    return render(request, "projects/calls/publish.html", context, status=422 if form.errors else 200)


@for_audience(*WRITERS)
def call_extend(request: SignedInRequest, ref: str) -> HttpResponse:
    call = _own_call(request, ref)
    form = ExtendForm(request.POST or None, initial={"closes_at": call.closes_at})
    if request.method == "POST" and form.is_valid():
        try:
            extend_call(call, **form.cleaned_data, by=request.user, at=request.arrived_at)
        except InvalidInput as refused:
            for field, message in refused.errors.items():
                form.add_error(field, message)
        else:
            messages.success(request, _("The call has been extended, and everyone at work on a proposal is told."))
            return redirect("projects:call-detail", call.ref)
    return render(request, "projects/calls/extend.html", {"call": call, "form": form}, status=422 if form.errors else 200)


@for_audience(*WRITERS)
def call_amend(request: SignedInRequest, ref: str) -> HttpResponse:
    """The words of a published call, and a later closing time, for a reason; beside it who will be told."""
    call = _own_call(request, ref)
    form = AmendForm(request.POST or None, call=call)
    if request.method == "POST" and form.is_valid():
        try:
            amendment = amend_call(call, **form.change(), by=request.user, at=request.arrived_at)
        except InvalidInput as refused:
            for field, message in refused.errors.items():
                form.add_error(field, message)
        except StaleVersion:
            form.write_on_the_newest(call)
        else:
            messages.success(request, _("The call has been amended, and everyone at work on a proposal is told."))
            return redirect(f"{reverse('projects:call-detail', args=[call.ref])}#amendment-{amendment.number}")
    context = {"call": call, "form": form, "told": len(queries.at_work_on(call)), "now": request.arrived_at}
    return render(request, "projects/calls/amend.html", context, status=422 if form.errors else 200)


@for_audience("hq", "central", "auditor")
def call_drafts(request: SignedInRequest, ref: str) -> HttpResponse:
    """Who has begun and not handed in: whose drafts, and how far; never what they say."""
    call = get_object_or_404(Call.objects.visible_to(request.user).select_related("region"), ref=ref)
    page = keyset_page(queries.unfinished(request.user, call), order=("-id",), cursor=request.GET.get("cursor"), size=50)
    context = {"call": call, "page": page, "texts": len(queries.required_texts()), "now": request.arrived_at}
    return render(request, "projects/calls/drafts.html", context)
