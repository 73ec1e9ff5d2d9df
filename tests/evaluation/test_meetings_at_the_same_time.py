"""Two at once in a meeting: each lock has a test that fails without it."""

import pytest

from evaluation.actions.attend_meeting import attend_meeting
from evaluation.actions.move_agenda_item import call_next
from evaluation.actions.plan_meeting import plan_meeting
from evaluation.models import Attendance
from evaluation.queries.meetings import panel_of
from evaluation.states import AgendaStatus
from tests.evaluation.test_at_the_same_time import together
from tests.factories.evaluation import make_round, operator_of
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
