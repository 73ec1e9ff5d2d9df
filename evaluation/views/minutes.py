"""The papers of a meeting: the headquarters writes them, those who were there sign."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.canonical import canonical_json
from cluster_portal.shared.errors import DomainError, NotAllowed
from evaluation import access
from evaluation.actions.sign_minutes import sign_minutes
from evaluation.actions.write_minutes import write_minutes
from evaluation.forms.minutes import MinutesForm
from evaluation.forms.refusals import put_beside_fields
from evaluation.minutes_paper import Names, paper_pdf, shown
from evaluation.models import Meeting, PanelMember
from evaluation.queries import minutes as queries
from evaluation.queries.meetings import current_meeting
from evaluation.states import AFTER_TALLY, PaperKind, RoundStatus
from evaluation.views.deeds import press
from evaluation.views.meeting_room import seat_in
from evaluation.views.meetings import watched_meeting
from evaluation.views.rounds import RUNNERS, round_context


def _kind(kind: str) -> PaperKind:
    if kind not in PaperKind.values:
        raise Http404
    return PaperKind(kind)


def _names(request: SignedInRequest, meeting: Meeting) -> Names:
    known = PanelMember.objects.visible_to(request.user).filter(round=meeting.round).joined()
    return {one.seat: one.name for one in known}


@for_audience(*RUNNERS, "auditor")
def minutes(request: SignedInRequest, ref: str, number: int, kind: str) -> HttpResponse:
    """What stands, who has signed, and the form for another version."""
    which, meeting = _kind(kind), watched_meeting(request, ref, number)
    if not access.may_see_paper(request.user, meeting.round, which):
        raise Http404
    paper = queries.paper(meeting, which)
    context: dict[str, Any] = round_context(request, meeting.round, "meetings")
    ready = meeting.is_ended and (which == PaperKind.MINUTES or meeting.round.status in AFTER_TALLY)
    may_write = context["may_run"] and ready and meeting.round.status != RoundStatus.RELEASED
    initial = {"text": paper.minutes.text if paper else ""}
    form = MinutesForm(request.POST or None, initial=initial, signed=bool(paper and paper.signed)) if may_write else None
    if request.method == "POST":
        if form is None:
            raise NotAllowed
        if form.is_valid():
            try:
                write_minutes(meeting, which, by=request.user, text=form.cleaned_data["text"], at=request.arrived_at)
            except DomainError as refused:
                put_beside_fields(form, refused)
            else:
                messages.success(request, _("Kept. Those who were there have been asked to sign."))
                return redirect(request.path)
    context |= {
        "meeting": meeting, "kind": which, "paper": paper, "form": form, "ready": ready, "kinds": _tabs(request, meeting, which),
        "found": shown(meeting, which, paper.minutes.facts, _names(request, meeting)) if paper else None,
        "named": set(PanelMember.objects.visible_to(request.user).filter(round=meeting.round).values_list("pk", flat=True)),
    }  # fmt: skip
    return render(request, "evaluation/meetings/minutes.html", context, status=422 if form is not None and form.errors else 200)


def _tabs(request: SignedInRequest, meeting: Meeting, current: PaperKind) -> list[dict[str, Any]]:
    return [
        {
            "label": kind.label, "current": kind == current,
            "url": reverse("evaluation:minutes", args=[meeting.round.ref, meeting.number, kind]),
        }
        for kind in PaperKind
        if access.may_see_paper(request.user, meeting.round, kind)
    ]  # fmt: skip


@for_audience(*RUNNERS, "auditor")
def minutes_print(request: SignedInRequest, ref: str, number: int, kind: str) -> HttpResponse:
    """The standing version as a PDF with its signatures."""
    which, meeting = _kind(kind), watched_meeting(request, ref, number)
    paper = queries.paper(meeting, which) if access.may_see_paper(request.user, meeting.round, which) else None
    if paper is None:
        raise Http404
    response = HttpResponse(paper_pdf(meeting, paper, _names(request, meeting)), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{ref}-{number}-{which}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@for_audience(*RUNNERS, "auditor")
def minutes_record(request: SignedInRequest, ref: str, number: int, kind: str) -> HttpResponse:
    """Exactly what was signed: SHA-256 over it is the digest on the paper."""
    which, meeting = _kind(kind), watched_meeting(request, ref, number)
    standing = queries.newest(meeting, which) if access.may_see_paper(request.user, meeting.round, which) else None
    if standing is None:
        raise Http404
    response = HttpResponse(canonical_json({"facts": standing.facts, "text": standing.text}), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{ref}-{number}-{which}.json"'
    response["Cache-Control"] = "private, no-store"
    return response


@for_audience("evaluator")
def minutes_sign(request: SignedInRequest, ref: str, number: int, kind: str) -> HttpResponse:
    """Read what stands and sign it. What one has a tie to stays closed here too."""
    which, member = _kind(kind), seat_in(request, ref)
    meeting = current_meeting(member, number)
    paper = queries.paper(meeting, which) if meeting else None
    if meeting is None or paper is None or (own := paper.of(member)) is None:
        raise Http404
    back = reverse("evaluation:minutes-sign", args=[ref, number, which])
    if request.method == "POST":
        return press(
            request, lambda: sign_minutes(paper.minutes, member, by=request.user, at=request.arrived_at),
            done=lambda _signed: _("Signed. Thank you."), back=back,
        )  # fmt: skip
    hidden = queries.closed_to(member, paper.minutes) if which == PaperKind.RESULTS else frozenset()
    context = {
        "member": member, "round": meeting.round, "meeting": meeting, "paper": paper, "own": own,
        "found": shown(meeting, which, paper.minutes.facts, _names(request, meeting), hidden),
        "may_sign": own.signature is None and meeting.round.status != RoundStatus.RELEASED,
    }  # fmt: skip
    return render(request, "evaluation/meetings/sign.html", context)
