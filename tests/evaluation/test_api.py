"""Rounds, sheets and results by machine: the same sight and the same refusals as the pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import Role, User
from evaluation.actions.release_round import release_round
from evaluation.models import Round, Sheet
from evaluation.states import RoundStatus, SheetStatus
from tests.factories.accounts import make_user
from tests.factories.appeals import TEXT, owner_of, standing_at
from tests.factories.appeals import make_released_round as make_released_appealable
from tests.factories.evaluation import (
    COMMENT,
    DAY,
    NOW,
    OVERALL,
    head_of,
    make_confirmed_round,
    make_expert,
    make_round,
    make_scoring_round,
    make_tallied_round,
    operator_of,
    points_of,
)

pytestmark = pytest.mark.django_db


def client(user: User | None = None) -> APIClient:
    made = APIClient()
    made.force_authenticate(user)
    return made


@pytest.fixture
def sheet():
    make_scoring_round(closes_at=NOW + 5 * DAY)
    return Sheet.objects.joined().order_by("pk").first()


@pytest.fixture
def mine(sheet):
    return client(sheet.member.expert.user)


def url(sheet: Sheet, deed: str = "") -> str:
    return f"/api/v1/sheets/{sheet.pk}/{deed}"


def test_a_sheet_is_read_saved_and_sealed(sheet, mine):
    assert mine.get(url(sheet)).json()["status"] == "open"
    points = points_of(sheet)
    answer = mine.patch(
        url(sheet),
        {"version": 0, "points": points, "comments": dict.fromkeys(points, COMMENT), "overall": OVERALL},
        format="json",
    )
    assert (answer.status_code, answer.json()["version"], answer.json()["total"]) == (200, 1, "80.00")
    receipt = mine.post(url(sheet, "seal/"), {"version": 1}, format="json")
    assert receipt.status_code == 200
    sheet.refresh_from_db()
    assert (sheet.status, receipt.json()["seal"]) == (SheetStatus.SEALED, sheet.seal)
    assert "salt" not in receipt.json()


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"version": 7, "points": {"technology": "20"}}, 409, "stale-version"),
        ({"version": 0, "points": {"technology": "99"}}, 422, "invalid"),
        ({"points": {"technology": "20"}}, 400, "invalid"),
    ],
)
def test_refusals_are_problem_details(sheet, mine, body, status, code):
    answer = mine.patch(url(sheet), body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"].startswith("application/problem+json")


def test_an_incomplete_sheet_says_what_is_missing(sheet, mine):
    answer = mine.post(url(sheet, "seal/"), {"version": 0}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (422, "not-ready")


def test_abstaining(sheet, mine):
    assert mine.post(url(sheet, "abstain/"), {}, format="json").status_code == 400
    assert mine.post(url(sheet, "abstain/"), {"reason": "이해관계"}, format="json").json()["status"] == "abstained"


@pytest.mark.parametrize("asked", ["cursor=cD1hYmM%3D", "cursor=cD0lMDA%3D"])
def test_a_cursor_of_another_kind_leads_nowhere(mine, asked):
    """p=abc and p=%00 where a number belongs."""
    assert mine.get(f"/api/v1/sheets/?{asked}").status_code == 404


@pytest.mark.parametrize("path", ["sheets/?round=x%00", "results/?call=%00", "results/?region=a%00b"])
def test_what_no_column_can_hold_finds_nothing(mine, path):
    answer = mine.get(f"/api/v1/{path}")
    assert (answer.status_code, answer.json()["results"]) == (200, [])


def test_nobody_else_finds_the_sheet(sheet):
    for other, status in [
        (make_expert().user, 404), (operator_of(), 403), (make_user(Role.CENTRAL), 403), (make_user(Role.AUDITOR), 403), (None, 401),
    ]:  # fmt: skip
        assert client(other).get(url(sheet)).status_code == status
        assert client(other).patch(url(sheet), {"version": 0}, format="json").status_code == status


def test_the_queue_costs_the_same_for_any_number():
    counts = []
    for number in (1, 4):
        made = make_scoring_round(proposals=number, members=5)
        member = made.members.joined().first()
        machine = client(User.objects.get(pk=member.expert.user_id))
        with CaptureQueriesContext(connection) as captured:
            rows = machine.get("/api/v1/sheets/", {"round": made.ref}).json()["results"]
        assert len(rows) == number
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 3


def test_rounds_are_for_those_who_run_or_oversee_them(sheet):
    ref = sheet.round.ref
    seen = {
        "hq": client(operator_of()), "other": client(operator_of("honam")), "ministry": client(make_user(Role.MINISTRY)),
        "auditor": client(make_user(Role.AUDITOR)),
    }  # fmt: skip
    found = {who: machine.get(f"/api/v1/rounds/{ref}/").status_code for who, machine in seen.items()}
    assert found == {"hq": 200, "other": 404, "ministry": 404, "auditor": 200}
    assert client(sheet.member.expert.user).get("/api/v1/rounds/").status_code == 403
    row = seen["hq"].get("/api/v1/rounds/", {"status": "scoring"}).json()["results"][0]
    assert (row["ref"], row["sheet_count"], row["sealed_count"]) == (ref, 14, 0)


def test_the_ranking_waits_for_the_tally():
    waiting = make_round()
    tallied = make_tallied_round(members=5)
    machine = client(operator_of())
    assert machine.get(f"/api/v1/rounds/{waiting.ref}/ranking/").status_code == 404
    rows = machine.get(f"/api/v1/rounds/{tallied.ref}/ranking/").json()["results"]
    assert [row["position"] for row in rows] == [1, 2]
    assert rows[0]["trace"]["outcome"] == "passed"


def test_results_are_public_after_the_release_and_without_scores():
    made = make_confirmed_round(proposals=2, members=5)
    assert client().get("/api/v1/results/").json()["results"] == []
    release_round(made, by=head_of())
    rows = client().get("/api/v1/results/", {"round": made.ref}).json()["results"]
    assert {row["decision"] for row in rows} == {"selected"}
    assert not {"total", "place", "mean", "trace"} & set(rows[0])
    assert Round.objects.get(pk=made.pk).status == RoundStatus.RELEASED


def test_an_appeal_is_written_filed_and_withdrawn_by_machine():
    standing = standing_at(make_released_appealable(), 3)
    machine = client(owner_of(standing))
    begun = machine.post("/api/v1/appeals/", {"proposal": standing.proposal.ref}, format="json")
    assert begun.status_code == 201
    address = f"/api/v1/appeals/{begun.data['id']}/"
    missing = machine.post(f"{address}file/")
    assert (missing.status_code, missing.data["code"]) == (422, "not-ready")
    saved = machine.patch(address, {"version": 0, "ground": "misreading", "text": TEXT}, format="json")
    assert (saved.status_code, saved.data["version"]) == (200, 1)
    assert machine.patch(address, {"version": 0, "text": "다른 글"}, format="json").status_code == 409
    filed, again = machine.post(f"{address}file/"), machine.post(f"{address}file/")
    assert (filed.data["status"], filed.data["number"]) == ("filed", again.data["number"])
    assert [row["number"] for row in machine.get("/api/v1/appeals/").data["results"]] == [filed.data["number"]]
    assert machine.post(f"{address}withdraw/").data["status"] == "withdrawn"
