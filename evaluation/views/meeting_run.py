"""A meeting as it runs: the headquarters' one screen, and what it can press there."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from evaluation import meeting_pages as pages
from evaluation.actions.attend_meeting import attend_meeting
from evaluation.actions.move_agenda_item import call_next, move_agenda_item
from evaluation.actions.note_agenda_item import note_agenda_item
from evaluation.actions.run_meeting import begin_meeting, end_meeting
from evaluation.forms.meetings import NoteForm
from evaluation.models import AgendaItem, Meeting, PanelMember
from evaluation.queries import meetings as queries
from evaluation.states import AgendaStatus
from evaluation.views.deeds import press
from evaluation.views.meeting_live import live
from evaluation.views.meetings import run_by, watched_meeting
from evaluation.views.rounds import RUNNERS, round_context


@for_audience(*RUNNERS, "auditor")
def meeting_run(request: SignedInRequest, ref: str, number: int) -> HttpResponse:
    """Who is on, for how long, who is next, who must leave, who is here."""
    meeting = watched_meeting(request, ref, number)
    room = queries.room(meeting, request.arrived_at, request.user)
    context = round_context(request, meeting.round, "meetings") | {"meeting": meeting, "room": room}
    return live(request, "evaluation/meetings/run.html", "evaluation/meetings/_run.html", context, stamp=pages.stamp(room))


def _pressed(request: SignedInRequest, meeting: Meeting, deed: Callable[[], Any], done: str) -> HttpResponse:
    return press(request, deed, done=lambda _made: done, back=pages.url(meeting, "meeting-run"))


@for_audience(*RUNNERS)
@require_POST
def meeting_begin(request: SignedInRequest, ref: str, number: int) -> HttpResponse:
    meeting = run_by(request, ref, number)
    return _pressed(
        request, meeting, lambda: begin_meeting(meeting, by=request.user, at=request.arrived_at), _("The meeting runs.")
    )


@for_audience(*RUNNERS)
@require_POST
def meeting_end(request: SignedInRequest, ref: str, number: int) -> HttpResponse:
    meeting = run_by(request, ref, number)
    done = _("The meeting has ended. Write its minutes next.")
    return _pressed(request, meeting, lambda: end_meeting(meeting, by=request.user, at=request.arrived_at), done)


@for_audience(*RUNNERS)
@require_POST
def meeting_call(request: SignedInRequest, ref: str, number: int) -> HttpResponse:
    """Call whoever waits first."""
    meeting = run_by(request, ref, number)

    def words(item: AgendaItem | None) -> str:
        return _("Called: %(title)s") % {"title": item.words} if item else _("Nobody waits any more.")

    return press(
        request, lambda: call_next(meeting, by=request.user, at=request.arrived_at), done=words,
        back=pages.url(meeting, "meeting-run"),
    )  # fmt: skip


@for_audience(*RUNNERS)
@require_POST
def agenda_move(request: SignedInRequest, ref: str, number: int, pk: int) -> HttpResponse:
    """Call, begin, ask, finish, pass over, or put back in the line."""
    meeting = run_by(request, ref, number)
    item = get_object_or_404(meeting.agenda.select_related("meeting__round", "entry__proposal"), pk=pk)
    if (to := request.POST.get("to", "")) not in AgendaStatus.values:
        raise Http404
    status = AgendaStatus(to)
    return _pressed(
        request, meeting, lambda: move_agenda_item(item, status, by=request.user, at=request.arrived_at),
        f"{item.words}: {status.label}",
    )  # fmt: skip


@for_audience(*RUNNERS)
@require_POST
def agenda_note(request: SignedInRequest, ref: str, number: int, pk: int) -> HttpResponse:
    meeting = run_by(request, ref, number)
    item = get_object_or_404(meeting.agenda.select_related("meeting__round", "entry__proposal"), pk=pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(words) for words in form.errors["note"]))
        return redirect(pages.url(meeting, "meeting-run"))
    note = form.cleaned_data["note"]
    return _pressed(
        request, meeting, lambda: note_agenda_item(item, by=request.user, note=note, at=request.arrived_at),
        _("The note has been kept."),
    )  # fmt: skip


@for_audience(*RUNNERS)
@require_POST
def attendance_set(request: SignedInRequest, ref: str, number: int, pk: int) -> HttpResponse:
    """Enter for somebody that they came or left."""
    meeting = run_by(request, ref, number)
    member = get_object_or_404(PanelMember.objects.visible_to(request.user).joined(), round=meeting.round, pk=pk)
    is_here = request.POST.get("here") == "1"
    words = _("%(name)s is here.") if is_here else _("%(name)s has left.")
    return _pressed(
        request, meeting,
        lambda: attend_meeting(meeting, member, by=request.user, is_here=is_here, at=request.arrived_at),
        words % {"name": member.name},
    )  # fmt: skip
