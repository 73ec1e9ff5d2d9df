"""The evaluation room as an evaluator has it, on a tablet or a phone."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from evaluation import meeting_pages as pages
from evaluation.actions.attend_meeting import attend_meeting
from evaluation.models import Meeting, PanelMember
from evaluation.queries import meetings as queries
from evaluation.queries.minutes import to_sign
from evaluation.views.deeds import press
from evaluation.views.evaluator import own_seat
from evaluation.views.meeting_live import live


def seat_in(request: SignedInRequest, ref: str) -> PanelMember:
    """Of somebody who accepted, pledged and declared; whoever has not come that far has no room yet."""
    member = own_seat(request, ref)
    if not member.may_read:
        raise Http404
    return member


def _chosen(request: SignedInRequest, member: PanelMember) -> Meeting | None:
    asked = request.GET.get("meeting", "")
    return queries.current_meeting(member, int(asked) if asked.isdecimal() and len(asked) < 5 else None)


@for_audience("evaluator")
def meeting_room(request: SignedInRequest, ref: str) -> HttpResponse:
    """What is on now, the own sheet on it, and whether one must leave."""
    member = seat_in(request, ref)
    meeting = _chosen(request, member)
    context: dict[str, Any] = {"member": member, "round": member.round, "meeting": meeting}
    if meeting is None:
        return render(request, "evaluation/meetings/no_room.html", context)
    room = queries.room(meeting, request.arrived_at, request.user)
    sheets = queries.own_sheets_of(member, room)
    here = next((chair.is_here for chair in room.chairs if chair.person.pk == member.pk), False)
    context |= {
        "room": room,
        "rows": [(line, sheets.get(line.item.pk, ""), any(one.pk == member.pk for one in line.leaving)) for line in room.lines],
        "now": [
            (line, sheets.get(line.item.pk, ""), any(one.pk == member.pk for one in line.leaving))
            for line in (room.on, room.called)
            if line
        ],
        "is_here": here,
        "papers": to_sign(meeting, member),
        "meetings": list(queries.own_meetings(member)),
    }
    return live(request, "evaluation/meetings/room.html", "evaluation/meetings/_room.html", context, stamp=pages.stamp(room))


@for_audience("evaluator")
@require_POST
def meeting_attend(request: SignedInRequest, ref: str, number: int) -> HttpResponse:
    """'I am here', 'I leave'."""
    member = seat_in(request, ref)
    meeting = queries.current_meeting(member, number)
    if meeting is None:
        raise Http404
    is_here = request.POST.get("here") == "1"
    words = _("You are entered as present.") if is_here else _("You are entered as having left.")
    back = f"{reverse('evaluation:meeting-room', args=[ref])}?meeting={number}"
    return press(
        request, lambda: attend_meeting(meeting, member, by=request.user, is_here=is_here, at=request.arrived_at),
        done=lambda _stay: words, back=back,
    )  # fmt: skip
