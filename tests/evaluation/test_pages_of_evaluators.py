"""An evaluator's pages: the way in, the queue, the sheet, and what other people find there (nothing)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from evaluation.actions.close_round import close_due_rounds
from evaluation.actions.invite_panel import invite_panel
from evaluation.actions.propose_panel import propose_panel
from evaluation.models import PanelMember, Sheet
from evaluation.states import MemberStatus, SheetStatus
from tests.factories.accounts import make_user
from tests.factories.evaluation import (
    AFTER_CLOSE,
    OVERALL,
    fill,
    make_closed_round,
    make_pool,
    make_round,
    make_scoring_round,
    operator_of,
    seal,
)
from tests.factories.readable import hand_in_all

pytestmark = pytest.mark.django_db


def url(name: str, *args) -> str:
    return reverse(f"evaluation:{name}", args=args)


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def invited():
    """A member of a panel whose letter has just gone out."""
    round = make_round()
    make_pool()
    operator = operator_of()
    propose_panel(round, by=operator)
    return invite_panel(round, by=operator)[0]


@pytest.fixture
def scoring():
    round = make_scoring_round(proposals=2, members=5)
    hand_in_all(round)
    return round


def first_sheet(round) -> Sheet:
    return Sheet.objects.filter(round=round).joined().order_by("pk").first()


def sheet_url(name: str, sheet: Sheet) -> str:
    return url(name, sheet.round.ref, sheet.proposal.ref)


# --- The way in --------------------------------------------------------------------------


def test_accept_pledge_declare_and_read(client, invited):
    hand_in_all(invited.round)
    client.force_login(invited.expert.user)
    ref = invited.round.ref
    assert url("invitation", invited.token) in text_of(client.get(url("desk")))
    assert client.get(url("my-round", ref)).url == url("invitation", invited.token)
    assert client.post(url("invitation-accept", invited.token)).url == url("my-pledge", ref)
    assert client.get(url("my-round", ref)).url == url("my-pledge", ref)
    assert client.post(url("my-pledge", ref)).url == url("my-conflicts", ref)
    proposals = list(invited.round.entries.select_related("proposal").order_by("pk"))
    page = text_of(client.get(url("my-conflicts", ref)))
    assert all(entry.proposal.title in page for entry in proposals)
    tied = proposals[0].proposal
    marks = {f"tie-{tied.pk}": "yes", f"kind-{tied.pk}": "kin", f"text-{tied.pk}": "사촌이 연구원입니다."}
    assert client.post(url("my-conflicts", ref), marks).url == url("my-round", ref)
    page = text_of(client.get(url("my-round", ref)))
    assert tied.title not in page
    assert proposals[1].proposal.title in page
    member = PanelMember.objects.get(pk=invited.pk)
    assert (member.status, member.sheet_count) == (MemberStatus.ACCEPTED, 1)
    declared = member.declarations.get(proposal=tied)
    assert (declared.has_conflict, declared.kind, declared.text) == (True, "kin", "사촌이 연구원입니다.")


def test_a_tie_without_words_is_asked_for(client, invited):
    client.force_login(invited.expert.user)
    client.post(url("invitation-accept", invited.token))
    client.post(url("my-pledge", invited.round.ref))
    tied = invited.round.entries.first().proposal_id
    marks = {f"tie-{entry.proposal_id}": "no" for entry in invited.round.entries.all()} | {
        f"tie-{tied}": "yes",
        f"kind-{tied}": "kin",
    }
    answer = client.post(url("my-conflicts", invited.round.ref), marks)
    assert answer.status_code == 422
    assert answer.context["rows"][0]["errors"]
    assert PanelMember.objects.get(pk=invited.pk).declared_at is None


def test_declining_needs_a_reason_and_ends_the_invitation(client, invited):
    client.force_login(invited.expert.user)
    assert client.post(url("invitation-decline", invited.token), {"reason": ""}).status_code == 422
    assert client.post(url("invitation-decline", invited.token), {"reason": "해외 출장입니다."}).url == url("desk")
    member = PanelMember.objects.get(pk=invited.pk)
    assert (member.status, member.decline_reason) == (MemberStatus.DECLINED, "해외 출장입니다.")


def test_an_invitation_is_of_the_person_invited(client, invited):
    client.force_login(make_user(Role.EVALUATOR))
    assert client.get(url("invitation", invited.token)).status_code == 404
    assert client.post(url("invitation-accept", invited.token)).status_code == 404
    assert client.get(url("my-round", invited.round.ref)).status_code == 404


# --- The sheet -------------------------------------------------------------------------------


def test_the_sheet_shows_the_text_handed_in_and_every_line_of_the_table(client, scoring):
    sheet = first_sheet(scoring)
    client.force_login(sheet.member.expert.user)
    page = text_of(client.get(sheet_url("sheet", sheet)))
    assert "회수 공정을 실증한다" in page
    for code in ("cooperation", "technology", "business", "impact"):
        assert f'name="points-{code}"' in page
        assert f'name="comment-{code}"' in page


def test_each_line_saves_by_itself(client, scoring):
    sheet = first_sheet(scoring)
    client.force_login(sheet.member.expert.user)
    answer = client.post(
        sheet_url("sheet-autosave", sheet),
        {"field": "points-technology", "value": "10", "version": "0"},
        HTTP_ACCEPT="application/json",
    )
    body = answer.json()
    assert (answer.status_code, body["version"], body["totals"]["score"]) == (200, 1, "10.00")
    assert body["html"]["#due-technology"].strip(), "10 of 30 asks for a comment"
    saved = Sheet.objects.get(pk=sheet.pk)
    assert (saved.points, saved.status) == ({"technology": "10"}, SheetStatus.DRAFT)
    again = client.post(sheet_url("sheet-autosave", sheet), {"field": "comment-technology", "value": "근거", "version": "1"})
    assert again.json()["version"] == 2


def test_a_wrong_number_stays_beside_its_field(client, scoring):
    sheet = first_sheet(scoring)
    client.force_login(sheet.member.expert.user)
    answer = client.post(sheet_url("sheet-autosave", sheet), {"field": "points-technology", "value": "31", "version": "0"})
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["points-technology"]
    assert Sheet.objects.get(pk=sheet.pk).points == {}


def test_an_old_version_is_a_conflict_with_what_stands_now(client, scoring):
    sheet = fill(first_sheet(scoring), 80)
    client.force_login(sheet.member.expert.user)
    answer = client.post(sheet_url("sheet-autosave", sheet), {"field": "overall", "value": "다른 글", "version": "0"})
    assert answer.status_code == 409
    assert answer.json() == {**answer.json(), "current": OVERALL, "version": sheet.version}


def test_signing_saves_what_was_typed_and_shows_the_receipt(client, scoring):
    sheet = fill(first_sheet(scoring), 80)
    client.force_login(sheet.member.expert.user)
    sent = {"version": sheet.version, "overall": OVERALL + " 추가로 적습니다."}
    assert client.post(sheet_url("sheet-seal", sheet), sent).url == sheet_url("sheet", sheet)
    sealed = Sheet.objects.get(pk=sheet.pk)
    assert (sealed.status, sealed.overall) == (SheetStatus.SEALED, sent["overall"])
    page = text_of(client.get(sheet_url("sheet", sheet)))
    assert sealed.seal in page
    assert "data-score-sheet" not in page


def test_an_incomplete_sheet_names_what_is_missing(client, scoring):
    sheet = first_sheet(scoring)
    client.force_login(sheet.member.expert.user)
    answer = client.post(sheet_url("sheet-seal", sheet), {"version": 0})
    assert answer.status_code == 422
    assert len(answer.context["problems"]) == 5  # four lines and the overall comment
    assert Sheet.objects.get(pk=sheet.pk).status == SheetStatus.OPEN


def test_all_complete_sheets_are_signed_at_once(client, scoring):
    sheets = list(Sheet.objects.filter(member=first_sheet(scoring).member).order_by("pk"))
    fill(sheets[0], 80)
    client.force_login(sheets[0].member.expert.user)
    assert client.post(url("my-seal", scoring.ref)).url == url("my-round", scoring.ref)
    assert [sheet.status for sheet in Sheet.objects.filter(pk__in=[s.pk for s in sheets]).order_by("pk")] == ["sealed", "open"]
    assert client.get(url("my-next", scoring.ref)).url == sheet_url("sheet", sheets[1])
    assert sheet_url("sheet", sheets[1]) in text_of(client.get(sheet_url("sheet", sheets[0]))), "on to the one that waits"


def test_abstaining_needs_a_reason_and_closes_the_proposal(client, scoring):
    sheet = first_sheet(scoring)
    client.force_login(sheet.member.expert.user)
    assert client.post(sheet_url("sheet-abstain", sheet), {"reason": " "}).status_code == 422
    assert client.post(sheet_url("sheet-abstain", sheet), {"reason": "공동연구 중입니다."}).status_code == 302
    page = text_of(client.get(sheet_url("sheet", sheet)))
    assert "공동연구 중입니다." in page
    assert "회수 공정을 실증한다" not in page


def test_nobody_finds_another_ones_sheet(client, scoring):
    sheet = first_sheet(scoring)
    other = PanelMember.objects.filter(round=scoring).exclude(pk=sheet.member_id).first()
    # The colleague has the same address for an own sheet; somebody outside has nothing.
    client.force_login(other.expert.user)
    assert client.get(sheet_url("sheet", sheet)).context["sheet"].member == other
    client.force_login(make_user(Role.EVALUATOR))
    assert client.get(sheet_url("sheet", sheet)).status_code == 404
    assert client.post(sheet_url("sheet-autosave", sheet), {"field": "overall", "value": "x", "version": "0"}).status_code == 404
    client.force_login(operator_of())
    assert client.get(sheet_url("sheet", sheet)).status_code == 403


def test_colleagues_show_after_the_close_only(client, scoring):
    sheets = Sheet.objects.filter(round=scoring, proposal=first_sheet(scoring).proposal).joined().order_by("member__seat")
    mine, theirs = seal(sheets[0], 90), seal(sheets[1], 60)
    client.force_login(mine.member.expert.user)
    assert theirs.member.name not in text_of(client.get(sheet_url("sheet", mine)))


def test_after_the_close_the_panel_reads_each_others_sheets(client):
    round = make_closed_round(proposals=1, members=5)
    hand_in_all(round)
    sheets = list(Sheet.objects.filter(round=round).joined().order_by("member__seat"))
    client.force_login(sheets[0].member.expert.user)
    page = text_of(client.get(sheet_url("sheet", sheets[0])))
    assert sheets[1].member.name in page
    assert "data-score-sheet" not in page


def test_odd_versions_and_signs_are_no_error(client, scoring):
    sheet = fill(first_sheet(scoring), 80)
    client.force_login(sheet.member.expert.user)
    for version in ("9" * 5000, "-1", "", "²"):
        sent = {"field": "overall", "value": "다른 글", "version": version}
        assert client.post(sheet_url("sheet-autosave", sheet), sent).status_code == 409, version
        assert client.post(sheet_url("sheet-seal", sheet), {"overall": "다른 글", "version": version}).status_code == 422, version
    sent = {"field": "overall", "value": f"{OVERALL}\x00", "version": sheet.version}
    assert client.post(sheet_url("sheet-autosave", sheet), sent).status_code == 200
    assert Sheet.objects.get(pk=sheet.pk).overall == OVERALL


def test_nothing_more_is_offered_when_nothing_is_left(client, scoring):
    member = first_sheet(scoring).member
    for sheet in Sheet.objects.filter(member=member):
        seal(sheet)
    client.force_login(member.expert.user)
    queue = client.get(url("my-round", scoring.ref))
    assert (queue.context["following"], queue.context["left"]) == (None, 0)
    assert client.get(sheet_url("sheet", first_sheet(scoring))).context["following"] is None
    assert client.get(url("my-next", scoring.ref)).url == url("my-round", scoring.ref)


def test_what_did_not_count_waits_for_nobody(client, scoring):
    member = first_sheet(scoring).member
    close_due_rounds(at=AFTER_CLOSE)
    client.force_login(member.expert.user)
    assert client.get(url("my-round", scoring.ref)).context["left"] == 0


def test_who_declined_is_led_to_the_invitation(client, invited):
    client.force_login(invited.expert.user)
    client.post(url("invitation-decline", invited.token), {"reason": "해외 출장입니다."})
    assert client.get(url("my-round", invited.round.ref)).url == url("invitation", invited.token)


# --- Constant queries ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["desk", "my-round"])
def test_the_queue_costs_the_same_with_one_and_with_three(client, name):
    counts = []
    for proposals in (1, 3):
        round = make_scoring_round(proposals=proposals, members=5)
        user = PanelMember.objects.filter(round=round).first().expert.user
        client.force_login(user)
        address = url(name) if name == "desk" else url(name, round.ref)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
