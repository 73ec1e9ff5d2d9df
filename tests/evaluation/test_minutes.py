"""Minutes and result sheet of a meeting: written by the headquarters, signed by those who were there."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import Role
from cluster_portal.shared.canonical import canonical_json, sha256_hex
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed
from evaluation.actions.attend_meeting import attend_meeting
from evaluation.actions.move_agenda_item import call_next, move_agenda_item
from evaluation.actions.run_meeting import end_meeting
from evaluation.actions.sign_minutes import sign_minutes
from evaluation.actions.write_minutes import write_minutes
from evaluation.models import Minutes
from evaluation.queries.meetings import panel_of
from evaluation.queries.minutes import closed_to, paper, papers_waiting, to_sign, unsigned
from evaluation.sealing import is_signed
from evaluation.states import AgendaStatus, PaperKind
from notifications.models import Message
from programme.rulebook import read_rulebook
from tests.factories.accounts import make_user
from tests.factories.evaluation import make_scoring_round, make_tallied_round, operator_of
from tests.factories.meetings import fresh, make_running_meeting
from tests.factories.programme import shipped_document

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
TEXT = "과제별로 질의하고 심의하였음."


def hold(round=None, *, present: int = 5):
    """A meeting that heard its first proposal before `present` people, and has ended."""
    meeting, operator = make_running_meeting(round), operator_of()
    for member in panel_of(meeting)[:present]:
        attend_meeting(meeting, member, by=operator, is_here=True, at=meeting.starts_at)
    item = call_next(meeting, by=operator, at=meeting.starts_at)
    for to in (AgendaStatus.PRESENTING, AgendaStatus.DONE):
        move_agenda_item(item, to, by=operator, at=meeting.starts_at + HOUR / 2)
    end_meeting(meeting, by=operator, at=meeting.starts_at + HOUR)
    return fresh(meeting)


def write(meeting, text=TEXT, kind=PaperKind.MINUTES):
    return write_minutes(meeting, kind, by=operator_of(), text=text)


def test_minutes_say_what_the_portal_knows_and_what_hq_writes():
    meeting = hold(make_scoring_round(proposals=2))
    made = write(meeting)
    first, second = made.facts["agenda"]
    assert (first["heard"], len(first["here"]), first["quorum"]) == (True, 5, True)
    assert second["heard"] is False
    assert [bool(one["stays"]) for one in made.facts["attendance"]] == [True] * 5 + [False] * 2
    assert made.digest == sha256_hex(canonical_json({"facts": Minutes.objects.get().facts, "text": TEXT}))
    assert Message.objects.filter(kind="evaluation/paper-to-sign").count() == 5


def test_without_a_quorum_the_minutes_say_so():
    assert write(hold(present=4)).facts["agenda"][0]["quorum"] is False


def test_the_same_again_is_the_same_version_and_a_change_is_another():
    meeting = hold()
    assert write(meeting) == write(meeting)
    assert write(meeting, "다시 적음").version == 2


def test_minutes_wait_for_the_end_and_need_words():
    meeting = make_running_meeting()
    with pytest.raises(DomainError) as refused:
        write(meeting)
    assert refused.value.code == "meeting-not-ended"
    with pytest.raises(InvalidInput):
        write(hold(), " ")
    with pytest.raises(NotAllowed):
        write_minutes(hold(), PaperKind.MINUTES, by=make_user(Role.AUDITOR), text=TEXT)


def test_who_was_there_signs_once_the_version_that_stands():
    meeting = hold()
    old, panel = write(meeting), panel_of(meeting)
    made = sign_minutes(old, panel[0], by=panel[0].expert.user)
    assert sign_minutes(old, panel[0], by=panel[0].expert.user) == made
    assert is_signed(old.digest, salt=made.salt, signed_by=panel[0].seat_name, signed_at=made.signed_at, seal=made.seal)
    assert not is_signed("0" * 64, salt=made.salt, signed_by=panel[0].seat_name, signed_at=made.signed_at, seal=made.seal)
    new = write(meeting, "고침")
    with pytest.raises(DomainError) as refused:
        sign_minutes(old, panel[1], by=panel[1].expert.user)
    assert refused.value.code == "outdated"
    with pytest.raises(DomainError) as refused:
        sign_minutes(new, panel[6], by=panel[6].expert.user)
    assert refused.value.code == "not-there"
    with pytest.raises(NotAllowed):
        sign_minutes(new, panel[1], by=panel[2].expert.user)
    assert to_sign(meeting, panel[0]) == list(papers_waiting(panel[0].expert.user)) == [new]
    assert list(papers_waiting(panel[6].expert.user)) == []
    for member in panel[:5]:
        sign_minutes(new, member, by=member.expert.user)
    assert paper(meeting, PaperKind.MINUTES).is_signed
    assert to_sign(meeting, panel[0]) == []


def test_a_result_sheet_follows_the_tally_and_says_no_place():
    meeting = hold(make_tallied_round(proposals=2))
    made = write(meeting, "", PaperKind.RESULTS)
    row = made.facts["results"][0]
    assert row["total"] == "80" and set(row["totals"].values()) == {"80"}
    assert "place" not in row
    member = panel_of(meeting)[0]
    assert closed_to(member, made) == frozenset()
    elsewhere = make_scoring_round().members.first()
    assert closed_to(elsewhere, made) == {one["proposal"] for one in made.facts["results"]}


def test_before_the_tally_there_is_no_result_sheet():
    with pytest.raises(DomainError) as refused:
        write(hold(), "", PaperKind.RESULTS)
    assert refused.value.code == "not-tallied"


def test_papers_are_waited_for_only_where_the_rulebook_asks():
    meeting = hold()
    assert unsigned(meeting.round) == []
    document = shipped_document()
    note = {"ko": "시험", "en": "Test"}
    document["panel"]["minutes_signed"] = {"value": True, "source": "choice", "note": note}
    meeting.round.rulebook.__dict__["rules"] = read_rulebook(document)  # the round's own is frozen: another in its place
    assert unsigned(meeting.round) == [(meeting, PaperKind.MINUTES), (meeting, PaperKind.RESULTS)]
    made = write(meeting)
    for member in panel_of(meeting)[:5]:
        sign_minutes(made, member, by=member.expert.user)
    assert unsigned(meeting.round) == [(meeting, PaperKind.RESULTS)]


# --- Pages ------------------------------------------------------------------------------


def url(name, meeting, kind="minutes"):
    return reverse(f"evaluation:{name}", args=[meeting.round.ref, meeting.number, kind])


def test_written_printed_and_signed_on_their_pages(client):
    meeting = hold()
    client.force_login(operator_of())
    assert client.post(url("minutes", meeting), {"text": " "}).status_code == 422
    client.post(url("minutes", meeting), {"text": TEXT})
    page = client.get(url("minutes", meeting)).content.decode()
    assert TEXT in page and "5명 중 0명 서명" in page
    made = Minutes.objects.get()
    assert sha256_hex(client.get(url("minutes-record", meeting)).content.decode()) == made.digest
    member = panel_of(meeting)[0]
    client.force_login(member.expert.user)
    room = client.get(reverse("evaluation:meeting-room", args=[meeting.round.ref])).content.decode()
    assert url("minutes-sign", meeting) in room
    client.post(url("minutes-sign", meeting))
    assert made.signatures.get().seal in client.get(url("minutes-sign", meeting)).content.decode()
    absent = panel_of(meeting)[6]
    client.force_login(absent.expert.user)
    assert client.get(url("minutes-sign", meeting)).status_code == 404
    client.force_login(operator_of())
    pdf = client.get(url("minutes-print", meeting))
    assert pdf["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF")


def test_a_result_sheet_is_printed(client):
    meeting = hold(make_tallied_round(proposals=2))
    write(meeting, "", PaperKind.RESULTS)
    client.force_login(operator_of())
    assert "80" in client.get(url("minutes", meeting, "results")).content.decode()
    assert client.get(url("minutes-print", meeting, "results")).content.startswith(b"%PDF")
