"""Two at once in a meeting: each lock has a test that fails without it."""

import pytest

from audit.models import Event
from cluster_portal.shared.errors import DomainError
from evaluation.actions.attend_meeting import attend_meeting
from evaluation.actions.move_agenda_item import call_next
from evaluation.actions.plan_meeting import plan_meeting
from evaluation.actions.run_meeting import end_meeting
from evaluation.actions.sign_minutes import sign_minutes
from evaluation.actions.write_minutes import write_minutes
from evaluation.actions.write_remark import write_remark
from evaluation.models import Attendance, Remark, Sheet
from evaluation.queries.meetings import panel_of
from evaluation.states import AgendaStatus, PaperKind
from tests.evaluation.test_at_the_same_time import together
from tests.factories.evaluation import make_closed_round, make_round, operator_of
from tests.factories.meetings import make_plan, make_running_meeting

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_who_call_the_next_call_the_same():
    meeting = make_running_meeting(proposals=3)
    one, other = operator_of(), operator_of()
    called = together(lambda: call_next(meeting, by=one), lambda: call_next(meeting, by=other))
    assert called[0] == called[1]
    assert meeting.agenda.filter(status=AgendaStatus.CALLED).count() == 1


def test_somebody_who_presses_twice_is_here_once():
    meeting = make_running_meeting()
    member = panel_of(meeting)[0]
    user, operator = member.expert.user, operator_of()
    together(
        lambda: attend_meeting(meeting, member, by=user, is_here=True),
        lambda: attend_meeting(meeting, member, by=operator, is_here=True),
    )
    assert Attendance.objects.filter(meeting=meeting, member=member).count() == 1


def test_two_who_plan_at_once_never_put_a_proposal_on_two_agendas():
    round = make_round(proposals=2)
    section, one, other = round.sections.first(), operator_of(), operator_of()
    together(
        lambda: plan_meeting(round, make_plan(), by=one, section=section, at_most=1),
        lambda: plan_meeting(round, make_plan(), by=other, section=section, at_most=1),
    )
    heard = [entry for meeting in round.meetings.all() for entry in meeting.agenda.values_list("entry", flat=True)]
    assert len(heard) == len(set(heard)) == 2


def test_a_remark_sent_twice_is_said_once():
    round = make_closed_round()
    sheet = Sheet.objects.filter(round=round).joined().first()
    user = sheet.member.expert.user
    together(*[lambda: write_remark(sheet, by=user, text="근거가 약합니다.")] * 2)
    assert Remark.objects.count() == 1


def test_one_who_signs_while_another_version_is_written_never_signs_the_old_one_after_it():
    meeting, operator = make_running_meeting(), operator_of()
    member = panel_of(meeting)[0]
    attend_meeting(meeting, member, by=operator, is_here=True, at=meeting.starts_at)
    end_meeting(meeting, by=operator, at=meeting.starts_at)
    paper = write_minutes(meeting, PaperKind.MINUTES, by=operator, text="심의함")
    user = member.expert.user
    signed, written = together(
        lambda: sign_minutes(paper, member, by=user), lambda: write_minutes(meeting, PaperKind.MINUTES, by=operator, text="고침")
    )
    assert written.version == 2
    events = list(
        Event.objects.filter(stream=meeting.round.stream, verb__in=["minutes-signed", "minutes-written"]).order_by("seq")
    )
    if isinstance(signed, DomainError):
        assert signed.code == "outdated"
    else:
        assert [event.verb for event in events] == ["minutes-written", "minutes-signed", "minutes-written"]


def test_a_paper_signed_twice_has_one_signature():
    meeting, operator = make_running_meeting(), operator_of()
    member = panel_of(meeting)[0]
    attend_meeting(meeting, member, by=operator, is_here=True, at=meeting.starts_at)
    end_meeting(meeting, by=operator, at=meeting.starts_at)
    paper = write_minutes(meeting, PaperKind.MINUTES, by=operator, text="심의함")
    user = member.expert.user
    one, other = together(*[lambda: sign_minutes(paper, member, by=user)] * 2)
    assert one == other
