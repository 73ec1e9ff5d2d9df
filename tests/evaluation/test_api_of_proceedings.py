"""What surrounds the scores, by machine: rulings, evidence, objections, meetings and papers, addenda. The sight of the pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import Role, User
from evaluation.actions.attach_evidence import attach_evidence, detach_evidence
from evaluation.actions.object_to_evaluator import object_to_evaluator
from evaluation.actions.rule_on_conflicts import rule_on_conflicts
from evaluation.actions.sign_minutes import sign_minutes
from evaluation.actions.write_minutes import write_minutes
from evaluation.models import Addendum
from evaluation.queries.meetings import panel_of
from evaluation.states import PaperKind
from tests.evaluation.test_minutes import hold
from tests.evaluation.test_rule_on_conflicts import keys, worked_at
from tests.factories.accounts import make_user
from tests.factories.appeals import answer, make_judged, make_released_round, standing_at
from tests.factories.documents import make_pdf
from tests.factories.evaluation import make_pool, make_round, make_scoring_round, make_tallied_round, operator_of
from tests.factories.meetings import make_meeting

pytestmark = pytest.mark.django_db
API = "/api/v1"


def client(user: User | None = None) -> APIClient:
    made = APIClient()
    made.force_authenticate(user)
    return made


def rows(user: User | None, path: str, **asked: str) -> list[dict]:
    answer = client(user).get(f"{API}/{path}/", asked)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.json()["results"]


# --- Addenda -----------------------------------------------------------------------------------


def test_what_an_appeal_changed_is_public_without_a_score():
    round = make_released_round()
    assert rows(None, "addenda") == []
    answer(make_judged(standing_at(round, 3), 85))
    [row] = rows(None, "addenda", round=round.ref)
    assert (row["decision_before"], row["decision"], row["why"], row["granted_krw"]) == (
        "rejected",
        "selected",
        "funded",
        100_000_000,
    )
    assert row["proposal"] == standing_at(round, 3).proposal.ref and row["sha256"] == Addendum.objects.get().sha256
    assert not {"total", "total_before", "place", "place_before"} & set(row)
    assert client().get(f"{API}/addenda/{row['id']}/").json() == row
    assert rows(None, "addenda", call="another") == []


def test_who_is_not_selected_is_not_named_in_an_addendum():
    round = make_released_round()
    answer(make_judged(standing_at(round, 3), 65))
    [row] = rows(None, "addenda")
    assert (row["decision"], row["proposal"], row["title"], row["lead"]) == ("rejected", None, None, None)


# --- Rulings and objections ------------------------------------------------------------------------


def test_rulings_are_read_by_those_who_see_conflicts():
    round, hq = make_round(proposals=2), operator_of()
    entry = round.entries.select_related("proposal").order_by("pk").first()
    expert = worked_at(entry.proposal)
    rule_on_conflicts(round, by=hq, keys=keys(round, expert), outcome="no_conflict", reason="퇴직 증명서를 확인함")
    for reader in (hq, make_user(Role.CENTRAL), make_user(Role.AUDITOR)):
        [row] = rows(reader, f"rounds/{round.ref}/rulings")
        assert (row["proposal"], row["expert"], row["outcome"]) == (entry.proposal.ref, expert.pk, "no_conflict")
        assert "facts" not in row
    for reader in (operator_of("honam"), make_user(Role.MINISTRY)):
        assert client(reader).get(f"{API}/rounds/{round.ref}/rulings/").status_code == 404


def test_an_objection_is_read_by_its_lead_and_by_those_who_decide():
    round = make_round(proposals=2)
    first, second = (entry.proposal for entry in round.entries.select_related("proposal").order_by("pk"))
    object_to_evaluator(first, by=first.created_by, name="김가상", organisation_name="가상대학교", reason="소송 중입니다.")
    for reader in (first.created_by, operator_of(), make_user(Role.AUDITOR)):
        [row] = rows(reader, "objections", proposal=first.ref)
        assert (row["name"], row["status"]) == ("김가상", "open")
    for reader in (second.created_by, operator_of("honam")):
        assert rows(reader, "objections") == []
    assert client(make_user(Role.EVALUATOR)).get(f"{API}/objections/").status_code == 403


# --- Evidence --------------------------------------------------------------------------------------


def test_evidence_is_listed_with_its_hash_for_the_offices_alone():
    round, hq = make_scoring_round(members=5, proposals=2), operator_of()
    entries = list(round.entries.select_related("round", "proposal").order_by("pk"))
    upload = lambda: SimpleUploadedFile("확인서.pdf", make_pdf(1))  # noqa: E731
    kept = [attach_evidence(entry, upload=upload(), by=hq) for entry in entries]
    detach_evidence(entries[0], attach_evidence(entries[0], upload=upload(), by=hq), by=hq)
    found = rows(hq, f"rounds/{round.ref}/evidence")
    assert [(row["id"], row["proposal"], row["sha256"]) for row in found] == [
        (str(file.pk), entry.proposal.ref, file.sha256) for file, entry in zip(kept, entries, strict=True)
    ]
    member = round.members.joined().first().expert.user
    for reader, status in ((member, 403), (operator_of("honam"), 404), (make_user(Role.MINISTRY), 404)):
        assert client(reader).get(f"{API}/rounds/{round.ref}/evidence/").status_code == status


# --- Meetings --------------------------------------------------------------------------------------


def test_a_meeting_is_its_panels_from_the_announcement_on():
    planned = make_meeting()
    member = planned.round.members.joined().first().expert.user
    assert rows(member, "meetings") == []
    [row] = rows(operator_of(), "meetings", round=planned.round.ref)
    assert (row["number"], row["status"]) == (1, "planned")
    announced = make_meeting(make_scoring_round(), announced=True)
    member = announced.round.members.joined().first().expert.user
    [row] = rows(member, "meetings")
    lines = client(member).get(f"{API}/meetings/{row['id']}/agenda/").json()
    assert [line["proposal"] for line in lines] == [item.entry.proposal.ref for item in announced.agenda.order_by("place")]
    assert client(member).get(f"{API}/meetings/{row['id']}/papers/").status_code == 404
    assert client(operator_of("honam")).get(f"{API}/meetings/{row['id']}/").status_code == 404


def test_papers_are_read_by_seats_and_a_result_sheet_only_with_the_scores():
    meeting = hold(make_tallied_round(proposals=2))
    write_minutes(meeting, PaperKind.MINUTES, by=operator_of(), text="처음 글")
    minutes = write_minutes(meeting, PaperKind.MINUTES, by=operator_of(), text="고친 글")
    write_minutes(meeting, PaperKind.RESULTS, by=operator_of(), text="")
    signer = panel_of(meeting)[0]
    signature = sign_minutes(minutes, signer, by=signer.expert.user)
    papers = client(operator_of()).get(f"{API}/meetings/{meeting.pk}/papers/").json()
    assert (papers[0]["kind"], papers[0]["version"], papers[0]["digest"]) == ("minutes", 2, minutes.digest)
    assert [one["seal"] for one in papers[0]["signatures"]] == [signature.seal] and "salt" not in str(papers)
    assert [one["kind"] for one in papers] == ["minutes", "results"]
    names = [member.name for member in panel_of(meeting)]
    assert not any(name in str(papers) for name in names)
    scoring = hold(make_scoring_round(proposals=2))
    write_minutes(scoring, PaperKind.MINUTES, by=operator_of(), text="글")
    assert [one["kind"] for one in client(operator_of()).get(f"{API}/meetings/{scoring.pk}/papers/").json()] == ["minutes"]


# --- Lists -----------------------------------------------------------------------------------------


def test_lists_cost_the_same_for_one_and_three():
    make_pool(home=4, away=6)

    def counted(number: int) -> list[int]:
        round, hq = make_scoring_round(members=5, proposals=number), operator_of()
        make_meeting(round)
        for entry in round.entries.select_related("round", "proposal"):
            attach_evidence(entry, upload=SimpleUploadedFile("a.pdf", make_pdf(1)), by=hq)
        planned = make_round(proposals=number)
        for entry in planned.entries.select_related("proposal"):
            object_to_evaluator(entry.proposal, by=entry.proposal.created_by, name="김가상", reason="소송 중입니다.")
        costs = []
        for path in (f"rounds/{round.ref}/evidence", f"rounds/{round.ref}/rulings", "objections", "meetings"):
            with CaptureQueriesContext(connection) as captured:
                assert rows(hq, path) or path.endswith("rulings")
            costs.append(len(captured))
        return costs

    assert counted(1) == counted(3)
