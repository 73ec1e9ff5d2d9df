"""Revised plans and advice, as pages show them."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from evaluation.models import CoachingNote, ListChange, OpinionSummary, PanelCut, PanelMember, RevisedPlan, Round, Standing
from evaluation.states import Decision, MemberStatus, SheetStatus


def cut_of(standing: Standing) -> PanelCut | None:
    return PanelCut.objects.filter(entry__round=standing.round_id, entry__proposal=standing.proposal_id).first()


def plans_of(round: Round) -> QuerySet[RevisedPlan]:
    return RevisedPlan.objects.filter(round=round).select_related("proposal__lead", "handed_in_by").order_by("pk")


def notes_of(round: Round) -> QuerySet[CoachingNote]:
    return CoachingNote.objects.filter(round=round).select_related("proposal__lead", "member__expert__user").order_by("pk")


def advice_of(user: User) -> QuerySet[CoachingNote]:
    """What the person was asked to write."""
    notes = CoachingNote.objects.filter(member__expert__user=user)
    return notes.select_related("proposal", "round__call", "round__region", "member__expert")


def after_result(standing: Standing, *, until: dt.datetime, at: dt.datetime) -> dict[str, Any]:
    """What became of a released result: changes, a revised plan, advice. Three statements."""
    own = {"round": standing.round_id, "proposal": standing.proposal_id}
    note = CoachingNote.objects.filter(**own).first()
    return {
        "change": list(ListChange.objects.filter(**own)),
        "plan": RevisedPlan.objects.filter(**own).first(),
        "note": note,
        "advice_is_open": note is None and standing.decision == Decision.REJECTED and at < until,
    }


def judges(note: CoachingNote) -> list[PanelMember]:
    """Whose sealed sheet judged the proposal."""
    rows = PanelMember.objects.filter(
        round=note.round_id, status=MemberStatus.ACCEPTED, sheets__proposal=note.proposal_id, sheets__status=SheetStatus.SEALED
    )
    return list(rows.joined().order_by("seat").distinct())


def opinion_of(note: CoachingNote) -> OpinionSummary | None:
    return OpinionSummary.objects.filter(round=note.round_id, proposal=note.proposal_id).first()
