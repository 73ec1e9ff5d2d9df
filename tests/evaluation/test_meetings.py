"""A panel's meeting: planned, ordered, announced, run and ended; who is there, who must leave."""

import datetime as dt
from dataclasses import replace

import pytest
from django.urls import reverse

from accounts.models import Role
from audit.models import Event
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed
from dashboards.desks.meetings import of_panels, presentations
from evaluation import access
from evaluation.actions.abstain import abstain
from evaluation.actions.announce_meeting import announce_meeting
from evaluation.actions.attend_meeting import attend_meeting
from evaluation.actions.change_meeting import change_meeting
from evaluation.actions.move_agenda_item import call_next, move_agenda_item
from evaluation.actions.note_agenda_item import note_agenda_item
from evaluation.actions.plan_meeting import plan_meeting
from evaluation.actions.run_meeting import begin_meeting, end_meeting
from evaluation.actions.set_agenda import Line, add_break, order_agenda, remove_break, set_agenda
from evaluation.agenda import by_lot
from evaluation.models import Attendance, Meeting
from evaluation.queries.history import latest
from evaluation.queries.meetings import own_sheets_of, panel_of, presentation, room, turn
from evaluation.states import AgendaStatus, MeetingStatus
from notifications.models import Message
from projects.models import Proposal
from tests.factories.accounts import make_user
from tests.factories.evaluation import SCORING_OPENS, make_round, make_scoring_round, operator_of
from tests.factories.meetings import BEGINS, fresh, make_meeting, make_plan, make_running_meeting
from tests.factories.projects import owner_of

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def titles(meeting):
    return [item.words for item in meeting.agenda.select_related("entry__proposal")]


def times(meeting):
    return [item.planned_at for item in meeting.agenda.all()]


def verbs(round):
    return list(Event.objects.filter(stream=round.stream).order_by("seq").values_list("verb", flat=True))


# --- The agenda -------------------------------------------------------------------------


def test_a_new_agenda_is_in_the_order_of_submission_with_times():
    meeting = make_meeting(proposals=3)
    refs = list(meeting.agenda.values_list("entry__proposal__ref", flat=True))
    assert refs == list(Proposal.objects.order_by("submitted_at").values_list("ref", flat=True))
    assert times(meeting) == [BEGINS, BEGINS + 30 * MINUTE, BEGINS + 60 * MINUTE]


def test_what_one_meeting_does_not_hear_is_left_for_another_day():
    round = make_round(proposals=3)
    operator, section = operator_of(), round.sections.first()
    first = plan_meeting(round, make_plan(), by=operator, section=section, at_most=2)
    second = plan_meeting(round, make_plan(), by=operator, section=section)
    assert (first.agenda.count(), second.agenda.count(), second.number) == (2, 1, 2)
    with pytest.raises(DomainError) as refused:
        plan_meeting(round, make_plan(), by=operator, section=section)
    assert refused.value.code == "nothing-left"


def test_a_meeting_needs_a_place_or_a_link_and_words_about_a_recording():
    round = make_round()
    with pytest.raises(InvalidInput) as refused:
        plan_meeting(
            round, make_plan(place="", video_url="", recording="audio"), by=operator_of(), section=round.sections.first()
        )
    assert set(refused.value.errors) == {"place", "recording_note"}
    with pytest.raises(InvalidInput) as refused:
        plan_meeting(round, make_plan(), by=operator_of())
    assert set(refused.value.errors) == {"section"}


def test_another_region_plans_nothing_here():
    round = make_round()
    with pytest.raises(NotAllowed):
        plan_meeting(round, make_plan(), by=operator_of("honam"), section=round.sections.first())


def test_the_order_is_typed_and_the_times_follow():
    meeting = make_meeting(proposals=3)
    one, two, three = meeting.agenda.all()
    before = titles(meeting)
    set_agenda(meeting, {three.pk: Line(1, 20, 10), one.pk: Line(2, 15, 15), two.pk: Line(2, 10, 5)}, by=operator_of())
    assert titles(meeting) == [before[2], before[0], before[1]]
    assert times(meeting) == [BEGINS, BEGINS + 30 * MINUTE, BEGINS + 60 * MINUTE]
    assert [item.minutes for item in meeting.agenda.all()] == [30, 30, 15]
    with pytest.raises(InvalidInput):
        set_agenda(meeting, {one.pk: Line(1, 0, 0)}, by=operator_of())


def test_the_same_order_again_is_no_news():
    meeting = make_meeting()
    lines = {item.pk: Line(item.place, item.presentation_minutes, item.question_minutes) for item in meeting.agenda.all()}
    set_agenda(meeting, lines, by=operator_of())
    assert "agenda-set" not in verbs(meeting.round)


def test_a_break_moves_what_comes_after_it_and_can_go_again():
    meeting = make_meeting(proposals=2)
    made = add_break(meeting, by=operator_of(), title="점심", minutes=60, after=1)
    assert titles(meeting)[1] == "점심"
    assert times(meeting) == [BEGINS, BEGINS + 30 * MINUTE, BEGINS + 90 * MINUTE]
    order_agenda(meeting, "lot", by=operator_of())
    assert titles(meeting)[1] == "점심"
    remove_break(made, by=operator_of())
    remove_break(made, by=operator_of())
    assert times(meeting) == [BEGINS, BEGINS + 30 * MINUTE]


def test_a_lot_can_be_drawn_again_from_its_seed():
    meeting = make_meeting(proposals=5)
    order_agenda(meeting, "lot", by=operator_of())
    meeting = fresh(meeting)
    refs = list(meeting.agenda.values_list("entry__proposal__ref", flat=True))
    assert meeting.lot_seed and refs == by_lot(meeting.lot_seed, refs)
    order_agenda(meeting, "submission", by=operator_of())
    assert fresh(meeting).lot_seed == ""


def test_another_day_moves_every_line_and_the_usual_minutes():
    meeting = make_meeting(proposals=2)
    second = meeting.agenda.last()
    set_agenda(meeting, {second.pk: Line(2, 40, 5)}, by=operator_of())
    later = replace(make_plan(), starts_at=BEGINS + 60 * MINUTE, presentation_minutes=10, question_minutes=10)
    change_meeting(meeting, later, by=operator_of())
    assert times(meeting) == [BEGINS + 60 * MINUTE, BEGINS + 80 * MINUTE]
    assert [item.minutes for item in meeting.agenda.all()] == [20, 45]


# --- The announcement ---------------------------------------------------------------------


def test_everybody_is_told_once_and_again_after_a_change():
    meeting = make_meeting()
    mine = meeting.agenda.first().entry.proposal
    announce_meeting(meeting, by=operator_of())
    announce_meeting(meeting, by=operator_of())
    letters = Message.objects.filter(kind="evaluation/presentation-announced")
    assert letters.filter(recipient=owner_of(mine.lead)).count() == 1
    assert Message.objects.filter(kind="evaluation/meeting-announced").count() == meeting.round.member_count
    change_meeting(fresh(meeting), make_plan(place="소회의실"), by=operator_of())
    assert not fresh(meeting).is_announced_as_it_is
    announce_meeting(meeting, by=operator_of())
    assert letters.filter(recipient=owner_of(mine.lead)).count() == 2


def test_nobody_but_the_office_knows_of_it_before():
    meeting = make_meeting()
    evaluator = panel_of(meeting)[0].expert.user
    owner = owner_of(meeting.agenda.first().entry.proposal.lead)
    ref = meeting.agenda.first().entry.proposal.ref
    assert not Meeting.objects.visible_to(evaluator).exists()
    assert presentation(owner, ref) is None
    announce_meeting(meeting, by=operator_of())
    assert Meeting.objects.visible_to(evaluator).exists()
    assert presentation(owner, ref) is not None
    assert presentation(owner_of(meeting.agenda.last().entry.proposal.lead), ref) is None
    for stranger in (make_user(Role.EVALUATOR), operator_of("honam"), make_user(Role.MINISTRY)):
        assert not Meeting.objects.visible_to(stranger).exists()


# --- The meeting runs ----------------------------------------------------------------------


def test_a_meeting_begins_only_when_people_know_of_it():
    meeting = make_meeting()
    with pytest.raises(DomainError) as refused:
        begin_meeting(meeting, by=operator_of())
    assert refused.value.code == "not-announced"


def test_one_after_the_other_is_called_heard_and_done():
    meeting, operator = make_running_meeting(proposals=2), operator_of()
    first = call_next(meeting, by=operator)
    assert call_next(meeting, by=operator) == first
    move_agenda_item(first, AgendaStatus.PRESENTING, by=operator)
    second = call_next(meeting, by=operator)
    assert second != first
    with pytest.raises(DomainError) as refused:
        move_agenda_item(second, AgendaStatus.PRESENTING, by=operator)
    assert refused.value.code == "somebody-is-heard"
    move_agenda_item(first, AgendaStatus.QUESTIONS, by=operator)
    move_agenda_item(first, AgendaStatus.DONE, by=operator)
    move_agenda_item(first, AgendaStatus.DONE, by=operator)
    first.refresh_from_db()
    assert first.called_at <= first.started_at <= first.questions_at <= first.ended_at
    move_agenda_item(second, AgendaStatus.SKIPPED, by=operator)
    assert call_next(meeting, by=operator) is None
    move_agenda_item(second, AgendaStatus.WAITING, by=operator)
    assert call_next(meeting, by=operator) == second


def test_the_end_passes_over_who_waits_and_another_meeting_hears_them():
    meeting, operator = make_running_meeting(proposals=2), operator_of()
    item = call_next(meeting, by=operator)
    with pytest.raises(DomainError) as refused:
        end_meeting(meeting, by=operator)
    assert refused.value.code == "somebody-is-heard"
    move_agenda_item(item, AgendaStatus.PRESENTING, by=operator)
    move_agenda_item(item, AgendaStatus.DONE, by=operator)
    member = panel_of(meeting)[0]
    attend_meeting(meeting, member, by=operator, is_here=True, at=meeting.starts_at)
    end_meeting(meeting, by=operator, at=meeting.starts_at + 60 * MINUTE)
    end_meeting(meeting, by=operator)
    assert fresh(meeting).status == MeetingStatus.ENDED
    assert Attendance.objects.get().left_at == fresh(meeting).ended_at
    again = plan_meeting(meeting.round, make_plan(), by=operator, section=meeting.section)
    assert again.agenda.count() == 1
    with pytest.raises(DomainError):
        call_next(meeting, by=operator)


def test_an_agenda_stays_once_the_meeting_runs():
    meeting = make_running_meeting()
    with pytest.raises(DomainError) as refused:
        order_agenda(meeting, "lot", by=operator_of())
    assert refused.value.code == "meeting-begun"


def test_a_note_is_kept_for_the_minutes():
    meeting = make_running_meeting()
    item = note_agenda_item(meeting.agenda.first(), by=operator_of(), note=" 대표가 발표함 ")
    assert item.note == "대표가 발표함"
    assert verbs(meeting.round).count("agenda-noted") == 1


# --- Attendance and quorum ---------------------------------------------------------------------


def test_coming_and_leaving_are_stays_and_the_quorum_follows():
    meeting = make_running_meeting()
    panel, at = panel_of(meeting), meeting.starts_at
    for member in panel[:4]:
        attend_meeting(meeting, member, by=member.expert.user, is_here=True, at=at)
    attend_meeting(meeting, panel[0], by=panel[0].expert.user, is_here=True, at=at)
    assert Attendance.objects.count() == 4
    found = room(meeting, at + MINUTE, operator_of()).quorum
    assert (found.present, found.needed, found.seats, found.is_reached) == (4, 5, 7, False)
    attend_meeting(meeting, panel[4], by=operator_of(), is_here=True, at=at + MINUTE)
    assert room(meeting, at + 2 * MINUTE, operator_of()).quorum.is_reached
    attend_meeting(meeting, panel[4], by=operator_of(), is_here=False, at=at + 3 * MINUTE)
    attend_meeting(meeting, panel[4], by=operator_of(), is_here=True, at=at + 5 * MINUTE)
    assert Attendance.objects.filter(member=panel[4]).count() == 2


def test_nobody_enters_somebody_else():
    meeting = make_running_meeting()
    one, other = panel_of(meeting)[:2]
    with pytest.raises(NotAllowed):
        attend_meeting(meeting, one, by=other.expert.user, is_here=True)


def test_who_gave_up_a_proposal_must_leave_for_it_and_its_pages_are_closed():
    meeting, operator = make_running_meeting(proposals=2), operator_of()
    member = panel_of(meeting)[0]
    item = call_next(meeting, by=operator)
    sheet = member.sheets.get(proposal=item.entry.proposal)
    abstain(sheet, by=member.expert.user, reason="자문한 적이 있습니다.", at=SCORING_OPENS)
    found = room(meeting, meeting.starts_at, operator)
    assert [person.name for person in found.called.leaving] == [member.name]
    assert [chair.leaves for chair in found.chairs].count(True) == 1
    assert not access.may_read_proposal(member.expert.user, item.entry.proposal)
    assert item.pk not in own_sheets_of(member, found)


# --- The line of the applicants -------------------------------------------------------------------


def test_an_applicant_learns_its_place_and_when_to_come():
    meeting, operator = make_running_meeting(proposals=3), operator_of()
    third = meeting.agenda.last()
    owner = owner_of(third.entry.proposal.lead)
    at = meeting.starts_at

    def mine(at):
        return turn(presentation(owner, third.entry.proposal.ref), at)

    assert (mine(at).number, mine(at).proposals, mine(at).ahead, mine(at).expected_at) == (3, 3, 2, at + 60 * MINUTE)
    first = call_next(meeting, by=operator, at=at)
    move_agenda_item(first, AgendaStatus.PRESENTING, by=operator, at=at + 10 * MINUTE)
    late = mine(at + 20 * MINUTE)
    assert (late.ahead, late.expected_at) == (2, at + 70 * MINUTE)
    move_agenda_item(first, AgendaStatus.DONE, by=operator, at=at + 30 * MINUTE)
    assert mine(at + 30 * MINUTE).ahead == 1


def test_an_auditor_sees_seats_instead_of_names_before_the_close():
    meeting = make_meeting(make_scoring_round())
    found = room(meeting, BEGINS, make_user(Role.AUDITOR))
    names = {member.name for member in panel_of(meeting)}
    assert not names & {chair.person.name for chair in found.chairs}


def test_meetings_stand_on_the_desks_of_those_who_take_part():
    meeting = make_meeting(announced=True)
    item = meeting.agenda.select_related("entry__proposal").first()
    evaluator = panel_of(meeting)[0].expert.user
    assert [task.url for task in of_panels(evaluator)] == [reverse("evaluation:meeting-room", args=[meeting.round.ref])]
    (task,) = presentations(owner_of(item.entry.proposal.lead))
    assert task.due == item.planned_at
    assert of_panels(make_user(Role.EVALUATOR)) == []


def test_the_turns_of_a_meeting_do_not_bury_the_history_of_its_round():
    meeting, operator = make_running_meeting(), operator_of()
    call_next(meeting, by=operator)
    attend_meeting(meeting, panel_of(meeting)[0], by=operator, is_here=True)
    shown = [deed.verb for deed in latest(meeting.round, operator)]
    assert shown[0] == "meeting-begun"
