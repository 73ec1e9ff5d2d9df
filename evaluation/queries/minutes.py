"""The papers of a meeting: what the portal knows of it, which version stands, and who has signed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from evaluation.attendance import Span, present_at
from evaluation.models import Attendance, Meeting, Minutes, MinutesSignature, PanelMember, Round, RoundProposal, Sheet, Standing
from evaluation.queries.blind import cover
from evaluation.queries.meetings import agenda_of, panel_of, quorum_of, staying
from evaluation.sealing import plain_points
from evaluation.states import AgendaStatus, MemberStatus, PaperKind, RoundStatus, SheetStatus

FORM = "cluster-minutes/1"


def facts_of(meeting: Meeting, kind: PaperKind) -> dict[str, Any]:
    """All that is signed beside the text, by seats and numbers, without names; in a blind round proposals stand by their code names here too, for its
    evaluators sign it. A constant number of statements."""
    panel = panel_of(meeting)
    stays = list(Attendance.objects.filter(meeting=meeting).select_related("member"))
    spans = [one.as_span() for one in stays]
    head = {
        "form": FORM, "kind": kind.value, "round": meeting.round.ref, "meeting": meeting.number,
        "section": meeting.section.number if meeting.section else None,
        "began_at": meeting.started_at, "ended_at": meeting.ended_at, "place": meeting.place, "by_video": bool(meeting.video_url),
        "recording": meeting.recording, "recording_note": meeting.recording_note,
        "quorum": {"rule": meeting.round.rules.panel.quorum.value, "needed": quorum_of(meeting, panel, set()).needed, "seats": len(panel)},
        "attendance": _attendance(panel, spans),
    }  # fmt: skip
    if kind == PaperKind.RESULTS:
        return head | {"results": _results(meeting)}
    return head | {"agenda": _agenda(meeting, panel, spans)}


def _attendance(panel: list[PanelMember], spans: list[Span]) -> list[dict[str, Any]]:
    by_seat: dict[int, list[list[Any]]] = defaultdict(list)
    for span in spans:
        by_seat[span.seat].append([span.came_at, span.left_at])
    return [{"seat": one.seat, "chair": one.is_chair, "stays": by_seat[one.seat]} for one in panel]


def _agenda(meeting: Meeting, panel: list[PanelMember], spans: list[Span]) -> list[dict[str, Any]]:
    items = agenda_of(meeting)
    cover(meeting.round, [item.entry for item in items if item.entry])
    judged = staying(items, panel)
    rows: list[dict[str, Any]] = []
    for item in items:
        if item.entry is None:
            continue
        here = present_at(spans, item.started_at) if item.started_at else set()
        quorum = quorum_of(meeting, panel, here)
        left = [one.seat for one in panel if (one.pk, item.entry.proposal_id) not in judged]
        rows.append(
            {
                "number": len(rows) + 1, "proposal": item.entry.proposal.ref, "title": item.entry.proposal.title,
                "lead": item.entry.proposal.lead.name_ko, "heard": item.status == AgendaStatus.DONE,
                "started_at": item.started_at, "ended_at": item.ended_at, "here": sorted(here), "quorum": quorum.is_reached,
                "left": left, "note": item.note,
            }
        )  # fmt: skip
    return rows


def _results(meeting: Meeting) -> list[dict[str, Any]]:
    """Seats, their sealed totals, and the total of the tally; no place, which is the ranking's. Three statements."""
    entries = RoundProposal.objects.filter(round=meeting.round_id)
    if meeting.section_id:
        entries = entries.filter(section=meeting.section_id)
    entries = entries.select_related("proposal__lead").order_by("code_name", "proposal__ref")
    totals: dict[int, dict[str, str]] = defaultdict(dict)
    sheets = Sheet.objects.filter(round=meeting.round_id, status=SheetStatus.SEALED, total__isnull=False).order_by("member__seat")
    for proposal, seat, total in sheets.values_list("proposal", "member__seat", "total"):
        totals[proposal][str(seat)] = _number(total)
    tallied = dict(Standing.objects.filter(round=meeting.round_id).values_list("proposal", "total"))
    return [
        {
            "proposal": one.proposal.ref, "title": one.proposal.title, "lead": one.proposal.lead.name_ko,
            "totals": totals[one.proposal_id], "total": _number(tallied.get(one.proposal_id)),
        }
        for one in cover(meeting.round, entries)
    ]  # fmt: skip


def _number(total: Decimal | None) -> str:
    return plain_points(total) if total is not None else ""


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who was there and is asked to sign."""

    member: PanelMember
    signature: MinutesSignature | None


@dataclass(frozen=True, slots=True)
class Paper:
    """The version that stands, and its signatures."""

    minutes: Minutes
    signers: list[Signer]

    @property
    def signed(self) -> int:
        return sum(one.signature is not None for one in self.signers)

    @property
    def is_signed(self) -> bool:
        return self.signed == len(self.signers)

    def of(self, member: PanelMember) -> Signer | None:
        return next((one for one in self.signers if one.member.pk == member.pk), None)


def newest(meeting: Meeting, kind: str) -> Minutes | None:
    return meeting.papers.filter(kind=kind).select_related("by").order_by("-version").first()


def paper(meeting: Meeting, kind: str) -> Paper | None:
    """Three statements."""
    minutes = newest(meeting, kind)
    if minutes is None:
        return None
    signed = {one.member_id: one for one in minutes.signatures.all()}
    return Paper(minutes, [Signer(one, signed.get(one.pk)) for one in attended(meeting)])


def standing_papers(meeting: Meeting, kinds: Iterable[str]) -> QuerySet[Minutes]:
    """The version that stands of each kind, with its signatures. Two statements."""
    newest_of_each = meeting.papers.filter(kind__in=list(kinds)).order_by("kind", "-version").distinct("kind")
    return newest_of_each.prefetch_related("signatures__member")


def attended(meeting: Meeting) -> list[PanelMember]:
    """Everybody who was there at some time, by seat. One statement."""
    there = Attendance.objects.filter(meeting=meeting).values("member")
    return list(PanelMember.objects.filter(pk__in=there).joined().order_by("seat"))


def unsigned(round: Round) -> list[tuple[Meeting, PaperKind]]:
    """Papers of meetings that ended which nobody wrote, or somebody has not signed; none where the rulebook asks for none."""
    if not round.rules.panel.minutes_signed.value:
        return []
    found = []
    for meeting in round.meetings.filter(ended_at__isnull=False).joined():
        for kind in PaperKind:
            standing = paper(meeting, kind)
            if standing is None or not standing.is_signed:
                found.append((meeting, kind))
    return found


def closed_to(member: PanelMember, minutes: Minutes) -> frozenset[str]:
    """Refs of proposals in a result sheet that the member judged with no sealed sheet, and may see no score of. One statement."""
    refs = {row["proposal"] for row in minutes.facts.get("results", [])}
    sealed = Sheet.objects.filter(member=member, status=SheetStatus.SEALED).values("proposal")
    entries = RoundProposal.objects.filter(round=member.round_id, proposal__in=sealed)
    column = "code_name" if member.round.is_blind else "proposal__ref"
    return frozenset(refs - set(entries.values_list(column, flat=True)))


def to_sign(meeting: Meeting, member: PanelMember) -> list[Minutes]:
    """Standing versions that wait for this person's signature. Three statements at most."""
    if not meeting.is_ended or meeting.round.status == RoundStatus.RELEASED:
        return []
    if not Attendance.objects.filter(meeting=meeting, member=member).exists():
        return []
    papers = meeting.papers.order_by("kind", "-version").distinct("kind")
    signed = MinutesSignature.objects.filter(member=member, minutes__meeting=meeting).values_list("minutes", flat=True)
    done = set(signed)
    return [one for one in papers if one.pk not in done]


def papers_waiting(user: Any) -> QuerySet[Minutes]:
    """Standing versions that wait for the person's signature, in any round not released. One statement."""
    there = Attendance.objects.filter(
        meeting=OuterRef("meeting"), member__expert__user=user, member__status=MemberStatus.ACCEPTED
    )
    newer = Minutes.objects.filter(meeting=OuterRef("meeting"), kind=OuterRef("kind"), version__gt=OuterRef("version"))
    signed = MinutesSignature.objects.filter(minutes=OuterRef("pk"), member__expert__user=user)
    waiting = Minutes.objects.filter(Exists(there), ~Exists(newer), ~Exists(signed))
    return waiting.exclude(meeting__round__status=RoundStatus.RELEASED).select_related("meeting__round").order_by("at")
