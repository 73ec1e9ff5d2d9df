"""Pages of a meeting: the headquarters', the evaluator's, the applicant's; they follow what happens elsewhere."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluation.actions.move_agenda_item import call_next, move_agenda_item
from evaluation.models import Attendance, Meeting
from evaluation.queries.meetings import panel_of
from evaluation.states import AgendaStatus
from tests.factories.evaluation import make_round, make_scoring_round, operator_of
from tests.factories.meetings import LINK, PLACE, fresh, make_meeting, make_running_meeting
from tests.factories.projects import owner_of

pytestmark = pytest.mark.django_db


def url(name: str, *args) -> str:
    return reverse(f"evaluation:{name}", args=args)


def of(meeting, name, *more):
    return url(name, meeting.round.ref, meeting.number, *more)


def text_of(response) -> str:
    return response.content.decode()


def statements(client, path):
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


# --- The headquarters ---------------------------------------------------------------------


def test_a_meeting_is_planned_ordered_and_announced_on_its_pages(client):
    round = make_round(proposals=2)
    client.force_login(operator_of())
    assert "계획된 평가회의가 없습니다" in text_of(client.get(url("meeting-list", round.ref)))
    sent = {
        "section": round.sections.first().pk, "starts_at": "2027-03-02T10:00", "place": PLACE, "presentation_minutes": "15",
        "question_minutes": "10", "recording": "none",
    }  # fmt: skip
    wrong = client.post(url("meeting-plan", round.ref), sent | {"place": ""})
    assert wrong.status_code == 422 and "장소나 화상회의 주소를 입력해 주십시오" in text_of(wrong)
    client.post(url("meeting-plan", round.ref), sent)
    meeting = Meeting.objects.get()
    page = text_of(client.get(meeting.get_absolute_url()))
    assert "10:00" in page and "10:25" in page
    one, two = meeting.agenda.all()
    lines = {
        f"line-{item.pk}-{name}": value
        for item, place in ((one, 2), (two, 1))
        for name, value in (("place", place), ("presentation_minutes", 20), ("question_minutes", 10))
    }
    client.post(of(meeting, "agenda-set"), lines)
    assert list(meeting.agenda.all()) == [two, one]
    wrong = client.post(of(meeting, "agenda-set"), lines | {f"line-{one.pk}-presentation_minutes": "0"})
    assert wrong.status_code == 422
    client.post(of(meeting, "agenda-break"), {"title": "휴식", "minutes": "15", "after": "1"})
    assert [item.words for item in meeting.agenda.all()][1] == "휴식"
    client.post(of(meeting, "agenda-break-remove", meeting.agenda.get(entry=None).pk))
    client.post(of(meeting, "agenda-order"), {"how": "lot"})
    assert fresh(meeting).lot_seed in text_of(client.get(meeting.get_absolute_url()))
    client.post(of(meeting, "meeting-announce"))
    assert fresh(meeting).is_announced
    client.post(of(meeting, "meeting-edit"), sent | {"place": "소회의실"})
    assert "다시 안내" in text_of(client.get(meeting.get_absolute_url()))
    assert client.get(of(meeting, "agenda-export")).status_code == 200
    assert "소회의실" in text_of(client.get(of(meeting, "agenda-print")))


def test_a_meeting_runs_on_one_page(client):
    meeting = make_meeting(announced=True)
    client.force_login(operator_of())
    client.post(of(meeting, "meeting-begin"))
    client.post(of(meeting, "meeting-call"))
    item = meeting.agenda.first()
    page = text_of(client.get(of(meeting, "meeting-run")))
    assert "호출" in page and item.words in page
    for to in ("presenting", "questions", "done"):
        client.post(of(meeting, "agenda-move", item.pk), {"to": to})
    item.refresh_from_db()
    assert item.status == AgendaStatus.DONE
    assert client.post(of(meeting, "agenda-move", item.pk), {"to": "nonsense"}).status_code == 404
    client.post(of(meeting, "agenda-note", item.pk), {"note": "질의 없음"})
    member = panel_of(meeting)[0]
    client.post(of(meeting, "attendance-set", member.pk), {"here": "1"})
    assert "질의 없음" in text_of(client.get(of(meeting, "meeting-run")))
    assert Attendance.objects.get().member == member
    client.post(of(meeting, "meeting-end"))
    assert fresh(meeting).is_ended


# --- The part that follows -------------------------------------------------------------------


def test_the_moving_part_is_sent_only_when_something_changed(client):
    meeting = make_running_meeting()
    client.force_login(operator_of())
    page = of(meeting, "meeting-run")
    tag = client.get(page)["ETag"]
    assert client.get(f"{page}?part=live", headers={"If-None-Match": tag}).status_code == 304
    call_next(meeting, by=operator_of())
    changed = client.get(f"{page}?part=live", headers={"If-None-Match": tag})
    assert changed.status_code == 200 and changed["ETag"] != tag
    assert "<html" not in text_of(changed)


@pytest.mark.parametrize("who", ["hq", "evaluator", "applicant"])
def test_the_room_costs_the_same_with_1_and_3_proposals(client, who):
    counts = []
    for proposals in (1, 3):
        meeting = make_running_meeting(make_scoring_round(proposals=proposals))
        item = call_next(meeting, by=operator_of())
        if who == "hq":
            user, path = operator_of(), of(meeting, "meeting-run")
        elif who == "evaluator":
            user, path = panel_of(meeting)[0].expert.user, url("meeting-room", meeting.round.ref)
        else:
            proposal = item.entry.proposal
            user, path = owner_of(proposal.lead), url("meeting-waiting", proposal.ref)
        client.force_login(user)
        client.get(path)
        counts.append(statements(client, f"{path}?part=live"))
    assert counts[0] == counts[1]


# --- Evaluator and applicant --------------------------------------------------------------------


def test_an_evaluator_is_here_and_finds_the_sheet_of_what_is_on(client):
    meeting = make_running_meeting()
    item = call_next(meeting, by=operator_of())
    move_agenda_item(item, AgendaStatus.PRESENTING, by=operator_of())
    member = panel_of(meeting)[0]
    client.force_login(member.expert.user)
    path = url("meeting-room", meeting.round.ref)
    page = text_of(client.get(path))
    assert url("sheet", meeting.round.ref, item.entry.proposal.ref) in page
    others = [one.name for one in panel_of(meeting)[1:]]
    assert not [name for name in others if name in page]
    client.post(url("meeting-attend", meeting.round.ref, meeting.number), {"here": "1"})
    assert Attendance.objects.get().left_at is None
    client.post(url("meeting-attend", meeting.round.ref, meeting.number), {"here": "0"})
    assert Attendance.objects.get().left_at is not None


def test_who_has_a_tie_is_told_to_leave(client):
    meeting = make_running_meeting()
    item = call_next(meeting, by=operator_of())
    member = panel_of(meeting)[0]
    member.sheets.filter(proposal=item.entry.proposal).delete()
    client.force_login(member.expert.user)
    page = text_of(client.get(url("meeting-room", meeting.round.ref)))
    assert "이 과제를 심의하는 동안 회의실에서 나가 주십시오" in page
    assert url("sheet", meeting.round.ref, item.entry.proposal.ref) not in page
    assert client.get(url("sheet", meeting.round.ref, item.entry.proposal.ref)).status_code == 404


def test_without_an_announced_meeting_the_room_is_empty(client):
    meeting = make_meeting()
    client.force_login(panel_of(meeting)[0].expert.user)
    assert "안내된 평가회의가 없습니다" in text_of(client.get(url("meeting-room", meeting.round.ref)))


def test_an_applicant_waits_and_is_called_and_reads_nothing_of_others(client):
    meeting = make_running_meeting()
    first, second = meeting.agenda.all()
    client.force_login(owner_of(second.entry.proposal.lead))
    path = url("meeting-waiting", second.entry.proposal.ref)
    page = text_of(client.get(path))
    assert "2 / 2" in page and PLACE in page
    assert LINK not in page and first.words not in page
    move_agenda_item(second, AgendaStatus.CALLED, by=operator_of())
    called = text_of(client.get(f"{path}?part=live"))
    assert "지금 호출되었습니다" in called and LINK in called
    assert client.get(url("meeting-waiting", first.entry.proposal.ref)).status_code == 404
