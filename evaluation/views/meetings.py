"""A panel's meetings, planned by the headquarters: when, where, in which order, and the announcement."""

from collections.abc import Callable
from typing import Any, Literal

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.errors import DomainError, NotAllowed
from documents.exports import Origin, xlsx_response
from evaluation import meeting_pages as pages
from evaluation.actions.announce_meeting import announce_meeting
from evaluation.actions.change_meeting import change_meeting
from evaluation.actions.plan_meeting import plan_meeting
from evaluation.actions.set_agenda import Line, add_break, order_agenda, remove_break, set_agenda
from evaluation.forms.meetings import BreakForm, LineForm, MeetingForm
from evaluation.forms.refusals import put_beside_fields
from evaluation.models import Meeting
from evaluation.queries import meetings as queries
from evaluation.states import RoundStatus
from evaluation.views.deeds import press
from evaluation.views.rounds import RUNNERS, round_context, run_round, watched_round


def watched_meeting(request: SignedInRequest, ref: str, number: int) -> Meeting:
    round = watched_round(request, ref)
    return get_object_or_404(Meeting.objects.visible_to(request.user).joined(), round=round, number=number)


def run_by(request: SignedInRequest, ref: str, number: int) -> Meeting:
    round = run_round(request, ref)
    return get_object_or_404(Meeting.objects.visible_to(request.user).joined(), round=round, number=number)


@for_audience(*RUNNERS, "auditor")
def meeting_list(request: SignedInRequest, ref: str) -> HttpResponse:
    """Every meeting of the round. One statement of its own."""
    round = watched_round(request, ref)
    context = round_context(request, round, "meetings")
    context |= {
        "meetings": list(queries.meetings_of(round)),
        "may_plan": context["may_run"] and round.status != RoundStatus.RELEASED,
    }
    return render(request, "evaluation/meetings/list.html", context)


@for_audience(*RUNNERS)
def meeting_plan(request: SignedInRequest, ref: str) -> HttpResponse:
    """Another meeting: when, where, and how long each is heard."""
    round = run_round(request, ref)
    sections = [] if round.is_individual else list(round.sections.all())
    form = MeetingForm(request.POST or None, sections=sections)
    if request.method == "POST" and form.is_valid():
        try:
            made = plan_meeting(
                round, form.plan(), by=request.user, section=form.chosen(), at_most=form.cleaned_data["at_most"],
                at=request.arrived_at,
            )  # fmt: skip
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            return redirect(made)
    context = {"round": round, "form": form, "heading": _("Plan a meeting")}
    return render(request, "evaluation/meetings/form.html", context, status=422 if form.errors else 200)


@for_audience(*RUNNERS)
def meeting_edit(request: SignedInRequest, ref: str, number: int) -> HttpResponse:
    meeting = run_by(request, ref, number)
    form = MeetingForm(request.POST or None, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        try:
            change_meeting(meeting, form.plan(), by=request.user, at=request.arrived_at)
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            return redirect(meeting)
    context = {"round": meeting.round, "meeting": meeting, "form": form, "heading": meeting.title}
    return render(request, "evaluation/meetings/form.html", context, status=422 if form.errors else 200)


@for_audience(*RUNNERS, "auditor")
def meeting_detail(request: SignedInRequest, ref: str, number: int) -> HttpResponse:
    """The agenda with its times."""
    return _detail(request, watched_meeting(request, ref, number))


def _detail(
    request: SignedInRequest, meeting: Meeting, *, given: dict[int, LineForm] | None = None, pause: BreakForm | None = None
) -> HttpResponse:
    context = round_context(request, meeting.round, "meetings")
    room = queries.room(meeting, request.arrived_at, request.user)
    may_change = context["may_run"] and meeting.is_planned
    given = given or {}
    context |= {
        "meeting": meeting,
        "room": room,
        "may_change": may_change,
        "rows": [
            (line, (given.get(line.item.pk) or _line_form(line.item)) if may_change else None) for line in room.lines
        ],
        "pause": (pause or BreakForm(action=pages.url(meeting, "agenda-break"))) if may_change else None,
    }  # fmt: skip
    wrong = any(form.errors for form in given.values()) or (pause is not None and bool(pause.errors))
    return render(request, "evaluation/meetings/detail.html", context, status=422 if wrong else 200)


def _line_form(item: Any, *given: Any) -> LineForm:
    initial = {name: getattr(item, name) for name in ("place", "presentation_minutes", "question_minutes")}
    return LineForm(*given, prefix=f"line-{item.pk}", initial=initial)


@for_audience(*RUNNERS)
@require_POST
def agenda_set(request: SignedInRequest, ref: str, number: int) -> HttpResponse:
    """The order and the minutes as typed."""
    meeting = run_by(request, ref, number)
    forms = {item.pk: _line_form(item, request.POST) for item in meeting.agenda.all()}
    sent = {pk: form for pk, form in forms.items() if f"{form.prefix}-place" in request.POST}
    if not all(form.is_valid() for form in sent.values()):
        return _detail(request, meeting, given=sent)
    lines = {
        pk: Line(data["place"], data["presentation_minutes"], data["question_minutes"] or 0)
        for pk, data in ((pk, form.cleaned_data) for pk, form in sent.items())
    }
    return _pressed(
        request,
        meeting,
        lambda: set_agenda(meeting, lines, by=request.user, at=request.arrived_at),
        _("The agenda has been saved."),
    )


def _pressed(request: SignedInRequest, meeting: Meeting, deed: Callable[[], Any], done: str) -> HttpResponse:
    return press(request, deed, done=lambda _made: done, back=meeting.get_absolute_url())


ORDERS: dict[str, Literal["submission", "lot"]] = {"submission": "submission", "lot": "lot"}


@for_audience(*RUNNERS)
@require_POST
def agenda_order(request: SignedInRequest, ref: str, number: int) -> HttpResponse:
    """By the time of submission, or by lot."""
    meeting = run_by(request, ref, number)
    how = ORDERS.get(request.POST.get("how", ""))
    if how is None:
        raise Http404
    done = _("The order has been drawn by lot.") if how == "lot" else _("Ordered by the time of submission.")
    return _pressed(request, meeting, lambda: order_agenda(meeting, how, by=request.user, at=request.arrived_at), done)


@for_audience(*RUNNERS)
@require_POST
def agenda_break(request: SignedInRequest, ref: str, number: int) -> HttpResponse:
    meeting = run_by(request, ref, number)
    form = BreakForm(request.POST, action=pages.url(meeting, "agenda-break"))
    if form.is_valid():
        try:
            add_break(meeting, by=request.user, at=request.arrived_at, **form.cleaned_data)
        except NotAllowed:
            raise
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            return redirect(meeting)
    return _detail(request, meeting, pause=form)


@for_audience(*RUNNERS)
@require_POST
def agenda_break_remove(request: SignedInRequest, ref: str, number: int, pk: int) -> HttpResponse:
    meeting = run_by(request, ref, number)
    item = get_object_or_404(meeting.agenda.select_related("meeting__round"), pk=pk, entry__isnull=True)
    return _pressed(
        request, meeting, lambda: remove_break(item, by=request.user, at=request.arrived_at), _("The break has been taken off.")
    )


@for_audience(*RUNNERS)
@require_POST
def meeting_announce(request: SignedInRequest, ref: str, number: int) -> HttpResponse:
    meeting = run_by(request, ref, number)
    return _pressed(
        request, meeting, lambda: announce_meeting(meeting, by=request.user, at=request.arrived_at),
        _("Announced. Applicants and panel have been told."),
    )  # fmt: skip


@for_audience(*RUNNERS, "auditor")
def agenda_export(request: SignedInRequest, ref: str, number: int) -> HttpResponseBase:
    """The agenda as a table for a spreadsheet."""
    meeting = watched_meeting(request, ref, number)
    room = queries.room(meeting, request.arrived_at, request.user)
    origin = Origin(
        title=meeting.title, as_of=request.arrived_at, source=_("Industrial Complex Cluster Portal"),
        filters=[(_("Round"), meeting.round.title), (_("Recording"), str(meeting.get_recording_display()))],
    )  # fmt: skip
    return xlsx_response(f"{ref}-agenda-{number}.xlsx", pages.HEADER, pages.table(room), origin=origin)


@for_audience(*RUNNERS, "auditor")
def agenda_print(request: SignedInRequest, ref: str, number: int) -> HttpResponse:
    """The agenda on paper."""
    meeting = watched_meeting(request, ref, number)
    context = {"meeting": meeting, "round": meeting.round, "room": queries.room(meeting, request.arrived_at, request.user)}
    return render(request, "evaluation/meetings/print.html", context)
