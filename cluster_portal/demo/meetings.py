"""Meetings of the demonstration: one that was held and signed, one that runs now."""

import datetime as dt

from accounts.models import User
from evaluation.actions.announce_meeting import announce_meeting
from evaluation.actions.attend_meeting import attend_meeting
from evaluation.actions.move_agenda_item import call_next, move_agenda_item
from evaluation.actions.plan_meeting import MeetingPlan, plan_meeting
from evaluation.actions.run_meeting import begin_meeting, end_meeting
from evaluation.actions.set_agenda import add_break
from evaluation.actions.sign_minutes import sign_minutes
from evaluation.actions.write_minutes import write_minutes
from evaluation.models import Meeting, Round
from evaluation.queries.meetings import panel_of
from evaluation.queries.minutes import attended
from evaluation.states import AgendaStatus, PaperKind

MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)
PRESENTING, QUESTIONS, DONE = AgendaStatus.PRESENTING, AgendaStatus.QUESTIONS, AgendaStatus.DONE


def hold_meeting(round: Round, head: User, starts_at: dt.datetime) -> Meeting:
    """Everybody came, everything was heard, the minutes are signed."""
    meeting = _announced(round, head, starts_at)
    for member in panel_of(meeting):
        attend_meeting(meeting, member, by=member.expert.user, is_here=True, at=starts_at - 5 * MINUTE)
    begin_meeting(meeting, by=head, at=starts_at)
    at = starts_at
    while item := call_next(meeting, by=head, at=at):
        for to, later in ((PRESENTING, 1), (QUESTIONS, 13), (DONE, 25)):
            move_agenda_item(item, to, by=head, at=at + later * MINUTE)
        at += 26 * MINUTE
    end_meeting(meeting, by=head, at=at)
    _write_and_sign(meeting, PaperKind.MINUTES, head, at + DAY / 24)
    return meeting


def sign_results(meeting: Meeting, head: User, at: dt.datetime) -> None:
    """After the tally."""
    _write_and_sign(meeting, PaperKind.RESULTS, head, at)


def run_meeting(round: Round, head: User, now: dt.datetime) -> None:
    """One was heard, one presents, one is called; evaluator by evaluator comes in."""
    starts_at = now - 40 * MINUTE
    meeting = _announced(round, head, starts_at)
    for member in panel_of(meeting)[:-2]:
        attend_meeting(meeting, member, by=member.expert.user, is_here=True, at=starts_at - 3 * MINUTE)
    begin_meeting(meeting, by=head, at=starts_at)
    if item := call_next(meeting, by=head, at=starts_at):
        for to, later in ((PRESENTING, 1), (QUESTIONS, 15), (DONE, 30)):
            move_agenda_item(item, to, by=head, at=starts_at + later * MINUTE)
    if item := call_next(meeting, by=head, at=starts_at + 30 * MINUTE):
        move_agenda_item(item, PRESENTING, by=head, at=now - 8 * MINUTE)
    call_next(meeting, by=head, at=now - 2 * MINUTE)


def _announced(round: Round, head: User, starts_at: dt.datetime) -> Meeting:
    plan = MeetingPlan(starts_at=starts_at, place="본부 대회의실 (시연용)", video_url="https://example.kr/demo-room")
    meeting = plan_meeting(round, plan, by=head, section=round.sections.first(), at=starts_at - DAY)
    add_break(meeting, by=head, title="휴식", minutes=10, after=2, at=starts_at - DAY)
    return announce_meeting(meeting, by=head, at=starts_at - DAY)


def _write_and_sign(meeting: Meeting, kind: PaperKind, head: User, at: dt.datetime) -> None:
    text = "과제별로 발표를 듣고 질의응답을 거쳐 심의하였음. (시연용 회의록)" if kind == PaperKind.MINUTES else ""
    paper = write_minutes(meeting, kind, by=head, text=text, at=at)
    for number, member in enumerate(attended(meeting), start=1):
        sign_minutes(paper, member, by=member.expert.user, at=at + number * MINUTE)
